// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ExecutionProof} from "../ExecutionState.sol";
import {ListTop} from "../ListTree.sol";
import {PendingDepositsProof} from "../PendingDeposits.sol";
import {BeaconHeader} from "../SSZ.sol";
import {IBeaconRoots} from "./IBeaconRoots.sol";
import {IBlockAssets} from "./IBlockAssets.sol";
import {IGroth16BatchVerifier} from "./IGroth16BatchVerifier.sol";
import {IRateFeed, RateBounds} from "./IRateFeed.sol";
import {ISpurtPages, Page, PageRun, SpurtProgress} from "./ISpurtPages.sol";
import {IValidatorRegistry} from "./IValidatorRegistry.sol";

/// @notice Which validator total backs pufETH.
enum Policy {
    /// Each balance capped at what the pool provided: rewards above it are the NoOps'.
    Principal,
    /// Whole balances.
    Raw
}

/// @notice An accepted report; only a higher one of the same block takes its place, within a day. Put together from what is stored of the block, the registry, the pages
///         and `finalize`.
struct Report {
    bytes32 blockRoot;
    /// Registry chain that was proved.
    uint256 registryCommitment;
    uint64 slot;
    /// Time of the block, seconds.
    uint64 blockTimestamp;
    /// Length of the registry chain that was proved.
    uint64 validators;
    /// Of these, validators that existed at the block.
    uint64 existing;
    /// Provisions whose deposit was waiting, and those given up.
    uint64 waiting;
    uint64 writtenOff;
    /// Entries of the balances list: all validators of the chain. 0 if no page was needed.
    uint64 listLength;
    uint32 pages;
    /// existing / listLength in hundredths of a percent, rounded down.
    uint16 shareBasisPoints;
    /// Sum over validators of min(balance, principal), those that were consolidated together, and of balances, wei.
    uint128 principalWei;
    uint128 rawWei;
    /// Σ sources and pods, Σ waiting deposits, Σ liabilities, wei.
    uint128 sourcesWei;
    uint128 pendingDepositsWei;
    uint128 liabilitiesWei;
    /// By the oracle's policy, not below 0, wei: see ReservesOracle.
    uint128 reservesWei;
    uint128 supplyWei;
    /// reserves * 1e18 / supply, rounded down, at most 2^128 - 1.
    uint128 rate;
    /// Σ withdrawals under way to sources and pods, wei; 0 before Gloas.
    uint128 withdrawalsWei;
    /// Of `sourcesWei` and `withdrawalsWei`, what pods hold and receive.
    uint128 podsWei;
    uint128 podWithdrawalsWei;
    /// What the pool has provided and not got back: most that validators, waiting deposits and pods count by `Principal`.
    uint128 outstandingWei;
    address reporter;
    uint64 reportedAt;
}

/// @notice Everything an oracle is deployed with; none of it can be changed later.
struct OracleConfig {
    IGroth16BatchVerifier verifier;
    IValidatorRegistry registry;
    IBeaconRoots beaconRoots;
    /// What counts beside validators, deployed before over the same registry; it belongs to one oracle.
    IBlockAssets blockAssets;
    Policy policy;
    RateBounds bounds;
    /// What the first rate is measured by: ETH per pufETH, 18 decimals, not zero.
    uint128 referenceRate;
    /// Gives and takes GUARDIAN_ROLE.
    address admin;
}

/// @title  IReservesOracle
/// @notice One report a Growth Spurt, proved from its last beacon block, and the pufETH rate that follows.
///         open -> submitPages (once or often) -> finalize, or all of it in `report`. Anyone may call each of them.
interface IReservesOracle is ISpurtPages, IRateFeed {
    /// @notice A spurt is finished and its report is written; or it is improved, and this is its report now.
    /// @param spurt       Its number.
    /// @param blockRoot   Its canonical block.
    /// @param reservesWei ETH that backs pufETH, wei.
    /// @param supplyWei   pufETH total supply, wei.
    /// @param rate        ETH per pufETH, 18 decimals.
    /// @param reporter    Who finished it.
    event Reported(
        uint64 indexed spurt,
        bytes32 indexed blockRoot,
        uint256 reservesWei,
        uint256 supplyWei,
        uint256 rate,
        address indexed reporter
    );

    /// @notice The protocol holds 22% of all validators or more.
    /// @param spurt            Its number.
    /// @param existing         Validators of the protocol.
    /// @param validators       All validators of the chain.
    /// @param shareBasisPoints Share in hundredths of a percent.
    event BurstThresholdReached(
        uint64 indexed spurt, uint64 existing, uint64 validators, uint16 shareBasisPoints
    );

