// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ExecutionProof, Source} from "../ExecutionState.sol";
import {PendingDepositsProof} from "../PendingDeposits.sol";
import {IConsolidations} from "./IConsolidations.sol";
import {IReservesOracle} from "./IReservesOracle.sol";
import {IValidatorRegistry} from "./IValidatorRegistry.sol";

/// @notice What counts at a block beside the validators' balances, as far as it was proved.
struct BlockAmounts {
    /// Σ sources and pods, and of these, pods, wei.
    uint128 sourcesWei;
    uint128 podsWei;
    /// Σ waiting deposits, wei.
    uint128 pendingDepositsWei;
    /// Σ withdrawals under way to sources and pods, and of these, to pods, wei.
    uint128 withdrawalsWei;
    uint128 podWithdrawalsWei;
    /// Principal of consolidated validators that others hold (Consolidations), wei.
    uint128 consolidatedWei;
    /// Σ liabilities, wei.
    uint128 liabilitiesWei;
    /// The token's total supply.
    uint128 supplyWei;
    /// What the pool has provided, without provisions that were given up and without what came back to it, wei.
    uint128 outstandingWei;
    /// Provisions announced by the time of the execution block; of these, those whose deposit waits and those given up.
    uint64 provisioned;
    uint64 waiting;
    uint64 writtenOff;
}

/// @title  IBlockAssets
/// @notice Proves what counts at a spurt's block beside the validators' balances. Sources and deposits may be brought here
///         before the oracle's `finalize`, in as many calls as it takes; what nobody brings counts 0.
interface IBlockAssets {
    /// @notice Sources or deposits were accepted.
    /// @param spurt      The spurt.
    /// @param sourcesWei Σ sources and pods so far, wei.
    /// @param waiting    Waiting deposits so far.
    /// @param submitter  Who sent them.
    event AssetsAccepted(uint64 indexed spurt, uint256 sourcesWei, uint64 waiting, address indexed submitter);

    /// @notice There is no source and no pod at this place.
    /// @param place The place, from 0.
    /// @param count Sources and pods there were at the block.
    error SourceUnknown(uint64 place, uint256 count);

    /// @notice It belongs to an oracle already.
    /// @param oracle The oracle.
    error AlreadyBound(address oracle);

    /// @notice Only the oracle settles.
    /// @param caller Who called.
    error NotTheOracle(address caller);

    /// @notice Makes the caller its oracle, once. Called by an oracle's constructor.
    function bind() external;

    /// @notice Proves sources and deposits of a spurt's block. Those that count already are passed over.
    /// @param spurt     The spurt; its block is stored and it is not finished.
    /// @param execution Any sources and pods; liabilities, supply and withdrawals are not read.
    /// @param deposits  Any deposits that wait, and provisions given up after the block. A registered validator is known to
    ///                  wait only when the first pages are accepted.
    function submit(uint64 spurt, ExecutionProof calldata execution, PendingDepositsProof calldata deposits)
        external;

    /// @notice The same, with liabilities, supply and withdrawals, which are read once. The oracle only.
    /// @param spurt      The spurt.
    /// @param execution  All liabilities, supply and withdrawals, and any sources and pods.
    /// @param deposits   See `submit`.
    /// @param listLength Validators in the state, proven; 0 if it is not.
    /// @return           All amounts.
    function settle(
        uint64 spurt,
        ExecutionProof calldata execution,
        PendingDepositsProof calldata deposits,
        uint64 listLength
    ) external returns (BlockAmounts memory);

    /// @notice What was proved of a spurt's block.
    /// @param spurt The spurt.
    /// @return      The amounts; all zero before anything is proved.
    function amountsOf(uint64 spurt) external view returns (BlockAmounts memory);

    /// @notice The parts of the sums.
    /// @param spurt           The spurt.
    /// @return sourcesWei     One for each source, then one for each pod: 0 where nothing was proved, and for a pod that is a
    ///                        source too.
    /// @return liabilitiesWei One for each liability; empty before `settle`.
    function componentsOf(uint64 spurt)
        external
        view
        returns (uint128[] memory sourcesWei, uint128[] memory liabilitiesWei);

    /// @notice Whether a source or pod counts already.
    /// @param spurt The spurt.
    /// @param place Its place, from 0: sources, then pods.
    /// @return      True if so; false for one that holds nothing.
    function isShown(uint64 spurt, uint64 place) external view returns (bool);

    /// @notice Whether a provision was shown to wait, or to be given up after the block.
    /// @param spurt     The spurt.
    /// @param provision Its number.
    /// @return          True if so.
    function isAccounted(uint64 spurt, uint64 provision) external view returns (bool);

    /// @notice Counts what is proved here.
    /// @return The oracle; 0 before it is deployed.
    function oracle() external view returns (IReservesOracle);

    /// @notice Holds provisions and pods.
    /// @return The registry.
    function registry() external view returns (IValidatorRegistry);

    /// @notice Holds what of the principal followed a consolidation.
    /// @return The contract.
    function consolidations() external view returns (IConsolidations);

    /// @notice Accounts and slots that count as reserves, without the pods.
    /// @return The list.
    function sources() external view returns (Source[] memory);

    /// @notice Accounts and slots that are owed.
    /// @return The list.
    function liabilities() external view returns (Source[] memory);

    /// @notice The token whose rate is set.
    /// @return Its address.
    function token() external view returns (address);

    /// @notice Storage slot of the token's total supply.
    /// @return The slot.
    function supplySlot() external view returns (uint256);
}
