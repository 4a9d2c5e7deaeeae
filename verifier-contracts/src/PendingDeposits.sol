// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ForkLayout} from "./ForkLayouts.sol";
import {IValidatorRegistry, Provision, ProvisionStatus} from "./interfaces/IValidatorRegistry.sol";
import {ListShape, ListTop, ListTree} from "./ListTree.sol";
import {SSZ} from "./SSZ.sol";
import {WithdrawalCredentials} from "./WithdrawalCredentials.sol";

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
    /// Numbers of written-off provisions, strictly rising.
    uint64[] writtenOff;
}

/// @title  PendingDeposits
/// @notice The provisions whose ETH has left the pool and is no balance yet, and those that were given up.
/// @dev    https://github.com/ethereum/consensus-specs/blob/dev/specs/electra/beacon-chain.md#pendingdeposit
///
///             state root
///             └── pending_deposits, at the layout's gindex
///                 └── top, above all entries in use (ListTree)
///                     └── entry
///                         ├── left   ((public key, withdrawal credentials), (amount, signature))
///                         └── rest   ((slot, 0), (0, 0))
///
///         Verified here, for each waiting deposit: its entry stands in the queue of this state; its public key is the
///         provision's; the provision was announced by the block's time; it has not been given up, and it is no
///         validator of this state, as far as the registry knows its index; the entry pays out to a pod and holds the
///         whole principal, so that a deposit of dust for the same key cannot take its place. Numbers of provisions
///         rise strictly: each provision counts once, and so does each entry, which has one public key. For each
///         provision that was given up: the registry says so, and it was announced by the block's time.
///         Trusted, not verified: state root, layout and length of the validator list, which the caller proves; the
///         registry's provisions and pods. Nor is it verified here that nothing is left out: the caller requires
///         existing, waiting and given-up provisions to be all that were announced.
library PendingDeposits {
    uint256 private constant WEI_PER_GWEI = 1e9;

    /// @notice The states of this fork have no queue of deposits (before Electra).
    /// @param waiting Deposits that were said to wait in it.
    error NoDepositQueue(uint256 waiting);

    /// @notice Numbers of provisions must rise strictly, from 1.
    /// @param previous Number before it; 0 for the first.
    /// @param given    Its own number.
    error ProvisionsNotRising(uint64 previous, uint64 given);

    /// @notice The provision was announced after the block.
    /// @param number      Its number.
    /// @param provisioned Provisions announced by the block's time.
    error ProvisionTooNew(uint64 number, uint64 provisioned);

    /// @notice The provision is given up.
    /// @param number Its number.
    error ProvisionWrittenOff(uint64 number);

    /// @notice The provision's validator exists at this block: its pages count it.
    /// @param number         Its number.
    /// @param validatorIndex Its beacon chain index.
    /// @param listLength     Validators at this block.
    error ProvisionExists(uint64 number, uint64 validatorIndex, uint64 listLength);

    /// @notice The deposit does not pay out to a pod.
    /// @param number                Number of its provision.
    /// @param withdrawalCredentials Where it pays out to.
    error CredentialsNotOfPod(uint64 number, bytes32 withdrawalCredentials);

    /// @notice The provision is not given up.
    /// @param number Its number.
    /// @param status Its status.
    error ProvisionNotWrittenOff(uint64 number, ProvisionStatus status);

    /// @notice Requires that provisions wait in the queue or are given up.
    /// @param proof       The deposits that wait and the numbers that are given up.
    /// @param registry    Holds the provisions.
    /// @param forkLayout  Layout of the beacon state.
    /// @param stateRoot   Proven beacon state root.
    /// @param provisioned Provisions announced by the time of the execution block.
    /// @param listLength  Validators in the state.
    /// @return waiting    Provisions that wait.
    /// @return writtenOff Provisions that are given up.
    /// @return amountWei  ETH that waits, wei.
    function verify(
        PendingDepositsProof calldata proof,
        IValidatorRegistry registry,
        ForkLayout memory forkLayout,
        bytes32 stateRoot,
        uint64 provisioned,
        uint64 listLength
    ) internal view returns (uint64 waiting, uint64 writtenOff, uint256 amountWei) {
        waiting = uint64(proof.waiting.length);
        writtenOff = uint64(proof.writtenOff.length);
        _verifyWrittenOff(proof.writtenOff, registry, provisioned);
        if (waiting == 0) return (waiting, writtenOff, 0);
        if (forkLayout.pendingDeposits == 0) revert NoDepositQueue(waiting);
        ListShape memory queue = ListShape(
            forkLayout.pendingDeposits, ListTree.PENDING_DEPOSITS_DEPTH, 1, forkLayout.progressiveLists
        );
        ListTree.verifyTop(proof.top, queue, stateRoot);
        amountWei = _verifyWaiting(proof, queue, registry, provisioned, listLength);
    }

    /// @param queue The list, of which the top is proven.
    function _verifyWaiting(
        PendingDepositsProof calldata proof,
        ListShape memory queue,
        IValidatorRegistry registry,
        uint64 provisioned,
        uint64 listLength
    ) private view returns (uint256 amountWei) {
        uint64 previous = 0;
        for (uint256 i = 0; i < proof.waiting.length; ++i) {
            WaitingDeposit calldata deposit = proof.waiting[i];
            _requireRising(previous, deposit.provision, provisioned);
            previous = deposit.provision;
            Provision memory provision = registry.provisionOf(previous);
            _requireWaiting(deposit, provision, registry, listLength);
            ListTree.verifyElement(
                _entryRoot(deposit, provision), 1, deposit.position, deposit.branch, proof.top, queue
            );
            amountWei += provision.principalGwei * WEI_PER_GWEI;
        }
    }

    function _verifyWrittenOff(uint64[] calldata numbers, IValidatorRegistry registry, uint64 provisioned)
        private
        view
    {
        uint64 previous = 0;
        for (uint256 i = 0; i < numbers.length; ++i) {
            _requireRising(previous, numbers[i], provisioned);
            previous = numbers[i];
            ProvisionStatus status = registry.provisionOf(previous).status;
            if (status != ProvisionStatus.WrittenOff) revert ProvisionNotWrittenOff(previous, status);
        }
    }

    function _requireRising(uint64 previous, uint64 number, uint64 provisioned) private pure {
        if (number <= previous) revert ProvisionsNotRising(previous, number);
        if (number > provisioned) revert ProvisionTooNew(number, provisioned);
    }

    function _requireWaiting(
        WaitingDeposit calldata deposit,
        Provision memory provision,
        IValidatorRegistry registry,
        uint64 listLength
    ) private view {
        if (provision.status == ProvisionStatus.WrittenOff) {
            revert ProvisionWrittenOff(deposit.provision);
        }
        if (provision.status == ProvisionStatus.Registered && provision.validatorIndex < listLength) {
            revert ProvisionExists(deposit.provision, provision.validatorIndex, listLength);
        }
        if (!registry.isPod(WithdrawalCredentials.payeeOf(deposit.withdrawalCredentials))) {
            revert CredentialsNotOfPod(deposit.provision, deposit.withdrawalCredentials);
        }
    }

    /// @dev hash_tree_root of the entry that holds the provision's public key and its whole principal.
    function _entryRoot(WaitingDeposit calldata deposit, Provision memory provision)
        private
        view
        returns (bytes32)
    {
        bytes32 keyAndCredentials = SSZ.hashPair(provision.pubkeyRoot, deposit.withdrawalCredentials);
        bytes32 amountAndSignature = SSZ.hashPair(SSZ.toChunk(provision.principalGwei), deposit.signatureRoot);
        return SSZ.hashPair(SSZ.hashPair(keyAndCredentials, amountAndSignature), deposit.rest);
    }
}
