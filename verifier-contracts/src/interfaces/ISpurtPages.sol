// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ListTop} from "../ListTree.sol";
import {BeaconHeader} from "../SSZ.sol";
import {IBeaconRoots} from "./IBeaconRoots.sol";
import {IGroth16BatchVerifier} from "./IGroth16BatchVerifier.sol";

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

/// @title  ISpurtPages
/// @notice The validators' part of a spurt: its block, and the pages that prove what the registry's entries hold there.
interface ISpurtPages {
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

    /// @notice The registry reads layouts from another contract than the oracle.
    /// @param expected The oracle's.
    /// @param given    The registry's.
    error BeaconRootsMismatch(address expected, address given);

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
    /// @param run   Pages that start or have a border where any accepted run ended (`isProved`), or at the first entry, and
    ///              end where the registry keeps its chain.
    function submitPages(uint64 spurt, ListTop calldata top, PageRun calldata run) external;

    /// @notice How far a spurt is.
    /// @param spurt Its number.
    /// @return The progress; all zero if it is not open.
    function progressOf(uint64 spurt) external view returns (SpurtProgress memory);

    /// @notice Whether a run can go on after so many validators: pages up to there were accepted in one run or more.
    /// @param spurt Its number.
    /// @param count Validators before the run.
    /// @return True if so, and for 0.
    function isProved(uint64 spurt, uint64 count) external view returns (bool);

    /// @notice Checks the page proofs.
    /// @return The verifier generated for the circuit's key.
    function verifier() external view returns (IGroth16BatchVerifier);

    /// @notice Holds the canonical blocks and the layouts.
    /// @return The contract.
    function beaconRoots() external view returns (IBeaconRoots);
}
