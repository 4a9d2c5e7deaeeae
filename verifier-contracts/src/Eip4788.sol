// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IBeaconRoots} from "./interfaces/IBeaconRoots.sol";
import {BeaconHeader, SSZ} from "./SSZ.sol";

/// @title  Eip4788
/// @notice Reads a beacon block root from the EIP-4788 contract.
/// @dev    https://eips.ethereum.org/EIPS/eip-4788
///
///         The contract maps the timestamp of a block to the root of its PARENT beacon block, and keeps 8,191 of
///         them (about 27 hours).
///
///         Verified here: the contract knows the timestamp and answered with exactly one non-zero word; a header is
///         the one that hashes to it.
///         Trusted, not verified: the consensus rules that fill the contract.
library Eip4788 {
    /// @notice Address of the contract on every chain that has EIP-4788.
    address internal constant BEACON_ROOTS = 0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02;

    /// @notice EIP-4788 does not know this timestamp: no block had it, or it has left the ring buffer.
    /// @param timestamp Timestamp that was asked for, seconds.
    error BeaconRootUnknown(uint64 timestamp);

    /// @notice Beacon root of the parent of the block with this timestamp.
    /// @param timestamp Timestamp of an execution block, seconds.
    /// @return root     Root of the beacon block before it.
    function parentRootAt(uint64 timestamp) internal view returns (bytes32 root) {
        (bool ok, bytes memory answer) = BEACON_ROOTS.staticcall(abi.encode(timestamp));
        if (!ok || answer.length != 32) revert BeaconRootUnknown(timestamp);
        root = abi.decode(answer, (bytes32));
        if (root == 0) revert BeaconRootUnknown(timestamp);
    }

    /// @notice Requires that a header is the one of the parent of the block with this timestamp.
    /// @param nextTimestamp Timestamp of an execution block, seconds.
    /// @param header        Header of the beacon block before it.
    /// @return root         Root of that header.
    function requireHeader(uint64 nextTimestamp, BeaconHeader memory header)
        internal
        view
        returns (bytes32 root)
    {
        bytes32 expected = parentRootAt(nextTimestamp);
        root = SSZ.hashTreeRoot(header);
        if (root != expected) revert IBeaconRoots.BlockRootMismatch(expected, root);
    }
}