    /// @notice The same account or slot is listed twice, or is one of the registry's pods: it would count twice.
    /// @param account Its account.
    /// @param slot    Its slot; 0 for a balance.
    error DuplicateSource(address account, uint256 slot);

    /// @notice What counts beside validators is by another registry than the oracle's.
    /// @param expected The oracle's.
    /// @param given    That of its assets.
    error RegistryOfAssetsMismatch(address expected, address given);

    /// @notice The registry was not complete at this block: it can never be proved, only later ones can.
    /// @param sealedAt  When the registry was sealed, seconds; 0 if it is not.
    /// @param timestamp Time of the block, seconds.
    error RegistryNotSealed(uint48 sealedAt, uint48 timestamp);

    /// @notice Provisions that neither exist nor wait nor are written off: register them and prove their pages, or
    ///         show their deposits.
    /// @param provisioned Provisions at the block's time.
    /// @param existing    Of these, proved to exist.
    /// @param waiting     Deposits shown.
    /// @param writtenOff  Provisions shown to be given up.
    error ProvisionsUnaccounted(uint64 provisioned, uint64 existing, uint64 waiting, uint64 writtenOff);

    /// @notice There must be one proof for each source and liability.
    /// @param expected Number of them.
    /// @param given    Number of proofs.
    error SourceProofCount(uint256 expected, uint256 given);

    /// @notice The token had no supply at this block, so there is no rate.
    error SupplyZero();

    /// @notice The spurt can no longer be improved.
    /// @param spurt Its number.
    /// @param end   When that ended, seconds.
    error ImprovementOver(uint64 spurt, uint256 end);

    /// @notice What was proved is not more than what was reported.
    /// @param reportedWei Reserves of the report, wei.
    /// @param givenWei    Reserves now, wei.
    error NotHigher(uint256 reportedWei, uint256 givenWei);

    /// @notice There is no report of this spurt.
    /// @param spurt Its number.
    error NoReport(uint64 spurt);

    /// @notice Writes the report of a spurt whose pages are all proved. Sources and deposits that do not fit into this call, or
    ///         that others have, go to `blockAssets` before it.
    /// @param spurt     Its number.
    /// @param execution Liabilities and supply at the spurt's block, and sources that do not count yet.
    /// @param deposits  Deposits that waited at the spurt's block and do not count yet.
    function finalize(uint64 spurt, ExecutionProof calldata execution, PendingDepositsProof calldata deposits)
        external;

    /// @notice Proves more of the block of a finished spurt, for a day after its first report. Reverts unless its reserves rise:
    ///         what was left out of a report can be put right by anyone, and nothing else can change it.
    /// @param spurt     Its number.
    /// @param top       See `submitPages`.
    /// @param run       More pages; or none.
    /// @param execution Sources and pods that do not count yet.
    /// @param deposits  Deposits that do not count yet.
    function improve(
        uint64 spurt,
        ListTop calldata top,
        PageRun calldata run,
        ExecutionProof calldata execution,
        PendingDepositsProof calldata deposits
    ) external;

    /// @notice `open`, `submitPages` (unless there are no pages) and `finalize` in one call.
    /// @param spurt         See `open`.
    /// @param nextTimestamp See `open`.
    /// @param header        See `open`.
    /// @param top           See `submitPages`.
    /// @param run           See `submitPages`.
    /// @param execution     See `finalize`.
    /// @param deposits      See `finalize`.
    function report(
        uint64 spurt,
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata top,
        PageRun calldata run,
        ExecutionProof calldata execution,
        PendingDepositsProof calldata deposits
    ) external;

    /// @notice The report of a spurt. Reverts with NoReport.
    /// @param spurt Its number.
    /// @return The report.
    function reportOf(uint64 spurt) external view returns (Report memory);

    /// @notice Until when a higher report of the same block may replace that of a spurt.
    /// @param spurt Its number; it has a report.
    /// @return The time, seconds.
    function improvableUntil(uint64 spurt) external view returns (uint256);

    /// @notice Highest spurt with a report.
    /// @return Its number; 0 if there is none.
    function latestSpurt() external view returns (uint64);

    /// @notice Proves and keeps everything but the validators' balances.
    /// @return The contract.
    function blockAssets() external view returns (IBlockAssets);

    /// @notice Which validator total backs pufETH.
    /// @return The policy.
    function policy() external view returns (Policy);

    /// @notice Holds the list of validators.
    /// @return The registry.
    function registry() external view returns (IValidatorRegistry);
}
