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
import {IValidatorRegistry} from "./IValidatorRegistry.sol";

/// @notice Which validator total backs pufETH.
enum Policy {
    /// Each balance capped at what the pool provided: rewards above it are the NoOps'.
    Principal,
    /// Whole balances.
    Raw
}

/// @notice One page: a run of the registry, proved under one node of the balances tree.
struct Page {
    /// Node that the page is proved under.
    bytes32 linkNode;
    /// Levels from that node to its chunks.
    uint64 linkDepth;
    /// First chunk below it.
    uint64 firstChunk;
    /// Siblings from that node up to the balances top.
    bytes32[] branch;
    /// Registry chain after this page.
    uint256 commitmentOut;
    /// Running total of min(balance, principal) after this page, wei.
    uint256 principalOutWei;
    /// Running total of balances after this page, wei.
    uint256 rawOutWei;
    /// Validators consumed so far.
    uint64 countOut;
    /// Of these, validators that exist at this block.
    uint64 existingOut;
    /// a.x, a.y, b.x.c1, b.x.c0, b.y.c1, b.y.c0, c.x, c.y.
    uint256[8] proof;
}

/// @notice Pages that follow one another, and what the first one starts from. Only differences of totals count, so
///         the start totals are the prover's choice (its pools, as a bundle has them).
struct PageRun {
    /// Validators consumed before the first page.
    uint64 count;
    /// Running totals before the first page, wei, below 2^128.
    uint256 principalWei;
    uint256 rawWei;
    Page[] pages;
}

/// @notice How far a spurt is: by the accepted pages that go furthest.
struct SpurtProgress {
    /// 0: not opened.
    uint64 openedAt;
    /// Entries that the registry had at that time: at least so many must be proved.
    uint64 requiredCount;
    /// Validators proved so far, and how many of them exist.
    uint64 count;
    uint64 existing;
    uint32 pages;
    bool finalized;
    /// Length of the balances list; 0 before the first page.
    uint64 listLength;
    /// Top of the balances list; 0 before the first page.
    bytes32 balancesTop;
    /// Sums over the validators proved so far, wei.
    uint128 principalWei;
    uint128 rawWei;
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
interface IReservesOracle is IRateFeed {
    /// @notice A spurt was opened.
    /// @param spurt         Its number.
    /// @param blockRoot     Its canonical block.
    /// @param requiredCount Registry entries that must be proved.
    event Opened(uint64 indexed spurt, bytes32 indexed blockRoot, uint64 requiredCount);

    /// @notice Pages were accepted.
    /// @param spurt     Its number.
    /// @param count     Validators up to their end.
    /// @param pages     Pages up to there.
    /// @param submitter Who sent them.
    event PagesAccepted(uint64 indexed spurt, uint64 count, uint32 pages, address indexed submitter);

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

    /// @notice The registry reads layouts from another contract than the oracle.
    /// @param expected The oracle's.
    /// @param given    The registry's.
    error BeaconRootsMismatch(address expected, address given);

    /// @notice What counts beside validators is by another registry than the oracle's.
    /// @param expected The oracle's.
    /// @param given    That of its assets.
    error RegistryOfAssetsMismatch(address expected, address given);

    /// @notice The registry was not complete at this block: it can never be proved, only later ones can.
    /// @param sealedAt  When the registry was sealed, seconds; 0 if it is not.
    /// @param timestamp Time of the block, seconds.
    error RegistryNotSealed(uint48 sealedAt, uint48 timestamp);

    /// @notice The spurt has not been opened.
    /// @param spurt Its number.
    error SpurtNotOpen(uint64 spurt);

    /// @notice The spurt has its report.
    /// @param spurt Its number.
    error SpurtFinalized(uint64 spurt);

    /// @notice The top or length differs from the one accepted with the spurt's first pages.
    /// @param expectedNode   Top accepted.
    /// @param expectedLength Length accepted.
    error BalancesTopMismatch(bytes32 expectedNode, uint64 expectedLength);

    /// @notice The run goes further than the accepted ones, and none of them ended where it starts or has a border. Send the
    ///         pages before it first.
    /// @param expected Validators proved so far.
    /// @param first    Validators before the run.
    /// @param last     Validators after the run.
    error PagesNotContiguous(uint64 expected, uint64 first, uint64 last);

    /// @notice There are no pages.
    error NoPages();

    /// @notice Amounts and totals are below 2^128 wei, sums of balances below 2^96.
    /// @param amountWei The amount that is not.
    error AmountTooLarge(uint256 amountWei);

    /// @notice From one page to the next the count rises, totals do not fall and existing rises by no more than count.
    /// @param page Position of the page in the run.
    error PageTotalsFall(uint256 page);

    /// @notice The pages consumed another list than the registry's.
    /// @param count    Validators consumed.
    /// @param expected Registry chain after so many entries.
    /// @param given    Chain of the pages.
    error RegistryMismatch(uint64 count, uint256 expected, uint256 given);

    /// @notice At least one page proof does not hold.
    /// @param pages Number of pages that were checked together.
    error ProofsRejected(uint256 pages);

    /// @notice Pages are missing.
    /// @param proved   Validators proved.
    /// @param required Validators that must be.
    error PagesMissing(uint64 proved, uint64 required);

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

    /// @notice Opens a spurt: fixes its block and how much of the registry must be proved at least. A spurt that is
    ///         open is left alone.
    /// @param spurt         Spurt, ended.
    /// @param nextTimestamp See IBeaconRoots.store; not read if BeaconRoots has the block.
    /// @param header        See IBeaconRoots.store; not read if BeaconRoots has the block.
    function open(uint64 spurt, uint64 nextTimestamp, BeaconHeader calldata header) external;

    /// @notice Proves pages of an open spurt. Pages that are accepted already are skipped, and may be all of them.
    ///         Pages may go beyond what must be proved, up to the registry's end: a validator that was registered
    ///         after `open` can still be proved.
    /// @param spurt Its number.
    /// @param top   Top of the balances list; its branch is read with the first pages only.
    /// @param run   Pages that start or have a border where any accepted run ended (`isProved`), or at the first entry.
    function submitPages(uint64 spurt, ListTop calldata top, PageRun calldata run) external;

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

    /// @notice How far a spurt is.
    /// @param spurt Its number.
    /// @return The progress; all zero if it is not open.
    function progressOf(uint64 spurt) external view returns (SpurtProgress memory);

    /// @notice Whether a run can go on after so many validators: pages up to there were accepted in one run or more.
    /// @param spurt Its number.
    /// @param count Validators before the run.
    /// @return True if so, and for 0.
    function isProved(uint64 spurt, uint64 count) external view returns (bool);

    /// @notice Highest spurt with a report.
    /// @return Its number; 0 if there is none.
    function latestSpurt() external view returns (uint64);

    /// @notice Proves and keeps everything but the validators' balances.
    /// @return The contract.
    function blockAssets() external view returns (IBlockAssets);

    /// @notice Which validator total backs pufETH.
    /// @return The policy.
    function policy() external view returns (Policy);

    /// @notice Checks the page proofs.
    /// @return The verifier generated for the circuit's key.
    function verifier() external view returns (IGroth16BatchVerifier);

    /// @notice Holds the list of validators.
    /// @return The registry.
    function registry() external view returns (IValidatorRegistry);

    /// @notice Holds the canonical blocks and the layouts.
    /// @return The contract.
    function beaconRoots() external view returns (IBeaconRoots);
}
