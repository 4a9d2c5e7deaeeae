// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ExpectedWithdrawal, ExpectedWithdrawals} from "../src/ExpectedWithdrawals.sol";
import {ListShape, ListTop, ListTree} from "../src/ListTree.sol";
import {SSZ} from "../src/SSZ.sol";
import {ListTreeHarness} from "./ListTree.t.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice The list of withdrawals under way is whole, and the levels of progressive lists are those of the state.
contract ExpectedWithdrawalsTest is ReportFixture {
    ListTreeHarness private tree = new ListTreeHarness();

    function fixtureName() internal pure override returns (string memory) {
        return "toy-gloas.json";
    }

    /// @dev Any entry left out, put twice, or changed in any field, is refused.
    function testFuzz_finalize_revert_anotherList(uint256 which, uint256 edit) public {
        ReportArguments memory r = validReport();
        ExpectedWithdrawal[] memory entries = r.execution.withdrawals.entries;
        which %= entries.length;
        edit %= 6;
        if (edit == 0) {
            entries[which] = entries[entries.length - 1];
            assembly ("memory-safe") {
                mstore(entries, sub(mload(entries), 1))
            }
        } else if (edit == 1) {
            ExpectedWithdrawal[] memory more = new ExpectedWithdrawal[](entries.length + 1);
            for (uint256 i = 0; i < more.length; ++i) {
                more[i] = entries[i < entries.length ? i : which];
            }
            r.execution.withdrawals.entries = more;
        } else if (edit == 2) {
            entries[which].amountGwei += 1;
        } else if (edit == 3) {
            entries[which].recipient = address(uint160(entries[which].recipient) ^ 1);
        } else if (edit == 4) {
            entries[which].validatorIndex ^= 1 << 40;
        } else {
            entries[which].index += 1;
        }
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        send(r);
    }

    function test_submitPages_revert_levelLeftOut() public {
        ReportArguments memory r = validReport();
        open(r);
        uint256 count = r.top.levels.length;
        bytes32[] memory levels = r.top.levels;
        assembly ("memory-safe") {
            mstore(levels, sub(count, 1))
        }
        vm.expectRevert(abi.encodeWithSelector(ListTree.LevelCount.selector, count, count - 1));
        submit(r, r.run);
    }

    function testFuzz_submitPages_revert_levelChanged(uint256 which, uint256 bit) public {
        ReportArguments memory r = validReport();
        open(r);
        r.top.levels[which % r.top.levels.length] ^= bitMask(bit);
        vm.expectPartialRevert(ListTree.LevelsMismatch.selector);
        submit(r, r.run);
    }

    /// @dev Later pages repeat the top: its levels are looked at each time.
    function test_submitPages_revert_levelChangedLater() public {
        ReportArguments memory r = validReport();
        open(r);
        submit(r, slice(r.run, 0, 2));
        r.top.levels[0] ^= bytes32(uint256(1));
        vm.expectPartialRevert(ListTree.LevelsMismatch.selector);
        submit(r, slice(r.run, 2, r.run.pages.length));
    }

    /// @dev Chunks 0 and 1 are not neighbours: the first has no node of its own above it, the others begin a new tree.
    function test_verifyLink_levelZeroHasOneChunk() public view {
        ReportArguments memory r = validReport();
        ListShape memory shape = ListShape(0, 0, 4, true);
        assertEq(tree.verifyLinkOf(r.top.node, 1, 0, new bytes32[](0), r.top, shape), 1);
    }

    function test_verifyLink_revert_pastTheLastLevel() public {
        ReportArguments memory r = validReport();
        ListShape memory shape = ListShape(0, 0, 4, true);
        vm.expectPartialRevert(ListTree.FirstLeafOutOfRange.selector);
        tree.verifyLinkOf(0, 1, 21, new bytes32[](0), r.top, shape);
    }

    /// @dev Level 1 is chunks 1 to 4: pairs begin at 1 and 3.
    function test_verifyLink_revert_alignedInTheWholeListOnly() public {
        ReportArguments memory r = validReport();
        ListShape memory shape = ListShape(0, 0, 4, true);
        for (uint256 firstLeaf = 2; firstLeaf < 5; firstLeaf += 2) {
            vm.expectRevert(abi.encodeWithSelector(ListTree.FirstLeafOutOfRange.selector, firstLeaf, 1, 2));
            tree.verifyLinkOf(0, 1, firstLeaf, new bytes32[](1), r.top, shape);
        }
    }

    function test_verifyTop_revert_emptyProgressiveList() public {
        ListTop memory top = ListTop(0, 0, new bytes32[](0), new bytes32[](0));
        vm.expectRevert(abi.encodeWithSelector(ListTree.ListLengthOutOfRange.selector, 0, type(uint64).max));
        tree.verify(top, ListShape(1, 0, 4, true), 0);
    }
}

/// @notice Before Gloas nothing is under way after a block.
contract NoExpectedWithdrawalsTest is ReportFixture {
    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }

    function test_finalize_revert_withdrawalsBeforeGloas() public {
        ReportArguments memory r = validReport();
        r.execution.withdrawals.entries = new ExpectedWithdrawal[](2);
        vm.expectRevert(abi.encodeWithSelector(ExpectedWithdrawals.NoExpectedWithdrawals.selector, 2));
        send(r);
    }
}
