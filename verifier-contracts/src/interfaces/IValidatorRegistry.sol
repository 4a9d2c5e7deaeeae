// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  IValidatorRegistry
/// @notice What ReservesOracle needs to know of a registry: where its chain ends and how long it is.
interface IValidatorRegistry {
    /// @notice End of the registry chain: 0, then Poseidon(commitment, validatorIndex, principalGwei) for each entry.
    /// @return A BN254 field element.
    function commitment() external view returns (uint256);

    /// @notice Number of entries.
    /// @return The length of the chain.
    function count() external view returns (uint64);
}
