// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @notice Where a fork keeps things in its BeaconState: generalized indices below the state root. All of them zero:
///         from here on no layout is known.
struct ForkLayout {
    /// First second of the fork.
    uint64 activationTimestamp;
    /// `balances`: the list root, above its length.
    uint64 balances;
    /// `validators`: the list root.
    uint64 validators;
    /// `pending_deposits`: the list root; 0 before Electra, which has no such queue.
    uint64 pendingDeposits;
    /// `block_roots`: a vector of 8,192.
    uint64 blockRoots;
    /// `historical_summaries`: the list root.
    uint64 historicalSummaries;
    /// `latest_execution_payload_header.state_root`; 0 where only the block hash is in the state.
    uint64 executionStateRoot;
    /// Hash of the latest execution block; 0 where its state root is used. Exactly one of the two is set.
    uint64 executionBlockHash;
}

/// @title  ForkLayouts
/// @notice The layout of a beacon state, chosen by the slot of its proven header and never by the caller.
/// @dev    Verified here: activations rise strictly; a slot before the first one, or in a fork that the list closes,
///         is refused.
///         Trusted, not verified: the deployer's indices and timestamps (TypeScript derives the indices from the SSZ
///         types), and that no fork moves these fields after the last entry unless an entry closes the list.
abstract contract ForkLayouts {
    /// @notice Levels from the data root of `balances` down to its chunks: 2^40 entries, four to a chunk.
    /// @dev    VALIDATOR_REGISTRY_LIMIT, consensus-specs phase0/beacon-chain.md; the same up to Fulu.
    uint256 public constant BALANCES_DEPTH = 38;

    /// @notice Time of slot 0, seconds.
    uint64 public immutable genesisTime;

    /// @notice Seconds from one slot to the next.
    uint64 public immutable secondsPerSlot;

    ForkLayout[] private _layouts;

    /// @notice There is no layout to choose from.
    error NoLayouts();

    /// @notice Slots without a length have no time.
    error SecondsPerSlotZero();

    /// @notice Layouts must be ordered by strictly rising activation.
    /// @param index     Position of the entry that does not rise.
    /// @param previous  Activation of the entry before it.
    /// @param given     Its own activation.
    error LayoutsNotRising(uint256 index, uint64 previous, uint64 given);

    /// @notice Only one of the two indices of a layout is zero.
    /// @param index                    Position of the entry.
    /// @param balancesGindex           Its index of `balances`.
    /// @param executionStateRootGindex Its index of the execution state root.
    error LayoutIncomplete(uint256 index, uint64 balancesGindex, uint64 executionStateRootGindex);

    /// @notice No layout is known for the time of this slot.
    /// @param slot      Slot of the header.
    /// @param slotTime  Its time, seconds.
    error LayoutUnknown(uint64 slot, uint256 slotTime);

    constructor(uint64 genesisTime_, uint64 secondsPerSlot_, ForkLayout[] memory layouts_) {
        if (layouts_.length == 0) revert NoLayouts();
        if (secondsPerSlot_ == 0) revert SecondsPerSlotZero();
        for (uint256 i = 0; i < layouts_.length; ++i) {
            ForkLayout memory given = layouts_[i];
            if (i > 0 && given.activationTimestamp <= layouts_[i - 1].activationTimestamp) {
                revert LayoutsNotRising(i, layouts_[i - 1].activationTimestamp, given.activationTimestamp);
            }
            _layouts.push(given);
        }
        genesisTime = genesisTime_;
        secondsPerSlot = secondsPerSlot_;
    }

    /// @notice All layouts, in order of activation.
    /// @return All of them, as given at deployment.
    function layouts() external view returns (ForkLayout[] memory) {
        return _layouts;
    }

    /// @notice The layout of the state of a slot.
    /// @param slot    Slot of a proven header.
    /// @return active The last layout that was active at the time of the slot.
    function layoutAt(uint64 slot) public view returns (ForkLayout memory active) {
        uint256 slotTime = uint256(genesisTime) + uint256(slot) * secondsPerSlot;
        for (uint256 i = _layouts.length; i > 0; --i) {
            active = _layouts[i - 1];
            if (active.activationTimestamp > slotTime) continue;
            if (active.balances == 0) break;
            return active;
        }
        revert LayoutUnknown(slot, slotTime);
    }
}
