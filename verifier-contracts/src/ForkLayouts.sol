// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ForkLayout, IForkLayouts} from "./interfaces/IForkLayouts.sol";

/// @title  ForkLayouts
/// @notice The layout of a beacon state, chosen by the slot of its proven header and never by the caller.
/// @dev    From Gloas on the state is a ProgressiveContainer, whose fields have plain generalized indices too; five of
///         its lists are progressive (ListTree); of the execution block only the hash stands in it; and withdrawals
///         have left the balances before the execution layer credits them (ExpectedWithdrawals).
///
///         Verified here: activations rise strictly; an entry has all its indices (the two queues of Electra may be missing
///         together, and exactly one of the two for the execution layer is; expected withdrawals come with the block hash) or
///         none; a slot before the first entry, or in a fork without indices, is refused.
///         Trusted, not verified: the deployer's indices and timestamps (TypeScript derives the indices from the SSZ
///         types), and that no fork moves these fields after the last entry unless an entry closes the list.
abstract contract ForkLayouts is IForkLayouts {
    /// @inheritdoc IForkLayouts
    uint64 public immutable genesisTime;

    /// @inheritdoc IForkLayouts
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

    /// @notice A layout lacks an index, or has one too many for the execution layer.
    /// @param index Position of the entry.
    /// @param given The entry.
    error LayoutIncomplete(uint256 index, ForkLayout given);

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
            if (!_isComplete(given) && !_isClosed(given)) revert LayoutIncomplete(i, given);
            _layouts.push(given);
        }
        genesisTime = genesisTime_;
        secondsPerSlot = secondsPerSlot_;
    }

    /// @inheritdoc IForkLayouts
    function layouts() external view returns (ForkLayout[] memory) {
        return _layouts;
    }

    /// @inheritdoc IForkLayouts
    function layoutAt(uint64 slot) public view returns (ForkLayout memory active) {
        uint256 slotTime = timeOf(slot);
        for (uint256 i = _layouts.length; i > 0; --i) {
            if (_layouts[i - 1].activationTimestamp > slotTime) continue;
            active = _layouts[i - 1];
            // The constructor lets no other index be zero alone: the list is closed here.
            if (active.balances == 0) break;
            return active;
        }
        revert LayoutUnknown(slot, slotTime);
    }

    /// @notice Time of a slot, and timestamp of its execution block where it has one.
    /// @param slot   Any slot.
    /// @return Its time, seconds.
    function timeOf(uint64 slot) public view returns (uint256) {
        return uint256(genesisTime) + uint256(slot) * secondsPerSlot;
    }

    function _isComplete(ForkLayout memory given) private pure returns (bool) {
        return given.balances != 0 && given.validators != 0 && given.blockRoots != 0
            && given.historicalSummaries != 0
            // Both queues came with Electra.
            && (given.pendingDeposits == 0) == (given.pendingConsolidations == 0)
            && (given.executionStateRoot == 0) != (given.executionBlockHash == 0)
            // Where the state names the block before its own payload, withdrawals are under way in between.
            && (given.executionBlockHash == 0) == (given.expectedWithdrawals == 0);
    }

    function _isClosed(ForkLayout memory given) private pure returns (bool) {
        return given.balances == 0 && given.validators == 0 && given.pendingDeposits == 0
            && given.pendingConsolidations == 0 && given.blockRoots == 0 && given.historicalSummaries == 0 && given.executionStateRoot == 0
            && given.executionBlockHash == 0 && given.expectedWithdrawals == 0 && !given.progressiveLists;
    }
}
