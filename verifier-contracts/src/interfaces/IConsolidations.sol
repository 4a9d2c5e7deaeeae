// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ListTop} from "../ListTree.sol";
import {BeaconHeader} from "../SSZ.sol";
import {IValidatorRegistry} from "./IValidatorRegistry.sol";

/// @notice What is known of the consolidation of a validator into another one.
struct Consolidation {
    /// It was seen in the queue.
    bool isRecorded;
    /// Where its balance goes.
    uint64 targetIndex;
    /// First epoch in which it has gone there; 0 as long as that is not proved.
    uint64 doneEpoch;
}

/// @notice An entry of `pending_consolidations`.
struct QueuedConsolidation {
    /// Position in the queue, from 0.
    uint64 position;
    uint64 sourceIndex;
    uint64 targetIndex;
    /// Siblings from the entry up to the top of the queue.
    bytes32[] branch;
}

/// @notice A validator that is withdrawable and was not slashed.
struct WithdrawableSource {
    uint64 validatorIndex;
    uint64 effectiveBalanceGwei;
    uint64 exitEpoch;
    uint64 withdrawableEpoch;
    /// Parent of public key and withdrawal credentials.
    bytes32 keyAndCredentials;
    /// Parent of the two epochs of its activation.
    bytes32 activation;
    /// Siblings from the validator up to the top of the list.
    bytes32[] branch;
}

/// @notice What a registered validator holds at a spurt's block.
struct MemberBalance {
    /// Number of its provision.
    uint64 provision;
    /// Chunk of the balances list that holds it.
    bytes32 chunk;
    /// Siblings from the chunk up to the top of the list.
    bytes32[] branch;
}

/// @title  IConsolidations
/// @notice Lets principal follow a consolidation (EIP-7251). Anyone may call everything.
interface IConsolidations {
    /// @notice A consolidation was seen in the queue.
    /// @param sourceIndex Validator whose balance will move.
    /// @param targetIndex Where it goes.
    event ConsolidationRecorded(uint64 indexed sourceIndex, uint64 indexed targetIndex);

    /// @notice A consolidation was carried out.
    /// @param sourceIndex Validator whose balance moved.
    /// @param doneEpoch   First epoch in which it had moved.
    event ConsolidationDone(uint64 indexed sourceIndex, uint64 doneEpoch);

    /// @notice A validator of a group was shown at a spurt's block.
    /// @param spurt        The spurt.
    /// @param provision    Number of its provision.
    /// @param rootIndex    The validator that its balance went to; its own index, if it stayed.
    /// @param creditedGwei Σ over all groups at this block, gwei.
    event MemberCounted(
        uint64 indexed spurt, uint64 indexed provision, uint64 indexed rootIndex, uint80 creditedGwei
    );

    /// @notice Up to this slot's fork there is no queue.
    /// @param slot Slot of the header.
    error NoConsolidationQueue(uint64 slot);

    /// @notice Nobody has shown this consolidation in the queue.
    /// @param sourceIndex Validator whose balance would move.
    error ConsolidationUnknown(uint64 sourceIndex);

    /// @notice The validator is not withdrawable yet in this state, so its balance has not moved.
    /// @param validatorIndex    Its index.
    /// @param withdrawableEpoch Its withdrawable epoch.
    /// @param epoch             Epoch of the state.
    error NotWithdrawableYet(uint64 validatorIndex, uint64 withdrawableEpoch, uint64 epoch);

    /// @notice Only registered validators have a principal.
    /// @param provision Number of the provision.
    error ProvisionNotRegistered(uint64 provision);

    /// @notice Remembers consolidations that wait in the queue of a state. Those that are known are passed over.
    /// @param nextTimestamp  Timestamp of the block AFTER the one proved: the key into EIP-4788, seconds.
    /// @param header         Header of the block proved.
    /// @param queue          Top of `pending_consolidations` of its state.
    /// @param consolidations Any entries.
    function record(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata queue,
        QueuedConsolidation[] calldata consolidations
    ) external;

    /// @notice Remembers that consolidations were carried out: the source is withdrawable and was not slashed. Those that are
    ///         known to be done are passed over.
    /// @param nextTimestamp See `record`.
    /// @param header        See `record`.
    /// @param validators    Top of the validators list of its state.
    /// @param sources       Sources of recorded consolidations.
    function complete(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata validators,
        WithdrawableSource[] calldata sources
    ) external;

    /// @notice Shows what sources and targets hold at a spurt's block. Those that are counted are passed over, and so are
    ///         sources whose principal is not out at this block. Who was shown before its consolidation was complete, and is
    ///         shown again, goes to its new root.
    /// @param spurt    The spurt; its block is stored.
    /// @param balances Top of the balances list of its state.
    /// @param members  Registered validators, in any order and in as many calls as wanted.
    function count(uint64 spurt, ListTop calldata balances, MemberBalance[] calldata members) external;

    /// @notice Principal that validators hold for others, which were consolidated into them: what counts at this block
    ///         beside min(balance, principal) of each. Rises only.
    /// @param spurt The spurt.
    /// @return      gwei.
    function creditedGwei(uint64 spurt) external view returns (uint80);

    /// @notice Whether a provision was shown, and counts where its balance is known to be.
    /// @param spurt     The spurt.
    /// @param provision Its number.
    /// @return          True if so.
    function isCounted(uint64 spurt, uint64 provision) external view returns (bool);

    /// @notice What is known here or in the contract that this one continues.
    /// @param sourceIndex Validator whose balance moves.
    /// @return            The consolidation; all zero if none is known.
    function consolidationOf(uint64 sourceIndex) external view returns (Consolidation memory);

    /// @notice Where the balance of a validator was at a slot, as far as consolidations are known.
    /// @param validatorIndex Its index.
    /// @param slot           Slot of a state.
    /// @return               Its own index, or that of the last target.
    function rootAt(uint64 validatorIndex, uint64 slot) external view returns (uint64);

    /// @notice The contract whose consolidations are known here too.
    /// @return Its address; 0 if there is none.
    function earlier() external view returns (IConsolidations);

    /// @notice Holds indices and principals.
    /// @return The registry.
    function registry() external view returns (IValidatorRegistry);
}
