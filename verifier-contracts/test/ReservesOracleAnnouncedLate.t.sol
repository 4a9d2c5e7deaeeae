// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Page, PageRun} from "../src/interfaces/IReservesOracle.sol";
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
