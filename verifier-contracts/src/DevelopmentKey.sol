// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  DevelopmentKey
/// @notice Base of a generated verifier whose key was made from random scalars by one machine: whoever ran it could
///         forge any proof. Such a verifier cannot be deployed where money is.
///
///         Verified here: the chain is none of the four public ones known here, and none that the generated verifier
///         names besides (`publicChainIds` of scripts/export-verifier.ts).
///         Trusted, not verified: that every other chain is private. A fork of a chain keeps or changes its id freely.
abstract contract DevelopmentKey {
    /// @notice A verifier with a development key may not be deployed on a public chain.
    /// @param chainId Chain that it was deployed on.
    error DevelopmentKeyOnPublicChain(uint256 chainId);

    constructor() {
        uint256 chainId = block.chainid;
        // Mainnet, Holesky, Hoodi, Sepolia.
        if (
            chainId == 1 || chainId == 17000 || chainId == 560048 || chainId == 11155111
                || _isPublicChain(chainId)
        ) {
            revert DevelopmentKeyOnPublicChain(chainId);
        }
    }

    /// @dev Whether a chain is public besides the four above; a generated verifier overrides it.
    function _isPublicChain(uint256) internal pure virtual returns (bool) {
        return false;
    }
}
