// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
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

/// @notice What became of provisions that do not exist as validators at a block.
struct PendingDepositsProof {
    /// Top of the queue; not read if nothing waits.
    ListTop top;
    /// In any order.
    WaitingDeposit[] waiting;
    /// Numbers of provisions that were written off after the block, in any order; those before are known.
    uint64[] writtenOff;
}

/// @notice Provisions that a proof adds to what was shown before, each once.
struct DepositSums {
    uint48 waiting;
    /// Σ principal of them, gwei.
    uint80 waitingGwei;
    /// Written off after the block.
    uint48 writtenOff;
    /// Σ principal of them, gwei.
    uint80 writtenOffGwei;
}

/// @notice The block at which provisions are looked for.
struct DepositBlock {
    /// Proven beacon state root.
    bytes32 stateRoot;
    /// Time of the execution block, seconds.
    uint48 timestamp;
    /// Provisions announced by then.
    uint64 provisioned;
    /// Validators in the state; 0 if that is not proved, when no registered one is taken to be missing.
    uint64 listLength;
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
///         provision's; the provision was announced by the block's time; the entry pays out to a pod and holds the
///         whole principal, so that a deposit of dust for the same key cannot take its place. For each provision that was
///         given up: the registry says so, and it was announced by the block's time. Each provision counts once, and so
///         does each entry, which has one public key.
///         Passed over, so that nobody's proof fails by what others did meanwhile: a provision that was shown before, one
///         that was given up, and one whose validator exists at the block, as far as the registry knows its index.
///         Trusted, not verified: state root, layout and length of the validator list, which the caller proves; the
///         registry's provisions and pods. Nor is it verified here that nothing is left out: the caller requires
///         existing, waiting and given-up provisions to be as many as were announced.
library PendingDeposits {
    using BitMaps for BitMaps.BitMap;

    /// @notice The states of this fork have no queue of deposits (before Electra).
    /// @param waiting Deposits that were said to wait in it.
    error NoDepositQueue(uint256 waiting);

    /// @notice The provision was announced after the block.
    /// @param number      Its number.
    /// @param provisioned Provisions announced by the block's time.
    error ProvisionTooNew(uint64 number, uint64 provisioned);

    /// @notice The deposit does not pay out to a pod.
    /// @param number                Number of its provision.
    /// @param withdrawalCredentials Where it pays out to.
    error CredentialsNotOfPod(uint64 number, bytes32 withdrawalCredentials);

    /// @notice The provision is not given up.
    /// @param number Its number.
    /// @param status Its status.
    error ProvisionNotWrittenOff(uint64 number, ProvisionStatus status);

    /// @notice Adds up provisions that wait in the queue or were given up after the block.
    /// @param proof      The deposits that wait and the numbers that were given up.
    /// @param registry   Holds the provisions.
    /// @param forkLayout Layout of the beacon state.
    /// @param at         The block.
    /// @param shown      Numbers of the provisions that count already; those of the proof are added.
    /// @return sums      What the proof adds.
    function add(
        PendingDepositsProof calldata proof,
        IValidatorRegistry registry,
        ForkLayout memory forkLayout,
        DepositBlock memory at,
        BitMaps.BitMap storage shown
    ) internal returns (DepositSums memory sums) {
        _addWrittenOff(sums, proof.writtenOff, registry, at, shown);
        if (proof.waiting.length == 0) return sums;
        if (forkLayout.pendingDeposits == 0) revert NoDepositQueue(proof.waiting.length);
        ListShape memory queue = ListShape(
            forkLayout.pendingDeposits, ListTree.PENDING_DEPOSITS_DEPTH, 1, forkLayout.progressiveLists
        );
        ListTree.verifyTop(proof.top, queue, at.stateRoot);
        _addWaiting(sums, proof, queue, registry, at, shown);
    }

    /// @param queue The list, of which the top is proven.
    function _addWaiting(
        DepositSums memory sums,
        PendingDepositsProof calldata proof,
        ListShape memory queue,
        IValidatorRegistry registry,
        DepositBlock memory at,
        BitMaps.BitMap storage shown
    ) private {
        for (uint256 i = 0; i < proof.waiting.length; ++i) {
            WaitingDeposit calldata deposit = proof.waiting[i];
            _requireAnnounced(deposit.provision, at);
            if (shown.get(deposit.provision)) continue;
            Provision memory provision = registry.provisionOf(deposit.provision);
            if (_countsElsewhere(provision, at)) continue;
            if (!registry.isPod(WithdrawalCredentials.payeeOf(deposit.withdrawalCredentials))) {
                revert CredentialsNotOfPod(deposit.provision, deposit.withdrawalCredentials);
            }
            bytes32 entry = entryRoot(
                provision.pubkeyRoot,
                deposit.withdrawalCredentials,
                provision.principalGwei,
                deposit.signatureRoot,
                deposit.rest
            );
            ListTree.verifyElement(entry, 1, deposit.position, deposit.branch, proof.top, queue);
            shown.set(deposit.provision);
            sums.waiting += 1;
            sums.waitingGwei += provision.principalGwei;
        }
    }

    function _addWrittenOff(
        DepositSums memory sums,
        uint64[] calldata numbers,
        IValidatorRegistry registry,
        DepositBlock memory at,
        BitMaps.BitMap storage shown
    ) private {
        for (uint256 i = 0; i < numbers.length; ++i) {
            _requireAnnounced(numbers[i], at);
            if (shown.get(numbers[i])) continue;
            Provision memory provision = registry.provisionOf(numbers[i]);
            if (provision.status != ProvisionStatus.WrittenOff) {
                revert ProvisionNotWrittenOff(numbers[i], provision.status);
            }
            // The registry's totals of that time have it.
            if (provision.settledAt <= at.timestamp) continue;
            shown.set(numbers[i]);
            sums.writtenOff += 1;
            sums.writtenOffGwei += provision.principalGwei;
        }
    }

    function _requireAnnounced(uint64 number, DepositBlock memory at) private pure {
        if (number > at.provisioned) revert ProvisionTooNew(number, at.provisioned);
    }

    function _countsElsewhere(Provision memory provision, DepositBlock memory at)
        private
        pure
        returns (bool)
    {
        if (provision.status == ProvisionStatus.WrittenOff) return true;
        if (provision.status != ProvisionStatus.Registered) return false;
        return at.listLength == 0 || provision.validatorIndex < at.listLength;
    }

    /// @notice hash_tree_root of the entry of a queue that holds so much for a public key.
    /// @param pubkeyRoot    hash_tree_root of the key.
    /// @param credentials   Where it pays out to.
    /// @param amountGwei    What it holds, gwei.
    /// @param signatureRoot hash_tree_root of its signature.
    /// @param rest          Right half of the entry.
    /// @return The root.
    function entryRoot(
        bytes32 pubkeyRoot,
        bytes32 credentials,
        uint64 amountGwei,
        bytes32 signatureRoot,
        bytes32 rest
    ) internal view returns (bytes32) {
        bytes32 keyAndCredentials = SSZ.hashPair(pubkeyRoot, credentials);
        bytes32 amountAndSignature = SSZ.hashPair(SSZ.toChunk(amountGwei), signatureRoot);
        return SSZ.hashPair(SSZ.hashPair(keyAndCredentials, amountAndSignature), rest);
    }
}
