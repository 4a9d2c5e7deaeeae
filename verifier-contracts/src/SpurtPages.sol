// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Amounts} from "./Amounts.sol";
import {CanonicalBlock, IBeaconRoots} from "./interfaces/IBeaconRoots.sol";
import {ForkLayout} from "./interfaces/IForkLayouts.sol";
import {IGroth16BatchVerifier} from "./interfaces/IGroth16BatchVerifier.sol";
import {IReservesOracle, Page, PageRun, SpurtProgress} from "./interfaces/IReservesOracle.sol";
import {IValidatorRegistry} from "./interfaces/IValidatorRegistry.sol";
import {ListShape, ListTop, ListTree, ListWindow} from "./ListTree.sol";
import {Batch, PageBatch, PageBorder} from "./PageBatch.sol";
import {BeaconHeader} from "./SSZ.sol";

/// @title  SpurtPages
/// @notice Opens spurts and takes in their pages, in as many calls and from as many senders as it takes.
/// @dev    Accepted pages are always the registry's first `count` entries at the spurt's block, so all that is kept of
///         them are sums. What the next page starts from is never taken from its sender:
///
///             commitment, count, existing   from the progress and the registry
///             principal, raw                from the sender, but only the differences along the run are added
///
///         The circuit proves out = in + sum with every total below 2^128, so a difference is the sum of balances
///         whatever the start was.
///
///         Verified here:
///         - balances top and length, by a branch to the spurt's state root (first pages only; kept from then on);
///         - every page's link node below that top, and its sixteen public inputs by the verifier's key;
///         - the run's last commitment is the registry's after as many entries. The chain inside follows from it:
///           another list with the same end would be a collision of Poseidon. So pages of another list are refused
///           when they come, and cannot stand in anybody's way.
///         Trusted, not verified: that the verifier holds the circuit's key, with an honest setup.
///
///         Nobody can block a spurt with another partition of the pages: whatever is accepted is true, the count only
///         rises, and a run either goes on from there or replaces everything from the first entry.
abstract contract SpurtPages is IReservesOracle {
    using PageBatch for Batch;

    /// @inheritdoc IReservesOracle
    IGroth16BatchVerifier public immutable verifier;
    /// @inheritdoc IReservesOracle
    IValidatorRegistry public immutable registry;
    /// @inheritdoc IReservesOracle
    IBeaconRoots public immutable beaconRoots;

    mapping(uint64 spurt => SpurtProgress) private _progress;

    /// @param verifier_    Checks the page proofs.
    /// @param registry_    Holds the list of validators, by the same `beaconRoots_`.
    /// @param beaconRoots_ Holds the canonical blocks and the layouts.
    constructor(IGroth16BatchVerifier verifier_, IValidatorRegistry registry_, IBeaconRoots beaconRoots_) {
        address given = address(registry_.beaconRoots());
        if (given != address(beaconRoots_)) revert BeaconRootsMismatch(address(beaconRoots_), given);
        verifier = verifier_;
        registry = registry_;
        beaconRoots = beaconRoots_;
    }

    /// @inheritdoc IReservesOracle
    function progressOf(uint64 spurt) public view returns (SpurtProgress memory) {
        return _progress[spurt];
    }

    /// @inheritdoc IReservesOracle
    function open(uint64 spurt, uint64 nextTimestamp, BeaconHeader calldata header) public {
        SpurtProgress storage progress = _progress[spurt];
        if (progress.openedAt != 0) return;
        if (!beaconRoots.isStored(spurt)) beaconRoots.store(spurt, nextTimestamp, header);
        progress.openedAt = uint64(block.timestamp);
        progress.requiredCount = registry.count();
        emit Opened(spurt, beaconRoots.blockOf(spurt).root, progress.requiredCount);
    }

    /// @inheritdoc IReservesOracle
    function submitPages(uint64 spurt, ListTop calldata top, PageRun calldata run) public {
        SpurtProgress memory progress = _requireOpen(spurt);
        if (run.pages.length == 0) revert NoPages();
        (uint256 first, bool fromStart) = _firstNewPage(progress.count, run);
        if (first == run.pages.length) return;

        ListShape memory balances = _acceptTop(spurt, progress, top);
        if (fromStart) {
            (progress.count, progress.existing, progress.pages) = (0, 0, 0);
            (progress.principalWei, progress.rawWei) = (0, 0);
        }
        PageBorder memory border = _startOf(progress, run, first);
        (uint256 principalInWei, uint256 rawInWei) = (border.principalWei, border.rawWei);
        _verifyPages(run.pages, first, border, top, balances);

        progress.count = uint64(border.count);
        progress.existing = uint64(border.existing);
        progress.pages += uint32(run.pages.length - first);
        progress.principalWei =
            Amounts.bounded(uint256(progress.principalWei) + border.principalWei - principalInWei);
        progress.rawWei = Amounts.bounded(uint256(progress.rawWei) + border.rawWei - rawInWei);
        _progress[spurt] = progress;
        emit PagesAccepted(spurt, progress.count, progress.pages, msg.sender);
    }

    /// @dev The progress of a spurt that is open and has no report.
    function _requireOpen(uint64 spurt) internal view returns (SpurtProgress memory progress) {
        progress = _progress[spurt];
        if (progress.openedAt == 0) revert SpurtNotOpen(spurt);
        if (progress.finalized) revert SpurtFinalized(spurt);
    }

    /// @dev No page is accepted from here on.
    function _close(uint64 spurt) internal {
        _progress[spurt].finalized = true;
    }

    /// @dev Position of the first page that is not accepted yet, `pages.length` if there is none. `fromStart`: no page
    ///      starts where the accepted ones end, but the run has everything from the first entry and goes further.
    function _firstNewPage(uint64 accepted, PageRun calldata run)
        private
        pure
        returns (uint256 first, bool fromStart)
    {
        uint64 border = run.count;
        for (first = 0; border != accepted; ++first) {
            if (first == run.pages.length) {
                if (border < accepted) return (first, false);
                if (run.count == 0) return (0, true);
                revert PagesNotContiguous(accepted, run.count, border);
            }
            border = run.pages[first].countOut;
        }
    }

    /// @dev The balances list, of which the top is proven then. The first pages bring the top's branch, later ones repeat
    ///      the top and the levels.
    function _acceptTop(uint64 spurt, SpurtProgress memory progress, ListTop calldata top)
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
        if (progress.listLength == 0) {
            ListTree.verifyTop(top, balances, canonical.stateRoot);
            (progress.balancesTop, progress.listLength) = (top.node, top.length);
        } else if (top.node != progress.balancesTop || top.length != progress.listLength) {
            revert BalancesTopMismatch(progress.balancesTop, progress.listLength);
        } else {
            ListTree.verifyLevels(top, balances);
        }
    }

    /// @dev What the first new page starts from.
    function _startOf(SpurtProgress memory progress, PageRun calldata run, uint256 first)
        private
        view
        returns (PageBorder memory border)
    {
        border.count = progress.count;
        border.existing = progress.existing;
        border.commitment = progress.count == 0 ? 0 : registry.commitmentAt(progress.count);
        if (first == 0) {
            (border.principalWei, border.rawWei) = (run.principalWei, run.rawWei);
        } else {
            Page calldata previous = run.pages[first - 1];
            (border.principalWei, border.rawWei) = (previous.principalOutWei, previous.rawOutWei);
        }
        Amounts.bounded(border.principalWei);
        Amounts.bounded(border.rawWei);
    }

    /// @dev Requires that the pages lead from `border` along the registry, and moves `border` to their end.
    function _verifyPages(
        Page[] calldata pages,
        uint256 first,
        PageBorder memory border,
        ListTop calldata top,
        ListShape memory balances
    ) private view {
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
        uint64 count = pages[pages.length - 1].countOut;
        uint256 commitment = registry.commitmentAt(count);
        if (commitment != border.commitment) revert RegistryMismatch(count, commitment, border.commitment);
        bytes memory answer = Address.functionStaticCall(address(verifier), batch.data);
        if (!abi.decode(answer, (bool))) revert ProofsRejected(batch.pages);
    }
}
