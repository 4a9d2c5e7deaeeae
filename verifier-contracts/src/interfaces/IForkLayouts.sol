// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @notice Where a fork keeps things in its BeaconState: generalized indices below the state root. All of them zero:
///         no layout is known from here on, or until the next entry.
struct ForkLayout {
    /// First second of the fork.
    uint64 activationTimestamp;
    /// `balances`: the list root, above its length.
    uint64 balances;
    /// `validators`: the list root.
    uint64 validators;
    /// `pending_deposits`: the list root; 0 before Electra, which has no such queue.
    uint64 pendingDeposits;
    /// `pending_consolidations`: the list root; 0 before Electra, which has no such queue.
    uint64 pendingConsolidations;
    /// `block_roots`: a vector of 8,192.
    uint64 blockRoots;
    /// `historical_summaries`: the list root.
    uint64 historicalSummaries;
    /// `latest_execution_payload_header.state_root`; 0 where only the block hash is in the state.
    uint64 executionStateRoot;
    /// Hash of the latest execution block; 0 where its state root is used. Exactly one of the two is set.
    uint64 executionBlockHash;
    /// `payload_expected_withdrawals`: the list root; 0 before Gloas, where no withdrawal is under way after a block.
    uint64 expectedWithdrawals;
    /// `balances`, `validators`, `pending_deposits`, `pending_consolidations` and `payload_expected_withdrawals` are
    /// progressive lists (EIP-7916).
    bool progressiveLists;
}

/// @title  IForkLayouts
/// @notice The clock of a beacon chain, and where the state of each slot keeps things.
interface IForkLayouts {
    /// @notice Time of slot 0, seconds.
    /// @return The time.
    function genesisTime() external view returns (uint64);

    /// @notice Seconds from one slot to the next.
    /// @return The length.
    function secondsPerSlot() external view returns (uint64);

    /// @notice All layouts, in order of activation.
    /// @return All of them, as given at deployment.
    function layouts() external view returns (ForkLayout[] memory);

    /// @notice Where the state of a slot keeps things. Reverts with LayoutUnknown.
    /// @param slot Slot of a proven header.
    /// @return The layout of the fork that was active.
    function layoutAt(uint64 slot) external view returns (ForkLayout memory);
}
