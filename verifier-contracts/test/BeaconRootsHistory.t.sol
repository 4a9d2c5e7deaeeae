// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BeaconRoots} from "../src/BeaconRoots.sol";
import {Eip4788} from "../src/Eip4788.sol";
import {ForkLayouts} from "../src/ForkLayouts.sol";
import {GrowthSpurts} from "../src/GrowthSpurts.sol";
import {CanonicalBlock, IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {ForkLayout} from "../src/interfaces/IForkLayouts.sol";
import {BeaconHeader, SSZ} from "../src/SSZ.sol";
import {BeaconRootsContract} from "./BeaconRootsContract.sol";

/// @dev Arguments of `storeFromNewer`, to change and send.
struct HistoryCase {
    uint64 spurt;
    BeaconHeader newer;
    BeaconHeader canonical;
    bytes32[] branch;
}

/// @notice `storeFromNewer`, below states that lodestar's SSZ types make (test/contract-fixtures/history-vectors.ts).
contract BeaconRootsHistoryTest is BeaconRootsContract {
    uint64 private constant WEEK = 7 * 24 * 3600;

    string private fixture;
    uint64 private genesis;
    GrowthSpurts private spurts;
    BeaconRoots private roots;
    uint256[] private spurtOf;
    uint256[] private isCanonical;

    function setUp() public {
        fixture = readOrSkip(string.concat(FIXTURES, "history.json"));
        genesis = uint64(vm.parseJsonUint(fixture, ".genesisTime"));
        spurts = new GrowthSpurts(address(this), uint64(vm.parseJsonUint(fixture, ".start")), 0, 0);
        spurtOf = vm.parseJsonUintArray(fixture, ".spurts");
        isCanonical = vm.parseJsonUintArray(fixture, ".isCanonical");
        deployBeaconRoots();
        roots = _deploy(_firstSummaryPeriod(), _layouts());
    }

    /// @dev From `block_roots` and from `historical_summaries`, at both sides of the border between them.
    function test_storeFromNewer_keepsTheLastBlockOfTheSpurt() public {
        uint256 count = 0;
        for (uint256 i = 0; i < spurtOf.length; ++i) {
            if (isCanonical[i] == 0) continue;
            ++count;
            HistoryCase memory c = _case(i);
            roots = _deploy(_firstSummaryPeriod(), _layouts());
            uint64 next = _remember(c.newer);
            bytes32 root = SSZ.hashTreeRoot(c.canonical);
            vm.expectEmit(true, true, true, true, address(roots));
            emit IBeaconRoots.BlockStored(c.spurt, root, c.canonical.slot, true);
            roots.storeFromNewer(c.spurt, next, c.newer, c.canonical, c.branch);
            CanonicalBlock memory stored = roots.blockOf(c.spurt);
            assertEq(stored.root, root);
            assertEq(stored.stateRoot, c.canonical.stateRoot);
            assertEq(stored.slot, c.canonical.slot);
            assertEq(stored.timestamp, genesis + 12 * c.canonical.slot);
            assertTrue(stored.timestamp <= spurts.endOf(c.spurt), "in the spurt");
        }
        assertEq(count, 9);
    }

    /// @dev The way out stores the block that `store` would have stored in time.
    function test_storeFromNewer_agreesWithStore() public {
        for (uint256 i = 0; i < spurtOf.length; ++i) {
            if (isCanonical[i] == 0) continue;
            HistoryCase memory c = _case(i);
            BeaconRoots inTime = _deploy(_firstSummaryPeriod(), _layouts());
            uint64 next = spurts.endOf(c.spurt) + 5;
            storeBeaconRoot(next, SSZ.hashTreeRoot(c.canonical));
            inTime.store(c.spurt, next, c.canonical);
            next = _remember(c.newer);
            roots = _deploy(_firstSummaryPeriod(), _layouts());
            roots.storeFromNewer(c.spurt, next, c.newer, c.canonical, c.branch);
            assertEq(
                keccak256(abi.encode(roots.blockOf(c.spurt))), keccak256(abi.encode(inTime.blockOf(c.spurt)))
            );
        }
    }

    /// @dev Other blocks of the same history, with branches that are right for their own slots.
    function test_storeFromNewer_revert_anotherBlockOfTheHistory() public {
        uint256 count = 0;
        for (uint256 i = 0; i < spurtOf.length; ++i) {
            if (isCanonical[i] == 1) continue;
            ++count;
            HistoryCase memory c = _case(i);
            uint64 next = _remember(c.newer);
            // A slot that lies in `block_roots` when the spurt's end does not has a shorter branch.
            bool isShorter = c.branch.length != _case(i - i % 4).branch.length;
            vm.expectPartialRevert(isShorter ? SSZ.SSZBranchLength.selector : SSZ.SSZBranchMismatch.selector);
            roots.storeFromNewer(c.spurt, next, c.newer, c.canonical, c.branch);
        }
        assertEq(count, 27);
    }

    function testFuzz_storeFromNewer_rejectsAnyFlippedBit(uint256 which, uint256 bit) public {
        HistoryCase memory c = _canonicalCase(which);
        uint64 next = _remember(c.newer);
        uint256 word = (bit / 256) % (c.branch.length + 2);
        bytes32 flip = bytes32(1 << (bit % 256));
        if (word == c.branch.length) c.canonical.bodyRoot ^= flip;
        else if (word == c.branch.length + 1) c.canonical.slot ^= uint64(1 << (bit % 64));
        else c.branch[word] ^= flip;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        roots.storeFromNewer(c.spurt, next, c.newer, c.canonical, c.branch);
    }

    function testFuzz_storeFromNewer_revert_newerHeaderChanged(uint256 which, uint256 bit) public {
        HistoryCase memory c = _canonicalCase(which);
        uint64 next = _remember(c.newer);
        bytes32 expected = SSZ.hashTreeRoot(c.newer);
        bytes32 flip = bytes32(1 << (bit % 256));
        if (which % 3 == 0) c.newer.stateRoot ^= flip;
        else if (which % 3 == 1) c.newer.slot ^= uint64(1 << (bit % 64));
        else c.newer.parentRoot ^= flip;
        vm.expectRevert(
            abi.encodeWithSelector(
                IBeaconRoots.BlockRootMismatch.selector, expected, SSZ.hashTreeRoot(c.newer)
            )
        );
        roots.storeFromNewer(c.spurt, next, c.newer, c.canonical, c.branch);
    }

    function test_storeFromNewer_revert_newerNotRemembered() public {
        HistoryCase memory c = _canonicalCase(0);
        uint64 next = _remember(c.newer);
        vm.expectRevert(abi.encodeWithSelector(Eip4788.BeaconRootUnknown.selector, next + 12));
        roots.storeFromNewer(c.spurt, next + 12, c.newer, c.canonical, c.branch);
    }

    /// @dev The spurt's own last slot, and one before it, are no newer states.
    function test_storeFromNewer_revert_notNewer() public {
        HistoryCase memory c = _canonicalCase(0);
        uint64 target = (spurts.endOf(c.spurt) - genesis) / 12;
        for (uint64 slot = target - 1; slot <= target; ++slot) {
            c.newer.slot = slot;
            uint64 next = spurts.endOf(c.spurt) + 5;
            storeBeaconRoot(next, SSZ.hashTreeRoot(c.newer));
            vm.expectRevert(abi.encodeWithSelector(IBeaconRoots.NotInHistory.selector, target, slot));
            roots.storeFromNewer(c.spurt, next, c.newer, c.canonical, c.branch);
        }
    }

    /// @dev Spurt 1 ended in the period before the first summary.
    function test_storeFromNewer_revert_beforeTheFirstSummary() public {
        HistoryCase memory c = _canonicalCase(0);
        uint64 next = _remember(c.newer);
        uint64 target = (spurts.endOf(1) - genesis) / 12;
        vm.expectRevert(abi.encodeWithSelector(IBeaconRoots.NotInHistory.selector, target, c.newer.slot));
        roots.storeFromNewer(1, next, c.newer, c.canonical, c.branch);
    }

    /// @dev The first summary is within reach: with a later first period the same branch stands at another place.
    function test_storeFromNewer_revert_anotherFirstPeriod() public {
        HistoryCase memory c = _canonicalCase(0);
        uint64 next = _remember(c.newer);
        roots = _deploy(_firstSummaryPeriod() + 1, _layouts());
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        roots.storeFromNewer(c.spurt, next, c.newer, c.canonical, c.branch);
    }

    /// @dev The layout is the newer state's, whose fork may be unknown.
    function test_storeFromNewer_revert_layoutUnknown() public {
        HistoryCase memory c = _canonicalCase(0);
        uint64 next = _remember(c.newer);
        ForkLayout[] memory list = new ForkLayout[](2);
        list[0] = _layouts()[0];
        list[1].activationTimestamp = genesis + 12 * c.newer.slot;
        roots = _deploy(_firstSummaryPeriod(), list);
        vm.expectRevert(
            abi.encodeWithSelector(
                ForkLayouts.LayoutUnknown.selector, c.newer.slot, list[1].activationTimestamp
            )
        );
        roots.storeFromNewer(c.spurt, next, c.newer, c.canonical, c.branch);
    }

    /// @dev The fork of the newer state decides, not that of the canonical block.
    function test_storeFromNewer_afterAFork() public {
        HistoryCase memory c = _canonicalCase(0);
        uint64 next = _remember(c.newer);
        ForkLayout[] memory list = new ForkLayout[](2);
        list[0] = ForkLayout(0, 44, 43, 0, 0, 37, 59, 1794, 0, 0, false);
        list[1] = _layouts()[0];
        list[1].activationTimestamp = genesis + 12 * c.newer.slot;
        roots = _deploy(_firstSummaryPeriod(), list);
        roots.storeFromNewer(c.spurt, next, c.newer, c.canonical, c.branch);
        assertEq(roots.layoutAt(roots.blockOf(c.spurt).slot).balances, 44);
    }

    // Sepolia

    /// @dev Real headers of slots 7643456 and 7643648; the branch is out of the real state of the second.
    function test_storeFromNewer_acceptsSepolia() public {
        (string memory json, string memory key) =
            (readOrSkip(string.concat(FIXTURES, "real-history.json")), ".case0");
        HistoryCase memory c = _readCase(json, key);
        genesis = 1_655_733_600;
        spurts = new GrowthSpurts(address(this), genesis + 12 * c.canonical.slot - WEEK, 0, 0);
        roots = _deploy(222, _readLayouts(json, string.concat(key, ".layout")));
        uint64 next = _remember(c.newer);
        roots.storeFromNewer(1, next, c.newer, c.canonical, c.branch);
        assertEq(roots.blockOf(1).root, vm.parseJsonBytes32(json, ".case0.blockRoot"));
        assertEq(roots.blockOf(1).slot, 7_643_456);
    }

    /// @dev What the contract's places hold in real Electra and Deneb states: the root of the block before.
    function test_realStates_holdTheParentRootAtTheSlotBefore() public {
        string memory json = readOrSkip(string.concat(FIXTURES, "real-history.json"));
        for (uint256 i = 1; i <= 2; ++i) {
            string memory key = string.concat(".case", vm.toString(i));
            HistoryCase memory c = _readCase(json, key);
            ForkLayout memory layout_ = _readLayouts(json, string.concat(key, ".layout"))[0];
            uint256 target = vm.parseJsonUint(json, string.concat(key, ".targetSlot"));
            assertEq(target, c.newer.slot - 1);
            uint256 gindex = (uint256(layout_.blockRoots) << 13) | (target % 8192);
            this.verifyBranch(c.newer.parentRoot, gindex, c.branch, c.newer.stateRoot);
            vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
            this.verifyBranch(c.newer.parentRoot, gindex ^ 1, c.branch, c.newer.stateRoot);
        }
    }

    function verifyBranch(bytes32 leaf, uint256 gindex, bytes32[] calldata branch, bytes32 root)
        external
        view
    {
        SSZ.verifyBranch(leaf, gindex, branch, root);
    }

    /// @dev EIP-4788 learns of the block when the next slot has one.
    function _remember(BeaconHeader memory newer) private returns (uint64 next) {
        next = genesis + 12 * (newer.slot + 1);
        storeBeaconRoot(next, SSZ.hashTreeRoot(newer));
    }

    function _deploy(uint64 firstSummaryPeriod, ForkLayout[] memory list) private returns (BeaconRoots) {
        return new BeaconRoots(spurts, firstSummaryPeriod, genesis, 12, list);
    }

    function _firstSummaryPeriod() private view returns (uint64) {
        return uint64(vm.parseJsonUint(fixture, ".firstSummaryPeriod"));
    }

    function _layouts() private view returns (ForkLayout[] memory) {
        return _readLayouts(fixture, ".layout");
    }

    function _readLayouts(string memory json, string memory key)
        private
        view
        returns (ForkLayout[] memory list)
    {
        uint256[] memory g = vm.parseJsonUintArray(json, key);
        list = new ForkLayout[](1);
        list[0] = ForkLayout(
            genesis,
            uint64(g[0]),
            uint64(g[1]),
            uint64(g[2]),
            uint64(g[3]),
            uint64(g[4]),
            uint64(g[5]),
            uint64(g[6]),
            0,
            0,
            false
        );
    }

    /// @dev Every fourth case is a canonical one.
    function _canonicalCase(uint256 which) private view returns (HistoryCase memory) {
        return _case(4 * (which % (spurtOf.length / 4)));
    }

    function _case(uint256 i) private view returns (HistoryCase memory c) {
        c = _readCase(fixture, string.concat(".case", vm.toString(i)));
        c.spurt = uint64(spurtOf[i]);
    }

    function _readCase(string memory json, string memory key) private pure returns (HistoryCase memory c) {
        c.newer = _header(vm.parseJsonBytes32Array(json, string.concat(key, ".newer")));
        c.canonical = _header(vm.parseJsonBytes32Array(json, string.concat(key, ".canonical")));
        c.branch = vm.parseJsonBytes32Array(json, string.concat(key, ".branch"));
    }

    function _header(bytes32[] memory words) private pure returns (BeaconHeader memory) {
        return
            BeaconHeader(uint64(uint256(words[0])), uint64(uint256(words[1])), words[2], words[3], words[4]);
    }
}
