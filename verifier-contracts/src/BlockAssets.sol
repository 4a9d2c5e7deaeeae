// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Amounts} from "./Amounts.sol";
import {ExecutionProof, ExecutionState, Source, SourceKind} from "./ExecutionState.sol";
import {ExpectedWithdrawal, ExpectedWithdrawals} from "./ExpectedWithdrawals.sol";
import {ForkLayout} from "./interfaces/IForkLayouts.sol";
import {BlockAmounts, IBlockAssets} from "./interfaces/IBlockAssets.sol";
import {CanonicalBlock, IBeaconRoots} from "./interfaces/IBeaconRoots.sol";
import {IConsolidations} from "./interfaces/IConsolidations.sol";
import {IReservesOracle} from "./interfaces/IReservesOracle.sol";
import {ISpurtPages} from "./interfaces/ISpurtPages.sol";
import {IValidatorRegistry, RegistryTotals} from "./interfaces/IValidatorRegistry.sol";
import {DepositBlock, DepositSums, PendingDeposits, PendingDepositsProof} from "./PendingDeposits.sol";
import {SourceList} from "./SourceList.sol";
import {TrieNodes, TrieReader} from "./TrieReader.sol";

/// @title  BlockAssets
/// @notice Proves what counts at a spurt's block beside the validators' balances, and keeps the sums: accounts and slots on
///         the execution layer, the token's supply, deposits that wait on the consensus layer, and withdrawals that are
///         under way from it.
/// @dev    A contract of its own because one contract with everything is above 24,576 bytes (EIP-170), and deployed apart
///         because one creation code with both is above 49,152 (EIP-3860). It belongs to the first oracle that asks; whoever
///         takes it from an oracle that is about to be deployed only makes that deployment fail.
///
///         Sources and deposits come in as many calls as wanted, in any order, from anyone, each once: what is shown again
///         is passed over. What nobody shows counts 0. Liabilities and supply come with `settle`, all of them at once, so
///         that none can be left out.
///
///         Verified here: execution state root, deposits and withdrawals below the beacon state root; every source,
///         liability and the supply below that execution state root; provisions and pods are the registry's at the time
///         of the execution block, and the registry was sealed by then. From Gloas on that is an earlier one than the
///         beacon block's: what was announced in between is neither in the execution state nor in the queue.
///         Trusted, not verified: the lists, given at deployment; the list length, which the oracle has proved.
contract BlockAssets is IBlockAssets {
    using BitMaps for BitMaps.BitMap;
    using SourceList for Source[];

    uint256 private constant WEI_PER_GWEI = 1e9;

    /// @inheritdoc IBlockAssets
    IReservesOracle public oracle;

    /// @inheritdoc IBlockAssets
    IValidatorRegistry public immutable registry;

    /// @inheritdoc IBlockAssets
    IConsolidations public immutable consolidations;

    /// @notice Holds the blocks and the layouts of their states.
    IBeaconRoots public immutable beaconRoots;

    /// @inheritdoc IBlockAssets
    address public immutable token;

    /// @inheritdoc IBlockAssets
    uint256 public immutable supplySlot;

    Source[] private _sources;
    Source[] private _liabilities;

    /// @dev What was proved of a spurt's block, in four storage slots.
    struct Proved {
        /// Σ sources and pods, and of these, pods.
        uint128 sourcesWei;
        uint128 podsWei;
        DepositSums deposits;
        uint128 liabilitiesWei;
        /// Not zero from `settle` on.
        uint128 supplyWei;
        /// Σ withdrawals to sources and pods, and of these, to pods.
        uint64 withdrawalsGwei;
        uint64 podWithdrawalsGwei;
        /// Principal of consolidated validators that others hold, as far as it was shown by the last `settle`.
        uint80 consolidatedGwei;
        /// Of the execution block; 0 before anything is proved.
        uint48 timestamp;
    }

    mapping(uint64 spurt => Proved) private _proved;
    /// @dev Numbers of the provisions that count already.
    mapping(uint64 spurt => BitMaps.BitMap) private _shownProvisions;
    /// @dev By place, two in a storage slot; not zero once it counts.
    mapping(uint64 spurt => mapping(uint256 half => uint128[2])) private _sourcesWei;
    mapping(uint64 spurt => uint128[]) private _liabilitiesWei;

    /// @param consolidations_ Whose registry holds provisions and pods.
    /// @param sources_     Accounts and slots that count as reserves, beside the pods.
    /// @param liabilities_ Accounts and slots that are owed.
    /// @param token_       The token whose rate is set.
    /// @param supplySlot_  Storage slot of its total supply.
    constructor(
        IConsolidations consolidations_,
        Source[] memory sources_,
        Source[] memory liabilities_,
        address token_,
        uint256 supplySlot_
    ) {
        IValidatorRegistry registry_ = consolidations_.registry();
        (consolidations, registry, beaconRoots) = (consolidations_, registry_, registry_.beaconRoots());
        (token, supplySlot) = (token_, supplySlot_);
        _sources.store(sources_);
        _liabilities.store(liabilities_);
        address[] memory pods = registry_.pods();
        for (uint256 i = 0; i < pods.length; ++i) {
            if (sources_.hasBalanceOf(pods[i])) revert IReservesOracle.DuplicateSource(pods[i], 0);
        }
    }

    /// @inheritdoc IBlockAssets
    function bind() external {
        if (address(oracle) != address(0)) revert AlreadyBound(address(oracle));
        oracle = IReservesOracle(msg.sender);
    }

    /// @inheritdoc IBlockAssets
    function submit(uint64 spurt, ExecutionProof calldata execution, PendingDepositsProof calldata deposits)
        external
    {
        Proved memory proved = _proved[spurt];
        if (proved.supplyWei != 0) revert ISpurtPages.SpurtFinalized(spurt);
        _addShown(spurt, proved, execution, deposits, oracle.progressOf(spurt).listLength);
        _proved[spurt] = proved;
        emit AssetsAccepted(spurt, proved.sourcesWei, proved.deposits.waiting, msg.sender);
    }

    /// @inheritdoc IBlockAssets
    function settle(
        uint64 spurt,
        ExecutionProof calldata execution,
        PendingDepositsProof calldata deposits,
        uint64 listLength
    ) external returns (BlockAmounts memory) {
        if (msg.sender != address(oracle)) {
            revert NotTheOracle(msg.sender);
        }
        Proved memory proved = _proved[spurt];
        (ForkLayout memory forkLayout, bytes32 stateRoot, TrieNodes memory nodes) =
            _addShown(spurt, proved, execution, deposits, listLength);
        if (proved.supplyWei == 0) {
            _proveOwed(spurt, proved, execution, nodes);
            ExpectedWithdrawals.verify(execution.withdrawals, forkLayout, stateRoot);
            _countWithdrawals(proved, execution.withdrawals.entries);
        }
        proved.consolidatedGwei = consolidations.creditedGwei(spurt);
        _proved[spurt] = proved;
        return _amounts(proved);
    }

    /// @inheritdoc IBlockAssets
    function amountsOf(uint64 spurt) external view returns (BlockAmounts memory amounts) {
        Proved memory proved = _proved[spurt];
        if (proved.timestamp != 0) return _amounts(proved);
    }

    /// @inheritdoc IBlockAssets
    function componentsOf(uint64 spurt)
        external
        view
        returns (uint128[] memory sourcesWei, uint128[] memory liabilitiesWei)
    {
        sourcesWei = new uint128[](_sources.length + registry.podsBy(_proved[spurt].timestamp));
        for (uint256 place = 0; place < sourcesWei.length; ++place) {
            sourcesWei[place] = _sourcesWei[spurt][place / 2][place % 2];
        }
        liabilitiesWei = _liabilitiesWei[spurt];
    }

    /// @inheritdoc IBlockAssets
    function isShown(uint64 spurt, uint64 place) external view returns (bool) {
        return _sourcesWei[spurt][place / 2][place % 2] != 0;
    }

    /// @inheritdoc IBlockAssets
    function isAccounted(uint64 spurt, uint64 provision) external view returns (bool) {
        return _shownProvisions[spurt].get(provision);
    }

    /// @inheritdoc IBlockAssets
    function sources() external view returns (Source[] memory) {
        return _sources;
    }

    /// @inheritdoc IBlockAssets
    function liabilities() external view returns (Source[] memory) {
        return _liabilities;
    }

    /// @dev Sources and deposits of a spurt's block, with what else of it is read.
    function _addShown(
        uint64 spurt,
        Proved memory proved,
        ExecutionProof calldata execution,
        PendingDepositsProof calldata deposits,
        uint64 listLength
    ) private returns (ForkLayout memory forkLayout, bytes32 stateRoot, TrieNodes memory nodes) {
        CanonicalBlock memory canonical = beaconRoots.blockOf(spurt);
        forkLayout = beaconRoots.layoutAt(canonical.slot);
        stateRoot = canonical.stateRoot;
        _begin(proved, execution, canonical, forkLayout);
        _addDeposits(spurt, proved, deposits, stateRoot, forkLayout, listLength);
        nodes = TrieReader.list(execution.nodes);
        _addSources(spurt, proved, execution, nodes);
    }

    /// @dev Proves the execution block, from which the registry must have been complete.
    function _begin(
        Proved memory proved,
        ExecutionProof calldata execution,
        CanonicalBlock memory canonical,
        ForkLayout memory forkLayout
    ) private view {
        proved.timestamp = ExecutionState.proveStateRoot(
            execution, forkLayout, canonical.stateRoot, canonical.timestamp
        );
        uint48 sealedAt = registry.sealedAt();
        if (sealedAt == 0 || proved.timestamp < sealedAt) {
            revert IReservesOracle.RegistryNotSealed(sealedAt, proved.timestamp);
        }
    }

    function _addDeposits(
        uint64 spurt,
        Proved memory proved,
        PendingDepositsProof calldata proof,
        bytes32 stateRoot,
        ForkLayout memory forkLayout,
        uint64 listLength
    ) private {
        if (proof.waiting.length == 0 && proof.writtenOff.length == 0) return;
        uint64 provisioned = registry.totalsBy(proved.timestamp).provisioned;
        DepositBlock memory at = DepositBlock(stateRoot, proved.timestamp, provisioned, listLength);
        DepositSums memory more =
            PendingDeposits.add(proof, registry, forkLayout, at, _shownProvisions[spurt]);
        proved.deposits.waiting += more.waiting;
        proved.deposits.waitingGwei += more.waitingGwei;
        proved.deposits.writtenOff += more.writtenOff;
        proved.deposits.writtenOffGwei += more.writtenOffGwei;
    }

    function _addSources(
        uint64 spurt,
        Proved memory proved,
        ExecutionProof calldata execution,
        TrieNodes memory nodes
    ) private {
        uint256 count = execution.places.length;
        if (count != execution.sources.length) {
            revert IReservesOracle.SourceProofCount(count, execution.sources.length);
        }
        if (count == 0) return;
        Source[] memory list = _sources;
        address[] memory pods = _podsBy(proved.timestamp);
        for (uint256 i = 0; i < count; ++i) {
            uint64 place = execution.places[i];
            uint128[2] storage pair = _sourcesWei[spurt][place / 2];
            if (pair[place % 2] != 0) continue;
            Source memory source;
            if (place < list.length) {
                source = list[place];
            } else {
                if (place - list.length >= pods.length) {
                    revert SourceUnknown(place, list.length + pods.length);
                }
                source.account = pods[place - list.length];
                // It counts once, as the source.
                if (list.hasBalanceOf(source.account)) continue;
            }
            uint128 valueWei = Amounts.bounded(
                ExecutionState.valueOf(source, execution.sources[i], execution.stateRoot, nodes)
            );
            if (valueWei == 0) continue;
            pair[place % 2] = valueWei;
            proved.sourcesWei = Amounts.bounded(uint256(proved.sourcesWei) + valueWei);
            if (place >= list.length) proved.podsWei += valueWei;
        }
    }

    /// @dev Liabilities and supply: larger numbers than fit lower the rate as far as they can.
    function _proveOwed(
        uint64 spurt,
        Proved memory proved,
        ExecutionProof calldata execution,
        TrieNodes memory nodes
    ) private {
        Source[] memory list = _liabilities;
        uint128[] memory valuesWei = list.prove(execution.liabilities, execution.stateRoot, nodes);
        uint256 sumWei = 0;
        for (uint256 i = 0; i < valuesWei.length; ++i) {
            sumWei += valuesWei[i];
        }
        proved.liabilitiesWei = Amounts.capped(sumWei);
        _liabilitiesWei[spurt] = valuesWei;
        Source memory supply = Source("", SourceKind.Slot, token, supplySlot);
        proved.supplyWei =
            Amounts.capped(ExecutionState.valueOf(supply, execution.supply, execution.stateRoot, nodes));
        if (proved.supplyWei == 0) revert IReservesOracle.SupplyZero();
    }

    /// @dev Entries that pay an account whose balance counts.
    function _countWithdrawals(Proved memory proved, ExpectedWithdrawal[] calldata entries) private view {
        if (entries.length == 0) return;
        Source[] memory list = _sources;
        address[] memory pods = _podsBy(proved.timestamp);
        for (uint256 i = 0; i < entries.length; ++i) {
            bool isSource = list.hasBalanceOf(entries[i].recipient);
            if (!isSource && !_holds(pods, entries[i].recipient)) continue;
            proved.withdrawalsGwei += entries[i].amountGwei;
            if (!isSource) proved.podWithdrawalsGwei += entries[i].amountGwei;
        }
    }

    function _amounts(Proved memory proved) private view returns (BlockAmounts memory amounts) {
        RegistryTotals memory totals = registry.totalsBy(proved.timestamp);
        DepositSums memory deposits = proved.deposits;
        (amounts.sourcesWei, amounts.podsWei) = (proved.sourcesWei, proved.podsWei);
        (amounts.liabilitiesWei, amounts.supplyWei) = (proved.liabilitiesWei, proved.supplyWei);
        amounts.pendingDepositsWei = _wei(deposits.waitingGwei);
        amounts.withdrawalsWei = _wei(proved.withdrawalsGwei);
        amounts.podWithdrawalsWei = _wei(proved.podWithdrawalsGwei);
        amounts.consolidatedWei = _wei(proved.consolidatedGwei);
        amounts.outstandingWei = _wei(totals.outstandingGwei - deposits.writtenOffGwei);
        (amounts.provisioned, amounts.waiting) = (totals.provisioned, deposits.waiting);
        amounts.writtenOff = totals.writtenOff + deposits.writtenOff;
    }

    function _wei(uint256 amountGwei) private pure returns (uint128) {
        return uint128(amountGwei * WEI_PER_GWEI);
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
