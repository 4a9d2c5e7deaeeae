// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Amounts} from "./Amounts.sol";
import {CanonicalBlock, IBeaconRoots} from "./interfaces/IBeaconRoots.sol";
import {ForkLayout} from "./interfaces/IForkLayouts.sol";
import {IGroth16BatchVerifier} from "./interfaces/IGroth16BatchVerifier.sol";
import {IEntryChain} from "./interfaces/IEntryChain.sol";
import {ISpurtPages, Page, PageRun, SpurtProgress} from "./interfaces/ISpurtPages.sol";
import {ListShape, ListTop, ListTree, ListWindow} from "./ListTree.sol";
import {Batch, PageBatch, PageBorder} from "./PageBatch.sol";
import {BeaconHeader} from "./SSZ.sol";

/// @title  SpurtPages
/// @notice Opens spurts and takes in their pages, in as many calls and from as many senders as it takes.
/// @dev    What the registry's first `count` entries hold at the spurt's block is one truth, whoever proves it and by
///         whichever pages. So all that is kept are those sums, one for each count at which an accepted run ended, and none
///         is ever changed or removed. A run goes on from any of them. What it starts from is not taken from its sender:
///
///             commitment, count, existing   from the sums kept and the registry
///             principal, raw                from the sender, but only the differences along the run are added
///
///         The circuit proves out = in + sum with every total below 2^128, so a difference is the sum of balances
///         whatever the start was.
///
///         Verified here:
///         - balances top and length, by a branch to the spurt's state root (first pages only; kept from then on);
///         - every page's link node below that top, and its sixteen public inputs by the verifier's key;
///         - the run's last commitment is the registry's after as many entries, which the registry keeps. The chain inside
///           follows from it: another list with the same end would be a collision of Poseidon. So pages of another list are
///           refused when they come, and cannot stand in anybody's way.
///         Trusted, not verified: that the verifier holds the circuit's key, with an honest setup.
///
///         Nobody can block a spurt, or a sender, with another partition of the pages: a border that was good for a run
///         stays good, and a run that ends where another one ended is skipped. It never reverts for what others sent.
abstract contract SpurtPages is ISpurtPages {
    using PageBatch for Batch;

    /// @inheritdoc ISpurtPages
    IGroth16BatchVerifier public immutable verifier;
    /// @inheritdoc ISpurtPages
    IBeaconRoots public immutable beaconRoots;

    IEntryChain private immutable _chain;

    /// @dev Sums over the first so many entries; a run of pages ended there. One storage slot: every run writes one.
    struct Sums {
        uint96 principalWei;
        uint96 rawWei;
        /// At most as many as there are indices: 2^40.
        uint40 existing;
        /// Not zero, if they are known; each has an entry at least.
        uint24 pages;
    }

    /// @dev What is not summed. `count` is the largest one with sums.
    struct Spurt {
        uint48 openedAt;
        uint64 requiredCount;
        uint64 count;
        uint64 listLength;
        bool finalized;
        bytes32 balancesTop;
    }

    mapping(uint64 spurt => Spurt) private _spurts;
    mapping(uint64 spurt => mapping(uint64 count => Sums)) private _sums;

    /// @param verifier_    Checks the page proofs.
    /// @param chain_       Holds the list of validators, by the same `beaconRoots_`.
    /// @param beaconRoots_ Holds the canonical blocks and the layouts.
    constructor(IGroth16BatchVerifier verifier_, IEntryChain chain_, IBeaconRoots beaconRoots_) {
        address given = address(chain_.beaconRoots());
        if (given != address(beaconRoots_)) revert BeaconRootsMismatch(address(beaconRoots_), given);
        verifier = verifier_;
        _chain = chain_;
        beaconRoots = beaconRoots_;
    }

    /// @inheritdoc ISpurtPages
    function progressOf(uint64 spurt) public view returns (SpurtProgress memory progress) {
        Spurt storage kept = _spurts[spurt];
        (progress.openedAt, progress.requiredCount) = (kept.openedAt, kept.requiredCount);
        (progress.listLength, progress.balancesTop) = (kept.listLength, kept.balancesTop);
        (progress.finalized, progress.count) = (kept.finalized, kept.count);
        Sums storage sums = _sums[spurt][kept.count];
        (progress.existing, progress.pages) = (sums.existing, sums.pages);
        (progress.principalWei, progress.rawWei) = (sums.principalWei, sums.rawWei);
    }

    /// @inheritdoc ISpurtPages
    function isProved(uint64 spurt, uint64 count) public view returns (bool) {
        return count == 0 || _sums[spurt][count].pages != 0;
    }

    /// @inheritdoc ISpurtPages
    function open(uint64 spurt, uint64 nextTimestamp, BeaconHeader calldata header) public {
        Spurt storage kept = _spurts[spurt];
        if (kept.openedAt != 0) return;
        if (!beaconRoots.isStored(spurt)) beaconRoots.store(spurt, nextTimestamp, header);
        kept.openedAt = uint48(block.timestamp);
        kept.requiredCount = _chain.count();
        emit Opened(spurt, beaconRoots.blockOf(spurt).root, kept.requiredCount);
    }

    /// @inheritdoc ISpurtPages
    function submitPages(uint64 spurt, ListTop calldata top, PageRun calldata run) public {
        _requireOpen(spurt);
        _addPages(spurt, top, run);
    }

    /// @dev Pages of a spurt that was opened.
    function _addPages(uint64 spurt, ListTop calldata top, PageRun calldata run) internal {
        if (run.pages.length == 0) revert NoPages();
        uint64 last = run.pages[run.pages.length - 1].countOut;
        if (isProved(spurt, last)) return;
        Spurt memory kept = _spurts[spurt];
        (uint256 first, uint64 count) = _firstNewPage(spurt, kept.count, run);
        if (first == run.pages.length) {
            if (last <= kept.count) return;
            revert PagesNotContiguous(kept.count, run.count, last);
        }
        ListShape memory balances = _acceptTop(spurt, kept, top);
        if (last > kept.count) kept.count = last;
        _spurts[spurt] = kept;

        Sums memory sums = _sums[spurt][count];
        _verifyPages(run, first, _startOf(count, sums.existing, run, first), top, balances, sums);
        _sums[spurt][last] = sums;
        emit PagesAccepted(spurt, last, sums.pages, msg.sender);
    }

    /// @dev The progress of a spurt that is open and has no report.
    function _requireOpen(uint64 spurt) internal view returns (SpurtProgress memory progress) {
        progress = progressOf(spurt);
        if (progress.openedAt == 0) revert SpurtNotOpen(spurt);
        if (progress.finalized) revert SpurtFinalized(spurt);
    }

    /// @dev No page is accepted from here on.
    function _close(uint64 spurt) internal {
        _spurts[spurt].finalized = true;
    }

    /// @dev Position of the first page to verify, and the entries before it, whose sums are known: after the page that ends
    ///      where the spurt stands, or at the start of the run, or else after the first page that will do. `pages.length`
    ///      if there is none.
    function _firstNewPage(uint64 spurt, uint64 furthest, PageRun calldata run)
        private
        view
        returns (uint256 first, uint64 count)
    {
        uint256 length = run.pages.length;
        for (first = length - 1; first > 0; --first) {
            if (run.pages[first - 1].countOut == furthest) return (first, furthest);
        }
        for (count = run.count; first < length; count = run.pages[first++].countOut) {
            if (isProved(spurt, count)) return (first, count);
        }
    }

    /// @dev The balances list, of which the top is proven then. The first pages bring the top's branch, later ones repeat
    ///      the top and the levels.
    function _acceptTop(uint64 spurt, Spurt memory kept, ListTop calldata top)
        private
        view
        returns (ListShape memory balances)
    {
        CanonicalBlock memory canonical = beaconRoots.blockOf(spurt);
        ForkLayout memory forkLayout = beaconRoots.layoutAt(canonical.slot);
        balances = ListShape(
            forkLayout.balances,
            ListTree.BALANCES_DEPTH,
            ListTree.BALANCES_PER_LEAF,
            forkLayout.progressiveLists
        );
        if (kept.listLength == 0) {
            ListTree.verifyTop(top, balances, canonical.stateRoot);
            (kept.balancesTop, kept.listLength) = (top.node, top.length);
        } else if (top.node != kept.balancesTop || top.length != kept.listLength) {
            revert BalancesTopMismatch(kept.balancesTop, kept.listLength);
        } else {
            ListTree.verifyLevels(top, balances);
        }
    }

    /// @dev What the first new page starts from.
    function _startOf(uint64 count, uint64 existing, PageRun calldata run, uint256 first)
        private
        view
        returns (PageBorder memory border)
    {
        (border.count, border.existing) = (count, existing);
        border.commitment = count == 0 ? 0 : _chain.commitmentAt(count);
        if (first == 0) {
            (border.principalWei, border.rawWei) = (run.principalWei, run.rawWei);
        } else {
            Page calldata previous = run.pages[first - 1];
            (border.principalWei, border.rawWei) = (previous.principalOutWei, previous.rawOutWei);
        }
        Amounts.bounded(border.principalWei);
        Amounts.bounded(border.rawWei);
    }

    /// @dev Requires that the pages lead from `border` along the registry, and adds what they prove.
    function _verifyPages(
        PageRun calldata run,
        uint256 first,
        PageBorder memory border,
        ListTop calldata top,
        ListShape memory balances,
        Sums memory sums
    ) private view {
        Page[] calldata pages = run.pages;
        (uint256 principalInWei, uint256 rawInWei) = (border.principalWei, border.rawWei);
        Batch memory batch = PageBatch.allocate(pages.length - first, top.length);
        ListWindow memory window = ListTree.windowOf(top, balances, pages[first].firstChunk);
        for (uint256 i = first; i < pages.length; ++i) {
            Page calldata page = pages[i];
            if (balances.progressive) window = ListTree.windowOf(top, balances, page.firstChunk);
            uint256 span =
                ListTree.verifyLink(page.linkNode, page.linkDepth, page.firstChunk, page.branch, window);
            unchecked {
                batch.put(i - first, page, border, span);
            }
            batch.requireForward(i);
        }
        _requireRegistered(uint64(border.count), border.commitment);
        bytes memory answer = Address.functionStaticCall(address(verifier), batch.data);
        if (!abi.decode(answer, (bool))) revert ProofsRejected(batch.pages);
        sums.existing = uint40(border.existing);
        sums.pages += uint24(batch.pages);
        sums.principalWei = Amounts.balance(uint256(sums.principalWei) + border.principalWei - principalInWei);
        sums.rawWei = Amounts.balance(uint256(sums.rawWei) + border.rawWei - rawInWei);
    }

    function _requireRegistered(uint64 count, uint256 given) private view {
        uint256 commitment = _chain.commitmentAt(count);
        if (commitment != given) revert RegistryMismatch(count, commitment, given);
    }
}
