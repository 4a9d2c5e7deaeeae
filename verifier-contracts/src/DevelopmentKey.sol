// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  DevelopmentKey
/// @notice Base of a generated verifier whose key was made from random scalars by one machine: whoever ran it could
///         forge any proof. Such a verifier cannot be deployed where money is.
abstract contract DevelopmentKey {
    /// @notice A verifier with a development key may not be deployed on a public chain.
    /// @param chainId Chain that it was deployed on.
    error DevelopmentKeyOnPublicChain(uint256 chainId);

    constructor() {
        uint256 chainId = block.chainid;
        // Mainnet, Holesky, Hoodi, Sepolia.
        if (chainId == 1 || chainId == 17000 || chainId == 560048 || chainId == 11155111) {
            revert DevelopmentKeyOnPublicChain(chainId);
        }
    }
}
