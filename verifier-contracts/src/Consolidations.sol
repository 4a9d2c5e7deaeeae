// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Eip4788} from "./Eip4788.sol";
import {CanonicalBlock, IBeaconRoots} from "./interfaces/IBeaconRoots.sol";
import {
    Consolidation,
    IConsolidations,
    MemberBalance,
    QueuedConsolidation,
    WithdrawableSource
} from "./interfaces/IConsolidations.sol";
import {ForkLayout} from "./interfaces/IForkLayouts.sol";
import {IValidatorRegistry, Provision, ProvisionStatus} from "./interfaces/IValidatorRegistry.sol";
import {ListShape, ListTop, ListTree} from "./ListTree.sol";
import {BeaconHeader, SSZ} from "./SSZ.sol";

/// @title  Consolidations
/// @notice Lets principal follow a consolidation. A page counts min(balance, principal) for each validator alone; after
///         S was consolidated into T, that is 0 for S and T's own principal for T, whatever T holds.
/// @dev    https://github.com/ethereum/consensus-specs/blob/dev/specs/electra/beacon-chain.md#new-process_pending_consolidations
///
///         record    S -> T stands in `pending_consolidations` of a block              once for each consolidation
///         complete  at a later block S is withdrawable and not slashed                once for each consolidation
///         count     balances of S and T at the last block of a spurt                  once for each spurt
///
///         An entry leaves the queue in two ways: S was slashed, and nothing moves; or the first epoch has come in which S
///         is withdrawable, and the effective balance of S moves to T. A withdrawable validator can no longer be slashed, so
///         who is withdrawable and not slashed was consolidated, in the transition to that epoch.
///
///         T may be consolidated into a third one, so the validators whose balances ended in one, the root, are a group. Of a
///         group counts what it would as one validator:
///
///             credit = min(Σ held, Σ principal out) - Σ min(balance, principal)        not below 0
///
///         where the root holds its balance, and a source at most its principal: what is left of it, e.g. what was above its
///         effective balance. The last sum is what the pages count, or less. So nothing counts twice, in any order of calls,
///         and no more than the principal of the group that is out. A member that nobody shows only lowers the credit, and one that
///         is shown never does: min(a + c, b + p) >= min(a, b) + c where c <= p. Members may be shown before the consolidation
///         is: shown again behind it, they go where their balance is.
///
///         Verified here: all of it by branches below a state root, of a block that EIP-4788 remembers, or of the spurt's
///         block; the principal of members was out at the time of that block.
///         Trusted, not verified: the consensus rules above; the registry; the layouts of its `beaconRoots`; that `earlier` has
///         the code of this repository.
contract Consolidations is IConsolidations {
    using BitMaps for BitMaps.BitMap;

    /// @notice SLOTS_PER_EPOCH, consensus-specs presets/mainnet/phase0.yaml.
    uint64 public constant SLOTS_PER_EPOCH = 32;

    /// @dev Of a group at a spurt's block, gwei.
    struct Group {
        uint80 heldGwei;
        uint80 principalGwei;
        /// Σ min(balance, principal).
        uint80 countedGwei;
    }

    /// @inheritdoc IConsolidations
    IValidatorRegistry public immutable registry;

    /// @notice Holds the blocks and the layouts of their states.
    IBeaconRoots public immutable beaconRoots;

    /// @inheritdoc IConsolidations
    IConsolidations public immutable earlier;

    /// @inheritdoc IConsolidations
    mapping(uint64 spurt => uint80) public creditedGwei;

    mapping(uint64 sourceIndex => Consolidation) private _consolidations;
    mapping(uint64 spurt => BitMaps.BitMap) private _shown;
    mapping(uint64 spurt => mapping(uint64 rootIndex => Group)) private _groups;

    /// @param registry_ Holds indices and principals.
    /// @param earlier_  Its consolidations are known here too; 0 for none.
    constructor(IValidatorRegistry registry_, IConsolidations earlier_) {
        (registry, beaconRoots, earlier) = (registry_, registry_.beaconRoots(), earlier_);
    }

    /// @inheritdoc IConsolidations
    function record(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata queue,
        QueuedConsolidation[] calldata consolidations
    ) external {
        ForkLayout memory forkLayout = _layoutOf(nextTimestamp, header);
        if (forkLayout.pendingConsolidations == 0) revert NoConsolidationQueue(header.slot);
        ListShape memory list = ListShape(
            forkLayout.pendingConsolidations,
            ListTree.PENDING_CONSOLIDATIONS_DEPTH,
            1,
            forkLayout.progressiveLists
        );
        ListTree.verifyTop(queue, list, header.stateRoot);
        for (uint256 i = 0; i < consolidations.length; ++i) {
            QueuedConsolidation calldata given = consolidations[i];
            if (consolidationOf(given.sourceIndex).isRecorded) continue;
            bytes32 entry = SSZ.hashPair(SSZ.toChunk(given.sourceIndex), SSZ.toChunk(given.targetIndex));
            ListTree.verifyElement(entry, 1, given.position, given.branch, queue, list);
            _consolidations[given.sourceIndex] = Consolidation(true, given.targetIndex, 0);
            emit ConsolidationRecorded(given.sourceIndex, given.targetIndex);
        }
    }

    /// @inheritdoc IConsolidations
    function complete(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata validators,
        WithdrawableSource[] calldata sources
    ) external {
        ForkLayout memory forkLayout = _layoutOf(nextTimestamp, header);
        ListShape memory list =
            ListShape(forkLayout.validators, ListTree.VALIDATORS_DEPTH, 1, forkLayout.progressiveLists);
        ListTree.verifyTop(validators, list, header.stateRoot);
        for (uint256 i = 0; i < sources.length; ++i) {
            WithdrawableSource calldata source = sources[i];
            Consolidation memory known = consolidationOf(source.validatorIndex);
            if (!known.isRecorded) revert ConsolidationUnknown(source.validatorIndex);
            if (known.doneEpoch != 0) continue;
            uint64 epoch = header.slot / SLOTS_PER_EPOCH;
            if (source.withdrawableEpoch > epoch) {
                revert NotWithdrawableYet(source.validatorIndex, source.withdrawableEpoch, epoch);
            }
            ListTree.verifyElement(
                _rootOfUnslashed(source), 1, source.validatorIndex, source.branch, validators, list
            );
            known.doneEpoch = source.withdrawableEpoch;
            _consolidations[source.validatorIndex] = known;
            emit ConsolidationDone(source.validatorIndex, known.doneEpoch);
        }
    }

    /// @inheritdoc IConsolidations
    function count(uint64 spurt, ListTop calldata balances, MemberBalance[] calldata members) external {
        CanonicalBlock memory at = beaconRoots.blockOf(spurt);
        ForkLayout memory forkLayout = beaconRoots.layoutAt(at.slot);
        ListShape memory list = ListShape(
            forkLayout.balances,
            ListTree.BALANCES_DEPTH,
            ListTree.BALANCES_PER_LEAF,
            forkLayout.progressiveLists
        );
        ListTree.verifyTop(balances, list, at.stateRoot);
        for (uint256 i = 0; i < members.length; ++i) {
            uint64 provision = members[i].provision;
            if (!_shown[spurt].get(provision)) _countMember(spurt, at, members[i], balances, list);
            else _follow(spurt, at.slot, provision);
        }
    }

    /// @inheritdoc IConsolidations
    function isCounted(uint64 spurt, uint64 provision) external view returns (bool) {
        if (!_shown[spurt].get(provision)) return false;
        (uint64 index, uint64 root) = _indexAndRoot(provision, beaconRoots.blockOf(spurt).slot);
        for (; index != root; index = consolidationOf(index).targetIndex) {
            if (_groups[spurt][index].principalGwei != 0) return false;
        }
        return true;
    }

    /// @inheritdoc IConsolidations
    function consolidationOf(uint64 sourceIndex) public view returns (Consolidation memory known) {
        known = _consolidations[sourceIndex];
        if (known.doneEpoch == 0 && address(earlier) != address(0)) {
            Consolidation memory before = earlier.consolidationOf(sourceIndex);
            if (before.isRecorded) known = before;
        }
    }

    /// @inheritdoc IConsolidations
    function rootAt(uint64 validatorIndex, uint64 slot) public view returns (uint64) {
        // A source has exited, and no validator that has is a target: this ends.
        Consolidation memory next = consolidationOf(validatorIndex);
        while (next.doneEpoch != 0 && next.doneEpoch <= slot / SLOTS_PER_EPOCH) {
            validatorIndex = next.targetIndex;
            next = consolidationOf(validatorIndex);
        }
        return validatorIndex;
    }

    function _countMember(
        uint64 spurt,
        CanonicalBlock memory at,
        MemberBalance calldata member,
        ListTop calldata balances,
        ListShape memory list
    ) private {
        Provision memory provision = registry.provisionOf(member.provision);
        if (provision.status != ProvisionStatus.Registered) revert ProvisionNotRegistered(member.provision);
        uint64 root = rootAt(provision.validatorIndex, at.slot);
        uint64 principalOutGwei = _isOut(provision, at.timestamp) ? provision.principalGwei : 0;
        if (principalOutGwei == 0 && root != provision.validatorIndex) return;
        uint64 balanceGwei =
            ListTree.verifyBalance(member.chunk, provision.validatorIndex, member.branch, balances, list);
        _shown[spurt].set(member.provision);
        _add(spurt, root, provision, principalOutGwei, balanceGwei);
        emit MemberCounted(spurt, member.provision, root, creditedGwei[spurt]);
    }

    /// @dev Who was shown before a consolidation was known stays no group of its own: what is on the way to the root goes there.
    function _follow(uint64 spurt, uint64 slot, uint64 provision) private {
        (uint64 index, uint64 root) = _indexAndRoot(provision, slot);
        for (; index != root; index = consolidationOf(index).targetIndex) {
            if (_groups[spurt][index].principalGwei == 0 || !_move(spurt, index, root)) continue;
            emit MemberCounted(spurt, provision, root, creditedGwei[spurt]);
        }
    }

    /// @dev As if all of a group were shown only now: its former root holds at most its principal, as sources do. Not done where
    ///      that would lower the sum.
    function _move(uint64 spurt, uint64 from, uint64 root) private returns (bool) {
        (Group memory moved, Group memory group) = (_groups[spurt][from], _groups[spurt][root]);
        uint80 beforeGwei = _creditOf(moved) + _creditOf(group);
        group.heldGwei += moved.countedGwei;
        group.principalGwei += moved.principalGwei;
        group.countedGwei += moved.countedGwei;
        uint80 afterGwei = _creditOf(group);
        if (afterGwei < beforeGwei) return false;
        delete _groups[spurt][from];
        _groups[spurt][root] = group;
        creditedGwei[spurt] += afterGwei - beforeGwei;
        return true;
    }

    function _indexAndRoot(uint64 provision, uint64 slot) private view returns (uint64 index, uint64 root) {
        index = registry.provisionOf(provision).validatorIndex;
        root = rootAt(index, slot);
    }

    /// @dev Adds a member to its group, and what that changes to the spurt's sum.
    function _add(
        uint64 spurt,
        uint64 root,
        Provision memory provision,
        uint64 principalOutGwei,
        uint64 balanceGwei
    ) private {
        Group memory group = _groups[spurt][root];
        uint80 beforeGwei = _creditOf(group);
        uint64 countedGwei = uint64(Math.min(balanceGwei, provision.principalGwei));
        group.heldGwei += provision.validatorIndex == root ? balanceGwei : countedGwei;
        group.principalGwei += principalOutGwei;
        group.countedGwei += countedGwei;
        _groups[spurt][root] = group;
        creditedGwei[spurt] += _creditOf(group) - beforeGwei;
    }

    function _creditOf(Group memory group) private pure returns (uint80) {
        return uint80(Math.saturatingSub(Math.min(group.heldGwei, group.principalGwei), group.countedGwei));
    }

    /// @dev Announced by then, and not yet back in the pool.
    function _isOut(Provision memory provision, uint256 timestamp) private pure returns (bool) {
        return
            provision.provisionedAt <= timestamp
                && (provision.settledAt == 0 || provision.settledAt > timestamp);
    }

    function _layoutOf(uint64 nextTimestamp, BeaconHeader calldata header)
        private
        view
        returns (ForkLayout memory)
    {
        Eip4788.requireHeader(nextTimestamp, header);
        return beaconRoots.layoutAt(header.slot);
    }

    /// @dev hash_tree_root of a validator with `slashed` false: eight fields.
    function _rootOfUnslashed(WithdrawableSource calldata source) private view returns (bytes32) {
        bytes32 balanceAndSlashed = SSZ.hashPair(SSZ.toChunk(source.effectiveBalanceGwei), 0);
        bytes32 exit = SSZ.hashPair(SSZ.toChunk(source.exitEpoch), SSZ.toChunk(source.withdrawableEpoch));
        return SSZ.hashPair(
            SSZ.hashPair(source.keyAndCredentials, balanceAndSlashed), SSZ.hashPair(source.activation, exit)
        );
    }
}
