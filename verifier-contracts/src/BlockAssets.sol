// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Amounts} from "./Amounts.sol";
import {ExecutionProof, ExecutionState, Source, SourceKind} from "./ExecutionState.sol";
import {ExpectedWithdrawal, ExpectedWithdrawals} from "./ExpectedWithdrawals.sol";
import {ForkLayout, IForkLayouts} from "./interfaces/IForkLayouts.sol";
import {CanonicalBlock} from "./interfaces/IBeaconRoots.sol";
import {IReservesOracle} from "./interfaces/IReservesOracle.sol";
import {IValidatorRegistry} from "./interfaces/IValidatorRegistry.sol";
import {PendingDeposits, PendingDepositsProof} from "./PendingDeposits.sol";
import {SourceList} from "./SourceList.sol";
import {TrieReader} from "./TrieReader.sol";

/// @notice What counts at a block beside the validators' balances.
struct BlockAmounts {
    /// One for each source, then one for each pod, and their sum, wei.
    uint128[] sourcesWei;
    uint128 sourcesTotalWei;
    /// One for each liability, and their sum, wei.
    uint128[] liabilitiesWei;
    uint128 liabilitiesTotalWei;
    /// The token's total supply, not zero.
    uint128 supplyWei;
    /// Σ waiting deposits, wei.
    uint128 pendingDepositsWei;
    /// Σ withdrawals under way to counted accounts, wei.
    uint128 withdrawalsWei;
    /// Provisions announced by the time of the execution block; of these, those whose deposit waits and those given up.
    uint64 provisioned;
    uint64 waiting;
    uint64 writtenOff;
}

