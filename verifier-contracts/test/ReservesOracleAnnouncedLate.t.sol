// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ExecutionProof, SourceProof} from "../src/ExecutionState.sol";
import {IReservesOracle, Page, PageRun, Report} from "../src/interfaces/IReservesOracle.sol";
import {ISpurtPages} from "../src/interfaces/ISpurtPages.sol";
import {PendingDepositsProof} from "../src/PendingDeposits.sol";
import {AcceptsEverything} from "./AcceptsEverything.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice A validator that exists at the block is announced after it, and proved: one true page more than is needed.
contract ReservesOracleAnnouncedLateTest is ReportFixture {
    address private constant SOMEONE = address(0xbad);
    /// @dev Exists at the block, and nobody has announced it by then.
    uint64 private constant LATE_INDEX = 12;

    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }

    function setUp() public override {
        super.setUp();
        // Pages of eight entries: the circuit would prove them, the toy's proofs are of seven.
        config.verifier = new AcceptsEverything();
        oracle = deployOracle();
    }

    function test_pagesBeyondDoNotStopTheSpurt() public {
        ReportArguments memory r = validReport();
        open(r);
        submit(r, r.run);
        _announceLate();
        vm.prank(SOMEONE);
        submit(r, _oneMore(r));
        assertEq(oracle.progressOf(r.spurt).count, 8);
        finalize(r);
        assertEq(oracle.reportOf(r.spurt).existing, expected("existing") + 1);
    }

    /// @dev The same spurt without that page.
    function test_withoutThePageNothingIsDifferent() public {
        ReportArguments memory r = validReport();
        open(r);
        submit(r, r.run);
        _announceLate();
        finalize(r);
        assertEq(oracle.getRate(), expected("principalRate"));
    }

    /// @dev It comes when the report is made: anyone adds its page, within a day, and nothing else of the report changes.
    function test_improve_withThePage() public {
        ReportArguments memory r = validReport();
        send(r);
        _announceLate();
        PageRun memory more = _oneMore(r);
        skip(1 days - 1);
        vm.prank(SOMEONE);
        oracle.improve(r.spurt, r.top, more, _noSources(r), _noDeposits());
        Report memory kept = oracle.reportOf(r.spurt);
        assertEq(kept.validators, 8);
        assertEq(kept.existing, expected("existing") + 1);
        assertEq(kept.pages, r.run.pages.length + 1);
        assertEq(kept.principalWei, expected("principalWei") + 32 ether);
        assertEq(kept.reservesWei, expected("principalReservesWei") + 32 ether);
        assertEq(kept.waiting, expected("waiting"));
        assertEq(kept.sourcesWei, expected("sourcesWei"));
        assertEq(oracle.getRate(), kept.rate);
    }

    /// @dev Pages, a source and both deposits in one call.
    function test_improve_withPageAndSources() public {
        ReportArguments memory r = validReport();
        ReportArguments memory bare = validReport();
        bare.execution = _noSources(r);
        send(bare);
        _announceLate();
        oracle.improve(r.spurt, r.top, _oneMore(r), r.execution, r.deposits);
        assertEq(oracle.reportOf(r.spurt).reservesWei, expected("principalReservesWei") + 32 ether);
        assertEq(oracle.reportOf(r.spurt).sourcesWei, expected("sourcesWei"));
    }

    /// @dev Pages that are there already raise nothing, and neither do pages of validators that did not exist.
    function test_improve_revert_pagesThatRaiseNothing() public {
        ReportArguments memory r = validReport();
        send(r);
        _expectNotHigher();
        oracle.improve(r.spurt, r.top, r.run, r.execution, r.deposits);
        _announceLate();
        PageRun memory more = _oneMore(r);
        Page memory last = r.run.pages[r.run.pages.length - 1];
        (more.pages[0].principalOutWei, more.pages[0].rawOutWei) = (last.principalOutWei, last.rawOutWei);
        more.pages[0].existingOut = last.existingOut;
        _expectNotHigher();
        oracle.improve(r.spurt, r.top, more, r.execution, r.deposits);
        assertEq(oracle.reportOf(r.spurt).validators, expected("validators"));
    }

    /// @dev The pages of `improve` are checked as all others are.
    function test_improve_revert_pagesOfAnotherList() public {
        ReportArguments memory r = validReport();
        send(r);
        _announceLate();
        PageRun memory more = _oneMore(r);
        more.pages[0].commitmentOut ^= 1;
        vm.expectPartialRevert(ISpurtPages.RegistryMismatch.selector);
        oracle.improve(r.spurt, r.top, more, r.execution, r.deposits);
    }

    function _expectNotHigher() private {
        uint256 reservesWei = expected("principalReservesWei");
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.NotHigher.selector, reservesWei, reservesWei));
    }

    function _noSources(ReportArguments memory r) private pure returns (ExecutionProof memory bare) {
        bare = abi.decode(abi.encode(r.execution), (ExecutionProof));
        (bare.places, bare.sources) = (new uint64[](0), new SourceProof[](0));
    }

    function _noDeposits() private pure returns (PendingDepositsProof memory none) {}

    function _announceLate() private {
        registry.append(registry.provision(new bytes(48), 32e9), LATE_INDEX);
    }

    function _oneMore(ReportArguments memory r) private view returns (PageRun memory more) {
        Page memory last = r.run.pages[r.run.pages.length - 1];
        more = PageRun(last.countOut, last.principalOutWei, last.rawOutWei, new Page[](1));
        more.pages[0] = run("whole").pages[1];
        more.pages[0].commitmentOut = registry.commitment();
        more.pages[0].principalOutWei = last.principalOutWei + 32 ether;
        more.pages[0].rawOutWei = last.rawOutWei + 32 ether;
        more.pages[0].countOut = last.countOut + 1;
        more.pages[0].existingOut = last.existingOut + 1;
    }
}
