// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {PageRun, SpurtProgress} from "../src/interfaces/IReservesOracle.sol";
import {ISpurtPages} from "../src/interfaces/ISpurtPages.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice Runs over the same list with other borders, by anyone, in any order. The toy's seven validators, borders of
///         its runs (test/contract-fixtures/toy-report.ts): whole 3 4 6 7, other 1 4 5 7, fromThree (3) 5 7.
contract ReservesOraclePartitionsTest is ReportFixture {
    address private constant SOMEONE = address(0xbad);

    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }

    function setUp() public override {
        super.setUp();
        open(validReport());
    }

    function test_acceptedPagesAreSkipped() public {
        ReportArguments memory r = validReport();
        PageRun memory whole = run("whole");
        submit(r, slice(whole, 0, 2));
        _assertAt(r, 4, 2);
        submit(r, whole);
        _assertAt(r, 7, 4);
    }

    function test_repeatedPagesChangeNothing() public {
        ReportArguments memory r = validReport();
        submit(r, run("whole"));
        bytes32 before = keccak256(abi.encode(oracle.progressOf(r.spurt)));
        vm.recordLogs();
        vm.prank(SOMEONE);
        submit(r, run("whole"));
        submit(r, run("other"));
        submit(r, slice(run("other"), 1, 3));
        submit(r, run("fromThree"));
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(keccak256(abi.encode(oracle.progressOf(r.spurt))), before);
    }

    /// @dev Border 4 is in both.
    function test_anotherPartitionGoesOnAtACommonBorder() public {
        ReportArguments memory r = validReport();
        submit(r, slice(run("other"), 0, 2));
        submit(r, run("whole"));
        _assertAt(r, 7, 4);
        _assertReport(r);
    }

    function test_wholeRunGoesFromTheFirstEntry() public {
        ReportArguments memory r = validReport();
        submit(r, slice(run("other"), 0, 1));
        _assertAt(r, 1, 1);
        submit(r, run("whole"));
        _assertAt(r, 7, 4);
        _assertReport(r);
    }

    /// @dev The spurt stands where it stood, and its sender can go on from there.
    function test_shorterRunIsKeptBesideALongerOne() public {
        ReportArguments memory r = validReport();
        submit(r, slice(run("other"), 0, 2));
        submit(r, slice(run("whole"), 0, 1));
        _assertAt(r, 4, 2);
        assertTrue(oracle.isProved(r.spurt, 3), "kept");
        submit(r, run("fromThree"));
        _assertAt(r, 7, 3);
        _assertReport(r);
    }

    function test_isProved_whereRunsEnded() public {
        ReportArguments memory r = validReport();
        submit(r, slice(run("other"), 0, 2));
        assertTrue(oracle.isProved(r.spurt, 0), "nothing to prove");
        assertTrue(!oracle.isProved(r.spurt, 1), "inside a run");
        assertTrue(oracle.isProved(r.spurt, 4), "end of a run");
        assertTrue(!oracle.isProved(r.spurt + 1, 4), "another spurt");
    }

    /// @dev Somebody puts a true page of another partition in front of each run: all of them are accepted all the same.
    function test_aForeignPageInFrontHarmsNobody() public {
        ReportArguments memory r = validReport();
        submit(r, slice(run("whole"), 0, 2));
        vm.prank(SOMEONE);
        submit(r, slice(run("other"), 2, 3));
        _assertAt(r, 5, 3);
        submit(r, slice(run("whole"), 2, 3));
        _assertAt(r, 6, 3);
        vm.prank(SOMEONE);
        submit(r, slice(run("other"), 3, 4));
        submit(r, slice(run("whole"), 3, 4));
        _assertAt(r, 7, 4);
        _assertReport(r);
    }

    function test_submitPages_revert_noBorderInCommon() public {
        ReportArguments memory r = validReport();
        submit(r, slice(run("other"), 0, 2));
        _expectNotContiguous(r, run("fromThree"), 4, 3, 7);
        _expectNotContiguous(r, slice(run("other"), 3, 4), 4, 5, 7);
    }

    function test_submitPages_revert_startsBeyond() public {
        ReportArguments memory r = validReport();
        _expectNotContiguous(r, run("fromThree"), 0, 3, 7);
        _expectNotContiguous(r, slice(run("whole"), 1, 2), 0, 3, 4);
    }

    function test_wrongStartTotalsDoNoHarm() public {
        ReportArguments memory r = validReport();
        vm.prank(SOMEONE);
        submit(r, slice(run("wholeWrongStart"), 0, 1));
        submit(r, run("fromThree"));
        _assertReport(r);
    }

    function test_wrongStartTotalsInTheMiddleDoNoHarm() public {
        ReportArguments memory r = validReport();
        submit(r, slice(run("whole"), 0, 1));
        submit(r, run("fromThreeWrongStart"));
        _assertReport(r);
    }

    /// @dev Skipped pages are not looked at, but the totals after them are what the next page starts from.
    function test_wrongTotalsOfSkippedPagesAreRefused() public {
        ReportArguments memory r = validReport();
        submit(r, slice(run("whole"), 0, 1));
        PageRun memory whole = run("whole");
        whole.pages[0].principalOutWei -= 1;
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.ProofsRejected.selector, 3));
        submit(r, whole);
    }

    function test_submitPages_revert_laterPagesUnderAnotherTop() public {
        ReportArguments memory r = validReport();
        (bytes32 node, uint64 length) = (r.top.node, r.top.length);
        submit(r, slice(run("whole"), 0, 1));
        r.top.node ^= bytes32(uint256(1));
        _expectTopMismatch(r, node, length);
        r.top.node = node;
        r.top.length += 1;
        _expectTopMismatch(r, node, length);
        r.top.length = length;
        // Its branch is not read again.
        r.top.branch = new bytes32[](0);
        submit(r, run("whole"));
        _assertAt(r, 7, 4);
    }

    /// @dev Up to eight submissions of any part of any run, then one honest run.
    /// forge-config: default.fuzz.runs = 24
    function testFuzz_anyMixtureGivesTheSameReport(uint256 seed) public {
        ReportArguments memory r = validReport();
        string[5] memory names = ["whole", "other", "wholeWrongStart", "fromThree", "fromThreeWrongStart"];
        for (uint256 step = 0; step < 8; ++step) {
            PageRun memory all = run(names[seed % 5]);
            uint256 from = (seed >> 8) % all.pages.length;
            uint256 to = from + 1 + (seed >> 16) % (all.pages.length - from);
            vm.prank(address(uint160(seed)));
            try oracle.submitPages(r.spurt, r.top, slice(all, from, to)) {} catch {}
            seed = uint256(keccak256(abi.encode(seed)));
        }
        submit(r, run("whole"));
        _assertReport(r);
    }

    function _assertAt(ReportArguments memory r, uint64 count, uint32 pages) private view {
        SpurtProgress memory progress = oracle.progressOf(r.spurt);
        assertEq(progress.count, count);
        assertEq(progress.pages, pages);
    }

    function _assertReport(ReportArguments memory r) private {
        finalize(r);
        assertEq(oracle.reportOf(r.spurt).principalWei, expected("principalWei"));
        assertEq(oracle.reportOf(r.spurt).rawWei, expected("rawWei"));
        assertEq(oracle.reportOf(r.spurt).existing, expected("existing"));
        assertEq(oracle.reportOf(r.spurt).registryCommitment, expected("registryCommitment"));
        assertEq(oracle.getRate(), expected("principalRate"));
    }

    function _expectNotContiguous(
        ReportArguments memory r,
        PageRun memory part,
        uint64 accepted,
        uint64 first,
        uint64 last
    ) private {
        vm.expectRevert(
            abi.encodeWithSelector(ISpurtPages.PagesNotContiguous.selector, accepted, first, last)
        );
        submit(r, part);
    }

    function _expectTopMismatch(ReportArguments memory r, bytes32 node, uint64 length) private {
        PageRun memory rest = slice(run("whole"), 1, 4);
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.BalancesTopMismatch.selector, node, length));
        submit(r, rest);
    }
}
