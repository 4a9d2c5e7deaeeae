// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ForkLayout, ForkLayouts} from "../src/ForkLayouts.sol";
import {Test} from "./Test.sol";

contract ForkLayoutsHarness is ForkLayouts {
    constructor(uint64 genesis, uint64 secondsPerSlot, ForkLayout[] memory layouts_)
        ForkLayouts(genesis, secondsPerSlot, layouts_)
    {}
}

contract ForkLayoutsTest is Test {
    uint64 private constant GENESIS = 1000;

    function test_layoutAt_changesWithTheFirstSlotOfAFork() public {
        ForkLayouts forks = _deploy(_denebThenElectra());
        assertEq(forks.layoutAt(0).balancesGindex, 44);
        assertEq(forks.layoutAt(99).balancesGindex, 44);
        assertEq(forks.layoutAt(100).balancesGindex, 76);
        assertEq(forks.layoutAt(100).executionStateRootGindex, 2818);
        assertEq(forks.layoutAt(type(uint64).max).balancesGindex, 76);
        assertEq(forks.layouts().length, 2);
    }

    function testFuzz_layoutAt_isTheLastActiveOne(uint64 slot) public {
        uint256 slotTime = GENESIS + uint256(slot) * 12;
        uint256 expected = slotTime >= GENESIS + 1200 ? 76 : 44;
        assertEq(_deploy(_denebThenElectra()).layoutAt(slot).balancesGindex, expected);
    }

    function test_layoutAt_revert_beforeTheFirstFork() public {
        ForkLayout[] memory list = new ForkLayout[](1);
        list[0] = ForkLayout(GENESIS + 1200, 44, 1794);
        ForkLayouts forks = _deploy(list);
        vm.expectRevert(abi.encodeWithSelector(ForkLayouts.LayoutUnknown.selector, 99, GENESIS + 99 * 12));
        forks.layoutAt(99);
    }

    function test_layoutAt_revert_afterAClosedList() public {
        ForkLayout[] memory list = _denebThenElectra();
        list[1] = ForkLayout(GENESIS + 1200, 0, 0);
        ForkLayouts forks = _deploy(list);
        assertEq(forks.layoutAt(99).balancesGindex, 44);
        vm.expectRevert(abi.encodeWithSelector(ForkLayouts.LayoutUnknown.selector, 100, GENESIS + 1200));
        forks.layoutAt(100);
    }

    function test_constructor_revert_noLayouts() public {
        vm.expectPartialRevert(ForkLayouts.NoLayouts.selector);
        _deploy(new ForkLayout[](0));
    }

    function test_constructor_revert_secondsPerSlotZero() public {
        vm.expectPartialRevert(ForkLayouts.SecondsPerSlotZero.selector);
        new ForkLayoutsHarness(GENESIS, 0, _denebThenElectra());
    }

    function test_constructor_revert_activationsThatDoNotRise() public {
        ForkLayout[] memory list = _denebThenElectra();
        list[1].activationTimestamp = list[0].activationTimestamp;
        vm.expectRevert(abi.encodeWithSelector(ForkLayouts.LayoutsNotRising.selector, 1, GENESIS, GENESIS));
        _deploy(list);
    }

    function test_constructor_revert_halfALayout() public {
        ForkLayout[] memory list = _denebThenElectra();
        list[1].executionStateRootGindex = 0;
        vm.expectRevert(abi.encodeWithSelector(ForkLayouts.LayoutIncomplete.selector, 1, 76, 0));
        _deploy(list);
    }

    function _deploy(ForkLayout[] memory list) private returns (ForkLayouts) {
        return new ForkLayoutsHarness(GENESIS, 12, list);
    }

    function _denebThenElectra() private pure returns (ForkLayout[] memory list) {
        list = new ForkLayout[](2);
        list[0] = ForkLayout(GENESIS, 44, 1794);
        list[1] = ForkLayout(GENESIS + 1200, 76, 2818);
    }
}