/// @title  BlockAssets
/// @notice Proves what counts at a block beside the validators' balances: accounts and slots on the execution layer, the
///         token's supply, deposits that wait on the consensus layer, and withdrawals that are under way from it.
/// @dev    A contract of its own because one contract with everything is above 24,576 bytes (EIP-170). The oracle creates
///         it, so that there is no address to trust and nothing to link at deployment. It keeps nothing but its lists.
///
///         Verified here: execution state root, deposits and withdrawals below the beacon state root; every source,
///         liability and the supply below that execution state root; provisions and pods are the registry's at the time
///         of the execution block, and the registry was sealed by then. From Gloas on that is an earlier one than the beacon block's: what was announced in
///         between is neither in the execution state nor in the queue.
///         Trusted, not verified: the lists, given at deployment; block, source of the layout and list length, which the oracle gives.
contract BlockAssets {
    using SourceList for Source[];

    uint256 private constant WEI_PER_GWEI = 1e9;

    /// @notice Holds provisions and pods.
    IValidatorRegistry public immutable registry;

    /// @notice The token whose rate is set.
    address public immutable token;

    /// @notice Storage slot of the token's total supply.
    uint256 public immutable supplySlot;

    Source[] private _sources;
    Source[] private _liabilities;

    /// @param registry_    Holds provisions and pods.
    /// @param sources_     Accounts and slots that count as reserves, beside the pods.
    /// @param liabilities_ Accounts and slots that are owed.
    /// @param token_       The token whose rate is set.
    /// @param supplySlot_  Storage slot of its total supply.
    constructor(
        IValidatorRegistry registry_,
        Source[] memory sources_,
        Source[] memory liabilities_,
        address token_,
        uint256 supplySlot_
    ) {
        (registry, token, supplySlot) = (registry_, token_, supplySlot_);
        _sources.store(sources_);
        _liabilities.store(liabilities_);
        address[] memory pods = registry_.pods();
        for (uint256 i = 0; i < pods.length; ++i) {
            if (sources_.hasBalanceOf(pods[i])) revert IReservesOracle.DuplicateSource(pods[i], 0);
        }
    }

    /// @notice Accounts and slots that count as reserves, without the pods.
    /// @return The list.
    function sources() external view returns (Source[] memory) {
        return _sources;
    }

    /// @notice Accounts and slots that are owed.
    /// @return The list.
    function liabilities() external view returns (Source[] memory) {
        return _liabilities;
    }

    /// @notice Proves all amounts at a block.
    /// @param execution  Sources, pods, liabilities and supply.
    /// @param deposits   Deposits that wait, and provisions that were given up.
    /// @param canonical  The block, proven.
    /// @param layouts    Knows the layout of its state.
    /// @param listLength Validators in its state, proven: a registered validator with a lower index cannot wait.
    /// @return amounts   What counts.
    function prove(
        ExecutionProof calldata execution,
        PendingDepositsProof calldata deposits,
        CanonicalBlock calldata canonical,
        IForkLayouts layouts,
        uint64 listLength
    ) external view returns (BlockAmounts memory amounts) {
        ForkLayout memory forkLayout = layouts.layoutAt(canonical.slot);
        uint48 timestamp =
            ExecutionState.proveStateRoot(execution, forkLayout, canonical.stateRoot, canonical.timestamp);
        _proveDeposits(amounts, deposits, canonical.stateRoot, forkLayout, listLength, timestamp);
        _proveExecution(amounts, execution, timestamp);
        ExpectedWithdrawals.verify(execution.withdrawals, forkLayout, canonical.stateRoot);
        amounts.withdrawalsWei = _withdrawalsWei(execution.withdrawals.entries, timestamp);
    }

    function _proveDeposits(
        BlockAmounts memory amounts,
        PendingDepositsProof calldata deposits,
        bytes32 stateRoot,
        ForkLayout memory forkLayout,
        uint64 listLength,
        uint48 timestamp
    ) private view {
        uint48 sealedAt = registry.sealedAt();
        if (sealedAt == 0 || timestamp < sealedAt) {
            revert IReservesOracle.RegistryNotSealed(sealedAt, timestamp);
        }
        uint64 provisioned = registry.provisionedBy(timestamp);
        uint256 depositsWei;
        (amounts.waiting, amounts.writtenOff, depositsWei) =
            PendingDeposits.verify(deposits, registry, forkLayout, stateRoot, provisioned, listLength);
        amounts.pendingDepositsWei = Amounts.bounded(depositsWei);
        amounts.provisioned = provisioned;
    }

    function _proveExecution(BlockAmounts memory amounts, ExecutionProof calldata execution, uint48 timestamp)
        private
        view
    {
        bytes32[] memory hashes = TrieReader.hash(execution.nodes);
        Source[] memory list = _sources;
        (amounts.sourcesWei, amounts.sourcesTotalWei) =
            list.prove(_podsBy(timestamp), execution.sources, execution, hashes);
        list = _liabilities;
        (amounts.liabilitiesWei, amounts.liabilitiesTotalWei) =
            list.prove(new address[](0), execution.liabilities, execution, hashes);
        Source memory supply = Source("", SourceKind.Slot, token, supplySlot);
        amounts.supplyWei = Amounts.bounded(ExecutionState.valueOf(supply, execution.supply, execution, hashes));
        if (amounts.supplyWei == 0) revert IReservesOracle.SupplyZero();
    }

    /// @dev Entries that pay an account whose balance counts, wei.
    function _withdrawalsWei(ExpectedWithdrawal[] calldata entries, uint48 timestamp)
        private
        view
        returns (uint128)
    {
        if (entries.length == 0) return 0;
        Source[] memory list = _sources;
        address[] memory pods = _podsBy(timestamp);
        uint256 sumGwei = 0;
        for (uint256 i = 0; i < entries.length; ++i) {
            address recipient = entries[i].recipient;
            if (list.hasBalanceOf(recipient) || _holds(pods, recipient)) sumGwei += entries[i].amountGwei;
        }
        return Amounts.bounded(sumGwei * WEI_PER_GWEI);
    }

    function _holds(address[] memory accounts, address account) private pure returns (bool) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (accounts[i] == account) return true;
        }
        return false;
    }

    /// @dev Pods added later hold nothing that was counted at the block before.
    function _podsBy(uint48 timestamp) private view returns (address[] memory pods) {
        address[] memory all = registry.pods();
        pods = new address[](registry.podsBy(timestamp));
        for (uint256 i = 0; i < pods.length; ++i) {
            pods[i] = all[i];
        }
    }
}
