// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ForkLayout} from "./ForkLayouts.sol";
import {ListTop} from "./ListTree.sol";
import {IValidatorRegistry} from "./interfaces/IValidatorRegistry.sol";

/// @notice An entry of `pending_deposits` that belongs to a provision.
struct WaitingDeposit {
    /// Number of the provision.
    uint64 provision;
    /// Position of the entry in the queue, from 0.
    uint64 position;
    /// 0x01 or 0x02, eleven zero bytes, a pod.
    bytes32 withdrawalCredentials;
    /// hash_tree_root of its signature.
    bytes32 signatureRoot;
    /// Right half of the entry: its slot and padding.
    bytes32 rest;
    /// Siblings from the entry up to the top of the queue.
    bytes32[] branch;
}

/// @notice What became of the provisions that do not exist as validators at a block.
struct PendingDepositsProof {
    /// Top of the queue; not read if nothing waits.
    ListTop top;
    /// By strictly rising number of provision.
    WaitingDeposit[] waiting;
    /// Numbers of provisions that were given up, strictly rising.
    uint64[] writtenOff;
}

library PendingDeposits {
    /// @notice `pending_deposits` does not exist before Electra: nothing can wait in it.
    error NoDepositQueue();

    function verify(
        PendingDepositsProof calldata proof,
        IValidatorRegistry registry,
        ForkLayout memory layout,
        bytes32 stateRoot,
        uint64 provisioned,
        uint64 listLength
    ) internal view returns (uint64 waiting, uint64 writtenOff, uint256 amountWei) {
        revert NoDepositQueue();
    }
}
