// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Eip4788} from "./Eip4788.sol";
import {ForkLayouts} from "./ForkLayouts.sol";
import {CanonicalBlock, IBeaconRoots} from "./interfaces/IBeaconRoots.sol";
import {ForkLayout} from "./interfaces/IForkLayouts.sol";
import {IGrowthSpurts} from "./interfaces/IGrowthSpurts.sol";
import {BeaconHeader, SSZ} from "./SSZ.sol";

/// @title  BeaconRoots
/// @notice Keeps the canonical block of each spurt: the last one at or before the spurt's end.
/// @dev    Nobody can choose another one:
///
///             header           end of the spurt       next block
///          ──────█────┼────┼────────┊────┼────┼───────────█──────
///                      missed slots                       └ EIP-4788 at its timestamp: the root of its PARENT
///
///         The block after the end says itself which one came before it. With that one at or before the end, every
///         slot in between is missing. Looking for empty entries in the ring buffer instead would not do: 27 hours
///         later the true next block is overwritten and its slot looks as missing as the others.
///
///         When the next block has left the ring buffer, the state of any newer block still has the answer:
///         `block_roots[s % 8192]` is the root of the last block at or before slot s for the 8,192 slots before the
///         state, and older ones are below `historical_summaries`, one entry for every full 8,192 slots:
///
///             state root
///             ├── block_roots (Vector[Root, 8192])                    13 levels
///             └── historical_summaries (List[HistoricalSummary, 2^24])
///                 └── data root                                        1 level beside the length
///                     └── summary of a period                         24 levels
///                         └── block_summary_root                       1 level
///                             └── root at slot s % 8192               13 levels
///
///         https://github.com/ethereum/consensus-specs/blob/dev/specs/phase0/beacon-chain.md#beaconstate
///         https://github.com/ethereum/consensus-specs/blob/dev/specs/capella/beacon-chain.md#historicalsummary
///
///         Verified here: the spurt is over; the header is the parent of a block that EIP-4788 knows, or stands in the
///         state of such a parent where the spurt's last slot belongs; the layout of that state follows from its slot.
///         Trusted, not verified: the consensus rules that fill EIP-4788 and the two histories; `firstSummaryPeriod`,
///         the layouts and the clock given at deployment; the schedule.
contract BeaconRoots is ForkLayouts, IBeaconRoots {
    /// @notice SLOTS_PER_HISTORICAL_ROOT: entries of `block_roots`, and slots of a summary.
    uint64 private constant SLOTS_PER_PERIOD = 8192;

    /// @notice Levels of a tree with an entry for each of these slots.
    uint256 private constant PERIOD_DEPTH = 13;

    /// @notice HISTORICAL_ROOTS_LIMIT is 2^24: levels from the data root of `historical_summaries` to its entries.
    uint256 private constant SUMMARIES_DEPTH = 24;

    /// @inheritdoc IBeaconRoots
    uint64 public immutable firstSummaryPeriod;

    /// @inheritdoc IBeaconRoots
    IGrowthSpurts public immutable growthSpurts;

    mapping(uint64 spurt => CanonicalBlock) private _blocks;

    /// @param growthSpurts_       The schedule.
    /// @param firstSummaryPeriod_ CAPELLA_FORK_EPOCH * 32 / 8192.
    /// @param genesisTime_        Time of slot 0, seconds.
    /// @param secondsPerSlot_     Seconds from one slot to the next.
    /// @param layouts_            Layouts of the forks, by rising activation.
    constructor(
        IGrowthSpurts growthSpurts_,
        uint64 firstSummaryPeriod_,
        uint64 genesisTime_,
        uint64 secondsPerSlot_,
        ForkLayout[] memory layouts_
    ) ForkLayouts(genesisTime_, secondsPerSlot_, layouts_) {
        growthSpurts = growthSpurts_;
        firstSummaryPeriod = firstSummaryPeriod_;
    }

    /// @inheritdoc IBeaconRoots
    function store(uint64 spurt, uint64 nextTimestamp, BeaconHeader calldata header) external {
        if (isStored(spurt)) return;
        uint64 end = _endOfPast(spurt);
        if (nextTimestamp <= end) revert NextBlockNotAfterEnd(nextTimestamp, end);
        bytes32 root = Eip4788.requireHeader(nextTimestamp, header);
        uint64 timestamp = _timestampOf(header);
        if (timestamp > end) revert BlockAfterEnd(header.slot, timestamp, end);
        _store(spurt, root, header, false);
    }

    /// @inheritdoc IBeaconRoots
    function storeFromNewer(
        uint64 spurt,
        uint64 nextTimestamp,
        BeaconHeader calldata newer,
        BeaconHeader calldata canonical,
        bytes32[] calldata branch
    ) external {
        if (isStored(spurt)) return;
        uint64 targetSlot = (_endOfPast(spurt) - genesisTime) / secondsPerSlot;
        Eip4788.requireHeader(nextTimestamp, newer);
        bytes32 root = SSZ.hashTreeRoot(canonical);
        SSZ.verifyBranch(root, _gindexIn(newer.slot, targetSlot), branch, newer.stateRoot);
        _store(spurt, root, canonical, true);
    }

    /// @inheritdoc IBeaconRoots
    function blockOf(uint64 spurt) external view returns (CanonicalBlock memory) {
        if (!isStored(spurt)) revert BlockNotStored(spurt);
        return _blocks[spurt];
    }

    /// @inheritdoc IBeaconRoots
    function isStored(uint64 spurt) public view returns (bool) {
        return _blocks[spurt].root != 0;
    }

    function _store(uint64 spurt, bytes32 root, BeaconHeader calldata header, bool fromNewer) private {
        _blocks[spurt] = CanonicalBlock(root, header.stateRoot, header.slot, _timestampOf(header));
        emit BlockStored(spurt, root, header.slot, fromNewer);
    }

    /// @dev End of a spurt that is over and in which the chain had begun.
    function _endOfPast(uint64 spurt) private view returns (uint64 end) {
        end = growthSpurts.endOf(spurt);
        if (block.timestamp <= end) revert SpurtNotEnded(spurt, end);
        if (end < genesisTime) revert SpurtBeforeGenesis(spurt, end, genesisTime);
    }

    function _timestampOf(BeaconHeader calldata header) private view returns (uint64) {
        return genesisTime + header.slot * secondsPerSlot;
    }

    /// @dev Place, below the state root of `newerSlot`, of the root of the last block at or before `targetSlot`.
    function _gindexIn(uint64 newerSlot, uint64 targetSlot) private view returns (uint256) {
        if (newerSlot <= targetSlot) revert NotInHistory(targetSlot, newerSlot);
        ForkLayout memory active = layoutAt(newerSlot);
        uint256 roots;
        if (newerSlot - targetSlot <= SLOTS_PER_PERIOD) {
            roots = active.blockRoots;
        } else {
            // More than 8,192 slots later the period of the slot is over, so its summary is in the list.
            uint64 period = targetSlot / SLOTS_PER_PERIOD;
            if (period < firstSummaryPeriod) revert NotInHistory(targetSlot, newerSlot);
            uint256 summaries = (2 * uint256(active.historicalSummaries)) << SUMMARIES_DEPTH;
            roots = 2 * (summaries | (period - firstSummaryPeriod));
        }
        return (roots << PERIOD_DEPTH) | (targetSlot % SLOTS_PER_PERIOD);
    }
}
