// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BN254} from "../src/BN254.sol";
import {Groth16BatchVerifier} from "../src/Groth16BatchVerifier.sol";
import {Page, PageRun, SpurtProgress} from "../src/interfaces/IReservesOracle.sol";
import {ISpurtPages} from "../src/interfaces/ISpurtPages.sol";
import {ListTree} from "../src/ListTree.sol";
import {SSZ} from "../src/SSZ.sol";
import {EntryChain} from "../src/EntryChain.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice Laws of single runs over every fixture: none left out, added, moved or changed.
abstract contract ReservesOraclePagesTest is ReportFixture {
    function setUp() public virtual override {
        super.setUp();
        open(validReport());
    }

    function test_submitPages_addsUpWhatTheyProve() public {
        ReportArguments memory r = validReport();
        Page memory last = r.run.pages[r.run.pages.length - 1];
        vm.expectEmit(true, true, true, true, address(oracle));
        emit ISpurtPages.PagesAccepted(r.spurt, last.countOut, uint32(r.run.pages.length), address(this));
        submit(r, r.run);
        SpurtProgress memory progress = oracle.progressOf(r.spurt);
        assertEq(progress.count, expected("validators"));
        assertEq(progress.existing, expected("existing"));
        assertEq(progress.principalWei, expected("principalWei"));
        assertEq(progress.rawWei, expected("rawWei"));
        assertEq(progress.pages, r.run.pages.length);
        assertEq(progress.listLength, r.top.length);
        assertEq(progress.balancesTop, r.top.node);
        assertTrue(!progress.finalized, "not finalized");
    }

    function test_submitPages_onePageACall() public {
        ReportArguments memory r = validReport();
        for (uint256 i = 0; i < r.run.pages.length; ++i) {
            submit(r, slice(r.run, i, i + 1));
        }
        assertEq(oracle.progressOf(r.spurt).pages, r.run.pages.length);
        finalize(r);
        assertEq(oracle.reportOf(r.spurt).rate, expected("principalRate"));
    }

    function test_submitPages_revert_spurtNotOpen() public {
        ReportArguments memory r = validReport();
        r.spurt += 1;
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.SpurtNotOpen.selector, r.spurt));
        submit(r, r.run);
    }

    function test_submitPages_revert_spurtFinalized() public {
        ReportArguments memory r = validReport();
        submit(r, r.run);
        finalize(r);
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.SpurtFinalized.selector, r.spurt));
        submit(r, r.run);
    }

    function test_submitPages_revert_noPages() public {
        ReportArguments memory r = validReport();
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.NoPages.selector));
        submit(r, slice(r.run, 0, 0));
    }

    function testFuzz_submitPages_revert_anyOtherLinkNode(uint256 page, uint256 bit) public {
        ReportArguments memory r = validReport();
        _page(r, page).linkNode ^= bitMask(bit);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        submit(r, r.run);
    }

    function test_submitPages_revert_linkOutsideTheTop() public {
        ReportArguments memory r = validReport();
        r.run.pages[0].linkDepth = 0;
        vm.expectPartialRevert(ListTree.LinkDepthOutOfRange.selector);
        submit(r, r.run);
        r.run.pages[0].linkDepth = 64;
        vm.expectPartialRevert(ListTree.LinkDepthOutOfRange.selector);
        submit(r, r.run);
        r.run.pages[0].linkDepth = 1;
        r.run.pages[0].firstChunk = 2 ** 38;
        vm.expectPartialRevert(ListTree.FirstLeafOutOfRange.selector);
        submit(r, r.run);
    }

    function testFuzz_submitPages_revert_anyOtherTop(uint256 element, uint256 bit) public {
        ReportArguments memory r = validReport();
        element %= r.top.branch.length + 1;
        if (element == 0) r.top.node ^= bitMask(bit);
        else r.top.branch[element - 1] ^= bitMask(bit);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        submit(r, r.run);
    }

    /// @dev The same number of chunks, so the branch fits and only the length chunk objects.
    function test_submitPages_revert_anotherListLength() public {
        ReportArguments memory r = validReport();
        r.top.length = r.top.length % 4 == 1 ? r.top.length + 1 : r.top.length - 1;
        vm.expectPartialRevert(ListTree.ListLengthMismatch.selector);
        submit(r, r.run);
    }

    function testFuzz_submitPages_revert_amountsAbove128Bits(uint256 page, uint128 high, bool raw) public {
        ReportArguments memory r = validReport();
        vm.assume(high != 0);
        uint256 amountWei = uint256(high) << 128;
        if (raw) _page(r, page).rawOutWei = amountWei;
        else _page(r, page).principalOutWei = amountWei;
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.AmountTooLarge.selector, amountWei));
        submit(r, r.run);
    }

    function testFuzz_submitPages_revert_startAbove128Bits(uint128 high, bool raw) public {
        ReportArguments memory r = validReport();
        vm.assume(high != 0);
        uint256 amountWei = uint256(high) << 128;
        if (raw) r.run.rawWei = amountWei;
        else r.run.principalWei = amountWei;
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.AmountTooLarge.selector, amountWei));
        submit(r, r.run);
    }

    function test_submitPages_revert_totalsFall() public {
        ReportArguments memory r = validReport();
        Page memory page = r.run.pages[0];
        (uint256 principalOutWei, uint256 rawOutWei) = (page.principalOutWei, page.rawOutWei);
        page.principalOutWei = r.run.principalWei - 1;
        _expectTotalsFall(r, 0);
        page.principalOutWei = principalOutWei;
        page.rawOutWei = r.run.rawWei - 1;
        _expectTotalsFall(r, 0);
        page.rawOutWei = rawOutWei;
        page.existingOut = page.countOut + 1;
        _expectTotalsFall(r, 0);
    }

    function test_submitPages_revert_countsFall() public {
        ReportArguments memory r = validReport();
        assertTrue(r.run.pages.length >= 2, "the fixture has two pages");
        Page memory second = r.run.pages[1];
        uint64 countOut = second.countOut;
        second.countOut = r.run.pages[0].countOut;
        _expectTotalsFall(r, 1);
        second.countOut = countOut;
        second.existingOut = r.run.pages[0].existingOut - 1;
        _expectTotalsFall(r, 1);
    }

    function testFuzz_submitPages_revert_pagesOfAnotherList(uint128 change) public {
        ReportArguments memory r = validReport();
        vm.assume(change != 0);
        Page memory last = r.run.pages[r.run.pages.length - 1];
        uint256 commitment = registry.commitmentAt(last.countOut);
        last.commitmentOut = (commitment + change) % BN254.R;
        vm.expectRevert(
            abi.encodeWithSelector(
                ISpurtPages.RegistryMismatch.selector, last.countOut, commitment, last.commitmentOut
            )
        );
        submit(r, r.run);
    }

    function test_submitPages_revert_beyondTheRegistry() public {
        ReportArguments memory r = validReport();
        r.run.pages[r.run.pages.length - 1].countOut += 1;
        vm.expectPartialRevert(EntryChain.EntriesOutOfRange.selector);
        submit(r, r.run);
    }

    /// @dev Amounts and existing count of any page, and the chain inside: whatever the registry does not pin.
    function testFuzz_submitPages_revert_anyOtherPageOutput(uint256 page, uint256 field, uint64 change)
        public
    {
        ReportArguments memory r = validReport();
        page %= r.run.pages.length;
        field %= page + 1 == r.run.pages.length ? 3 : 4;
        Page memory changed = r.run.pages[page];
        if (field == 0) _rise(r, page, 1 + uint256(change), 0);
        else if (field == 1) _rise(r, page, 0, 1 + uint256(change));
        else if (field == 2) _lessExisting(r, page);
        else changed.commitmentOut = (changed.commitmentOut + 1 + change) % BN254.R;
        if (field == 2 && page > 0 && changed.existingOut < r.run.pages[page - 1].existingOut) {
            _expectTotalsFall(r, page);
        } else {
            _expectRejected(r, r.run.pages.length);
        }
    }

    function testFuzz_submitPages_revert_anyOtherStart(uint64 change, bool raw) public {
        ReportArguments memory r = validReport();
        vm.assume(change != 0);
        if (raw) r.run.rawWei = r.run.rawWei > change ? r.run.rawWei - change : r.run.rawWei + 1;
        else r.run.principalWei = r.run.principalWei > change ? r.run.principalWei - change : 1;
        _expectRejected(r, r.run.pages.length);
    }

    function test_submitPages_revert_commitmentNotBelowTheFieldOrder() public {
        ReportArguments memory r = validReport();
        assertTrue(r.run.pages.length >= 2, "the fixture has two pages");
        r.run.pages[0].commitmentOut += BN254.R;
        vm.expectRevert(
            abi.encodeWithSelector(
                Groth16BatchVerifier.PublicInputTooLarge.selector, 0, 7, r.run.pages[0].commitmentOut
            )
        );
        submit(r, r.run);
    }

    function testFuzz_submitPages_revert_proofOffTheCurve(uint256 page, uint256 bit) public {
        ReportArguments memory r = validReport();
        page %= r.run.pages.length;
        r.run.pages[page].proof[0] ^= uint256(bitMask(bit));
        vm.expectPartialRevert(Groth16BatchVerifier.ProofPointInvalid.selector);
        submit(r, r.run);
    }

    function test_submitPages_revert_proofsOfTwoPagesSwapped() public {
        ReportArguments memory r = validReport();
        assertTrue(r.run.pages.length >= 2, "the fixture has two pages");
        (r.run.pages[0].proof, r.run.pages[1].proof) = (r.run.pages[1].proof, r.run.pages[0].proof);
        _expectRejected(r, r.run.pages.length);
    }

    function test_submitPages_revert_firstPageLeftOut() public {
        ReportArguments memory r = validReport();
        assertTrue(r.run.pages.length >= 2, "the fixture has two pages");
        PageRun memory rest = slice(r.run, 1, r.run.pages.length);
        (rest.count, rest.principalWei, rest.rawWei) = (0, r.run.principalWei, r.run.rawWei);
        r.run = rest;
        _expectRejected(r, rest.pages.length);
    }

    function _page(ReportArguments memory r, uint256 position) private pure returns (Page memory) {
        return r.run.pages[position % r.run.pages.length];
    }

    /// @dev Of this page and all after it, so that no total falls.
    function _rise(ReportArguments memory r, uint256 from, uint256 principalWei, uint256 rawWei)
        private
        pure
    {
        for (uint256 i = from; i < r.run.pages.length; ++i) {
            r.run.pages[i].principalOutWei += principalWei;
            r.run.pages[i].rawOutWei += rawWei;
        }
    }

    /// @dev Of this page and all after it, so that none of those rises too much.
    function _lessExisting(ReportArguments memory r, uint256 from) private pure {
        for (uint256 i = from; i < r.run.pages.length; ++i) {
            r.run.pages[i].existingOut -= 1;
        }
    }

    function _expectTotalsFall(ReportArguments memory r, uint256 position) private {
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.PageTotalsFall.selector, position));
        submit(r, r.run);
    }

    function _expectRejected(ReportArguments memory r, uint256 pages) private {
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.ProofsRejected.selector, pages));
        submit(r, r.run);
    }
}

/// @notice A synthetic chain; its proofs are real, of a toy circuit that proves anything (test/contract-fixtures).
/// forge-config: default.fuzz.runs = 32
contract ToyPagesTest is ReservesOraclePagesTest {
    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }
}

/// @notice A bundle of the real circuit over a real beacon state.
/// forge-config: default.fuzz.runs = 32
contract RealPagesTest is ReservesOraclePagesTest {
    function fixtureName() internal pure override returns (string memory) {
        return "report.json";
    }
}
