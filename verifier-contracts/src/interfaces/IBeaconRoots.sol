// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BeaconHeader} from "../SSZ.sol";
import {IForkLayouts} from "./IForkLayouts.sol";
import {IGrowthSpurts} from "./IGrowthSpurts.sol";

/// @notice The last block of a spurt.
struct CanonicalBlock {
    /// hash_tree_root of its header.
    bytes32 root;
    /// Root of the beacon state after it.
    bytes32 stateRoot;
    uint64 slot;
    /// Time of its slot, which is the timestamp of its execution block too, seconds.
    uint64 timestamp;
}

/// @title  IBeaconRoots
/// @notice Keeps the canonical block of each spurt, so that proving may take longer than EIP-4788 remembers.
interface IBeaconRoots is IForkLayouts {
    /// @notice The canonical block of a spurt is known from now on.
    /// @param spurt     Its spurt.
    /// @param root      Its root.
    /// @param slot      Its slot.
    /// @param fromNewer False: shown by EIP-4788 itself. True: shown below the state of a newer block.
    event BlockStored(uint64 indexed spurt, bytes32 indexed root, uint64 slot, bool fromNewer);

    /// @notice The spurt is not over: its last block is not known.
    /// @param spurt Its number.
    /// @param end   When it ends, seconds.
    error SpurtNotEnded(uint64 spurt, uint64 end);

    /// @notice The spurt ended before the chain began: it has no block.
    /// @param spurt       Its number.
    /// @param end         When it ended, seconds.
    /// @param genesisTime Time of slot 0, seconds.
    error SpurtBeforeGenesis(uint64 spurt, uint64 end, uint64 genesisTime);

    /// @notice The header given is not the block that the chain remembers.
    /// @param expected Root that the chain remembers.
    /// @param given    Root of the header.
    error BlockRootMismatch(bytes32 expected, bytes32 given);

    /// @notice The block named is not later than the spurt's end, so blocks of the spurt may follow its parent.
    /// @param nextTimestamp Timestamp named.
    /// @param end           End of the spurt.
    error NextBlockNotAfterEnd(uint64 nextTimestamp, uint64 end);

    /// @notice The block is later than the spurt's end: another one comes before it.
    /// @param slot      Slot of the header.
    /// @param timestamp Time of that slot.
    /// @param end       End of the spurt.
    error BlockAfterEnd(uint64 slot, uint64 timestamp, uint64 end);

    /// @notice The newer state does not hold the spurt's last block: it is not newer, or the spurt ended more than
    ///         8,192 slots before it and before the first of the `historical_summaries`.
    /// @param targetSlot Last slot of the spurt.
    /// @param newerSlot  Slot of the newer state.
    error NotInHistory(uint64 targetSlot, uint64 newerSlot);

    /// @notice No canonical block is stored for this spurt.
    /// @param spurt Its number.
    error BlockNotStored(uint64 spurt);

    /// @notice Stores the canonical block from EIP-4788. Anyone may call; a spurt that has its block is left alone.
    /// @param spurt         Spurt, ended.
    /// @param nextTimestamp Timestamp of the first block after the spurt's end.
    /// @param header        Header of the block before that one.
    function store(uint64 spurt, uint64 nextTimestamp, BeaconHeader calldata header) external;

    /// @notice Stores the canonical block when EIP-4788 has forgotten it: the root that a newer state holds for the
    ///         spurt's last slot, in `block_roots` (8,192 slots) or, later, below `historical_summaries`.
    /// @param spurt         Spurt, ended.
    /// @param nextTimestamp Timestamp of the block after the newer one: EIP-4788 must remember it.
    /// @param newer         Header of the newer block.
    /// @param canonical     Header of the canonical block.
    /// @param branch        Siblings from the canonical root up to the newer state root.
    function storeFromNewer(
        uint64 spurt,
        uint64 nextTimestamp,
        BeaconHeader calldata newer,
        BeaconHeader calldata canonical,
        bytes32[] calldata branch
    ) external;

    /// @notice The canonical block of a spurt. Reverts with BlockNotStored.
    /// @param spurt Its number.
    /// @return The block.
    function blockOf(uint64 spurt) external view returns (CanonicalBlock memory);

    /// @notice Whether the canonical block of a spurt is stored.
    /// @param spurt Its number.
    /// @return True if so.
    function isStored(uint64 spurt) external view returns (bool);

    /// @notice First period of 8,192 slots in `historical_summaries`: CAPELLA_FORK_EPOCH * 32 / 8192.
    /// @return The period.
    function firstSummaryPeriod() external view returns (uint64);

    /// @notice The schedule.
    /// @return Its contract.
    function growthSpurts() external view returns (IGrowthSpurts);
}
