// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IBeaconRoots} from "./IBeaconRoots.sol";

/// @title  IEntryChain
/// @notice An ordered list of validators as one Poseidon chain: what pages are proved along.
interface IEntryChain {
    /// @notice The chain is kept after so many entries.
    /// @param entries    Number of entries.
    /// @param commitment Chain after them.
    event Extended(uint64 indexed entries, uint256 commitment);

    /// @notice Says where the state of a slot keeps its validators.
    /// @return The contract.
    function beaconRoots() external view returns (IBeaconRoots);

    /// @notice Whether a validator is in the chain.
    /// @param validatorIndex Beacon chain index.
    /// @return True if so.
    function isIndexRegistered(uint64 validatorIndex) external view returns (bool);

    /// @notice End of the chain: 0, then Poseidon(commitment, validatorIndex, principalGwei) for each entry.
    /// @return A BN254 field element.
    function commitment() external view returns (uint256);

    /// @notice The chain after its first entries, where it is kept: after each call that added some, and after each
    ///         multiple of 64. Reverts elsewhere.
    /// @param entries Number of entries.
    /// @return A BN254 field element; 0 for no entry.
    function commitmentAt(uint64 entries) external view returns (uint256);

    /// @notice Number of entries.
    /// @return The length of the chain.
    function count() external view returns (uint64);

    /// @notice Entries in the order of the chain.
    /// @param from     First position, from 0.
    /// @param to       End, exclusive; at most `count()` counts.
    /// @return indices Beacon chain indices.
    /// @return principalsGwei Principals, gwei.
    function entries(uint64 from, uint64 to)
        external
        view
        returns (uint64[] memory indices, uint64[] memory principalsGwei);
}
