// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ForkLayouts} from "../src/ForkLayouts.sol";
import {ForkLayout} from "../src/interfaces/IForkLayouts.sol";
import {Test} from "./Test.sol";

contract ForkLayoutsHarness is ForkLayouts {
    constructor(uint64 genesis, uint64 secondsPerSlot, ForkLayout[] memory layouts_)
        ForkLayouts(genesis, secondsPerSlot, layouts_)
    {}
}

contract ForkLayoutsTest is Test {
    uint64 private constant GENESIS = 1000;
    /// @dev First second of slot 100.
    uint64 private constant ELECTRA = GENESIS + 1200;

    function test_layoutAt_changesWithTheFirstSlotOfAFork() public {
        ForkLayouts forks = _deploy(_denebThenElectra());
        assertEq(forks.layoutAt(0).balances, 44);
        assertEq(forks.layoutAt(99).balances, 44);
        assertEq(forks.layoutAt(100).balances, 76);
        assertEq(forks.layoutAt(type(uint64).max).balances, 76);
    }

    function test_layoutAt_keepsEveryIndex() public {
        ForkLayout[] memory given = _denebThenElectra();
        ForkLayouts forks = _deploy(given);
        assertEq(forks.genesisTime(), GENESIS);
        assertEq(forks.secondsPerSlot(), 12);
        assertEq(keccak256(abi.encode(forks.layouts())), keccak256(abi.encode(given)));
        assertEq(keccak256(abi.encode(forks.layoutAt(0))), keccak256(abi.encode(given[0])));
        assertEq(keccak256(abi.encode(forks.layoutAt(100))), keccak256(abi.encode(given[1])));
    }

    function testFuzz_layoutAt_isTheLastActiveOne(uint64 slot) public {
        ForkLayouts forks = _deploy(_denebThenElectra());
        uint256 slotTime = GENESIS + uint256(slot) * 12;
        assertEq(forks.timeOf(slot), slotTime);
        assertEq(forks.layoutAt(slot).balances, slotTime >= ELECTRA ? 76 : 44);
    }

    /// @dev A fork between two slots begins with the next one.
    function test_layoutAt_forkBetweenTwoSlots() public {
        ForkLayout[] memory list = _denebThenElectra();
        list[1].activationTimestamp = ELECTRA + 1;
        ForkLayouts forks = _deploy(list);
        assertEq(forks.layoutAt(100).balances, 44);
        assertEq(forks.layoutAt(101).balances, 76);
    }

    function test_layoutAt_revert_beforeTheFirstFork() public {
        ForkLayout[] memory list = new ForkLayout[](1);
        list[0] = _denebThenElectra()[1];
        ForkLayouts forks = _deploy(list);
        vm.expectRevert(abi.encodeWithSelector(ForkLayouts.LayoutUnknown.selector, 99, GENESIS + 99 * 12));
        forks.layoutAt(99);
    }

    function test_layoutAt_revert_afterAClosedList() public {
        ForkLayout[] memory list = _denebThenElectra();
        list[1] = _closedAt(ELECTRA);
        ForkLayouts forks = _deploy(list);
        assertEq(forks.layoutAt(99).balances, 44);
        vm.expectRevert(abi.encodeWithSelector(ForkLayouts.LayoutUnknown.selector, 100, ELECTRA));
        forks.layoutAt(100);
    }

    /// @dev A fork whose layout nobody knew in time may lie between two known ones.
    function test_layoutAt_revert_inAGap() public {
        ForkLayout[] memory list = new ForkLayout[](3);
        (list[0], list[1], list[2]) = (_denebThenElectra()[0], _closedAt(ELECTRA), _denebThenElectra()[1]);
        list[2].activationTimestamp = ELECTRA + 12;
        ForkLayouts forks = _deploy(list);
        vm.expectRevert(abi.encodeWithSelector(ForkLayouts.LayoutUnknown.selector, 100, ELECTRA));
        forks.layoutAt(100);
        assertEq(forks.layoutAt(101).balances, 76);
    }

    function test_constructor_revert_noLayouts() public {
        vm.expectRevert(abi.encodeWithSelector(ForkLayouts.NoLayouts.selector));
        _deploy(new ForkLayout[](0));
    }

    function test_constructor_revert_secondsPerSlotZero() public {
        vm.expectRevert(abi.encodeWithSelector(ForkLayouts.SecondsPerSlotZero.selector));
        new ForkLayoutsHarness(GENESIS, 0, _denebThenElectra());
    }

    function testFuzz_constructor_revert_activationsThatDoNotRise(uint64 first, uint64 second) public {
        vm.assume(second <= first);
        ForkLayout[] memory list = _denebThenElectra();
        (list[0].activationTimestamp, list[1].activationTimestamp) = (first, second);
        vm.expectRevert(abi.encodeWithSelector(ForkLayouts.LayoutsNotRising.selector, 1, first, second));
        _deploy(list);
    }

    /// @dev A subset of the nine indices is a layout exactly when it is all but one of the two execution indices, with
    ///      or without the two queues, and with expected withdrawals where the block hash is there; or none at all.
    function test_constructor_takesWholeLayoutsAndNoOthers() public {
        uint256 accepted = 0;
        for (uint256 set = 0; set < 1024; ++set) {
            ForkLayout memory given;
            given.activationTimestamp = GENESIS;
            if (set & 1 != 0) given.balances = 76;
            if (set & 2 != 0) given.validators = 75;
            if (set & 4 != 0) given.pendingDeposits = 98;
            if (set & 8 != 0) given.blockRoots = 69;
            if (set & 16 != 0) given.historicalSummaries = 91;
            if (set & 32 != 0) given.executionStateRoot = 2818;
            if (set & 64 != 0) given.executionBlockHash = 2828;
            if (set & 128 != 0) given.expectedWithdrawals = 2967;
            given.progressiveLists = set & 256 != 0;
            if (set & 512 != 0) given.pendingConsolidations = 100;
            uint256 others = set & 251;
            bool isWhole = (others == 1 + 2 + 8 + 16 + 32 || others == 1 + 2 + 8 + 16 + 64 + 128)
                && (set & 4 != 0) == (set & 512 != 0);
            if (set == 0) isWhole = true;
            if (isWhole) ++accepted;
            ForkLayout[] memory list = new ForkLayout[](1);
            list[0] = given;
            if (!isWhole) {
                vm.expectRevert(abi.encodeWithSelector(ForkLayouts.LayoutIncomplete.selector, 0, given));
            }
            _deploy(list);
        }
        assertEq(accepted, 9);
    }

    function test_constructor_revert_layoutIncompleteSaysWhich() public {
        ForkLayout[] memory list = _denebThenElectra();
        list[1].executionStateRoot = 0;
        vm.expectRevert(abi.encodeWithSelector(ForkLayouts.LayoutIncomplete.selector, 1, list[1]));
        _deploy(list);
    }

    function _deploy(ForkLayout[] memory list) private returns (ForkLayouts) {
        return new ForkLayoutsHarness(GENESIS, 12, list);
    }

    function _denebThenElectra() private pure returns (ForkLayout[] memory list) {
        list = new ForkLayout[](2);
        list[0] = ForkLayout(GENESIS, 44, 43, 0, 0, 37, 59, 1794, 0, 0, false);
        list[1] = ForkLayout(ELECTRA, 76, 75, 98, 100, 69, 91, 2818, 0, 0, false);
    }

    function _closedAt(uint64 timestamp) private pure returns (ForkLayout memory closed) {
        closed.activationTimestamp = timestamp;
    }
}
