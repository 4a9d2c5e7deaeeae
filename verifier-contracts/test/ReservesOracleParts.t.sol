// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {SourceProof} from "../src/ExecutionState.sol";
import {BlockAmounts, IBlockAssets} from "../src/interfaces/IBlockAssets.sol";
import {IRateFeed, RateStatus} from "../src/interfaces/IRateFeed.sol";
import {IReservesOracle, PageRun, Report} from "../src/interfaces/IReservesOracle.sol";
import {PendingDepositsProof, WaitingDeposit} from "../src/PendingDeposits.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice Sources and deposits in many calls, by anyone, in any order; what is left out, and how it is put right.
contract ReservesOraclePartsTest is ReportFixture {
    address private constant SOMEONE = address(0xbad);

    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }

    function setUp() public override {
        super.setUp();
        _begin();
    }

    /// @dev Opened, with all pages.
    function _begin() private {
        ReportArguments memory r = validReport();
        open(r);
        submit(r, r.run);
    }

    // In parts

    /// @dev One source, one deposit, one given up a call, drawn with repetitions, by different senders; then the core.
    /// forge-config: default.fuzz.runs = 24
    function testFuzz_partsInAnyOrder_giveTheSameReport(uint256 seed) public {
        ReportArguments memory r = validReport();
        for (uint256 i = 0; i < 12; ++i) {
            _submit(_sourceAlone(r, seed % r.execution.places.length), _depositAlone(r, seed >> 8));
            seed = uint256(keccak256(abi.encode(seed)));
        }
        finalize(r);
        _assertWhole(r.spurt);
    }

    function test_finalize_needsTheCoreAlone() public {
        ReportArguments memory r = validReport();
        for (uint256 i = r.execution.places.length; i > 0; --i) {
            _submit(_sourceAlone(r, i - 1), _noDeposits());
        }
        for (uint256 i = r.deposits.waiting.length; i > 0; --i) {
            _submit(_noSources(r), _depositAlone(r, i - 1));
        }
        PendingDepositsProof memory givenUp = _noDeposits();
        givenUp.writtenOff = r.deposits.writtenOff;
        _submit(_noSources(r), givenUp);
        (r.execution, r.deposits) = (_noSources(r).execution, _noDeposits());
        finalize(r);
        _assertWhole(r.spurt);
    }

    function test_submit_saysWhatIsThere() public {
        ReportArguments memory r = validReport();
        IBlockAssets assets = oracle.blockAssets();
        ReportArguments memory first = _sourceAlone(r, 0);
        assertTrue(!assets.isShown(r.spurt, 0) && !assets.isAccounted(r.spurt, 5), "nothing yet");
        uint256 valueWei = vm.parseJsonUintArray(fixture, ".expected.sourceValuesWei")[0];
        PendingDepositsProof memory deposit = _depositAlone(r, 0);
        vm.expectEmit(true, true, true, true, address(assets));
        emit IBlockAssets.AssetsAccepted(r.spurt, valueWei, 1, SOMEONE);
        vm.prank(SOMEONE);
        assets.submit(r.spurt, first.execution, deposit);
        assertTrue(assets.isShown(r.spurt, 0) && !assets.isShown(r.spurt, 1), "shown");
        assertTrue(assets.isAccounted(r.spurt, r.deposits.waiting[0].provision), "accounted");
        BlockAmounts memory amounts = assets.amountsOf(r.spurt);
        assertEq(amounts.sourcesWei, valueWei);
        assertEq(amounts.waiting, 1);
        assertEq(amounts.supplyWei, 0);
    }

    /// @dev Each of them half of it, in calls that overlap, and the griefer a copy of every one in front of it.
    function test_submit_bySeveralSendersWhoseCallsOverlap() public {
        ReportArguments memory r = validReport();
        IBlockAssets assets = oracle.blockAssets();
        uint256 count = r.execution.places.length;
        for (uint256 i = 0; i < count; ++i) {
            ReportArguments memory two = _sourceAlone(r, i);
            two.execution.places = new uint64[](2);
            two.execution.sources = new SourceProof[](2);
            for (uint256 j = 0; j < 2; ++j) {
                uint256 k = (i + j) % count;
                (two.execution.places[j], two.execution.sources[j]) =
                (r.execution.places[k], r.execution.sources[k]);
            }
            PendingDepositsProof memory deposit = _depositAlone(r, i);
            vm.prank(SOMEONE);
            assets.submit(r.spurt, two.execution, deposit);
            vm.prank(address(uint160(0x1000 + i)));
            assets.submit(r.spurt, two.execution, deposit);
        }
        finalize(r);
        _assertWhole(r.spurt);
        (uint128[] memory sourcesWei,) = assets.componentsOf(r.spurt);
        uint256[] memory valuesWei = vm.parseJsonUintArray(fixture, ".expected.sourceValuesWei");
        for (uint256 i = 0; i < valuesWei.length; ++i) {
            assertEq(sourcesWei[i], valuesWei[i]);
        }
    }

    /// @dev Twice in one call.
    function test_submit_countsAPlaceOnceInACall() public {
        ReportArguments memory r = validReport();
        ReportArguments memory twice = _sourceAlone(r, 0);
        SourceProof memory proof = twice.execution.sources[0];
        twice.execution.places = new uint64[](2);
        twice.execution.sources = new SourceProof[](2);
        (twice.execution.sources[0], twice.execution.sources[1]) = (proof, proof);
        _submit(twice, _noDeposits());
        assertEq(
            oracle.blockAssets().amountsOf(r.spurt).sourcesWei,
            vm.parseJsonUintArray(fixture, ".expected.sourceValuesWei")[0]
        );
    }

    /// @dev What a copy in front of a call costs its sender: less than nothing.
    /// forge-config: default.isolate = true
    function test_gas_aCopyInFrontMakesTheCallCheaper() public {
        ReportArguments memory r = validReport();
        IBlockAssets assets = oracle.blockAssets();
        assets.submit(r.spurt, r.execution, r.deposits);
        uint256 alone = vm.lastCallGas().gasTotalUsed;
        assets.submit(r.spurt, r.execution, r.deposits);
        assertTrue(vm.lastCallGas().gasTotalUsed < alone, "cheaper");
    }

    /// @dev Nothing is counted twice, and no proof of another is in the way.
    function test_whatIsShownAgainIsPassedOver() public {
        ReportArguments memory r = validReport();
        _submit(r, r.deposits);
        bytes32 before = keccak256(abi.encode(oracle.blockAssets().amountsOf(r.spurt)));
        _submit(r, r.deposits);
        assertEq(keccak256(abi.encode(oracle.blockAssets().amountsOf(r.spurt))), before);
        finalize(r);
        _assertWhole(r.spurt);
    }

    function test_submit_revert_spurtFinalized() public {
        ReportArguments memory r = validReport();
        finalize(r);
        IBlockAssets assets = oracle.blockAssets();
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.SpurtFinalized.selector, r.spurt));
        assets.submit(r.spurt, r.execution, r.deposits);
    }

    function test_settle_revert_notTheOracle() public {
        ReportArguments memory r = validReport();
        IBlockAssets assets = oracle.blockAssets();
        vm.expectRevert(abi.encodeWithSelector(IBlockAssets.NotTheOracle.selector, SOMEONE));
        vm.prank(SOMEONE);
        assets.settle(r.spurt, r.execution, r.deposits, 100);
    }

    // Left out, and put right

    /// @dev An account that nobody proved counts 0: the rate is lower, never higher, and the spurt is finished.
    function test_sourcesLeftOutCountNothing() public {
        ReportArguments memory r = validReport();
        ReportArguments memory bare = _noSources(r);
        bare.deposits = r.deposits;
        finalize(bare);
        Report memory kept = oracle.reportOf(r.spurt);
        assertEq(kept.sourcesWei, 0);
        assertTrue(kept.rate < expected("principalRate"), "lower");
    }

    function test_improve_byAnyoneForADay() public {
        ReportArguments memory r = validReport();
        _finalizeBare(r);
        skip(1 days - 1);
        uint256 supplyWei = expected("supplyWei");
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IReservesOracle.Reported(
            r.spurt,
            vm.parseJsonBytes32(fixture, ".blockRoot"),
            expected("principalReservesWei"),
            supplyWei,
            expected("principalRate"),
            SOMEONE
        );
        vm.prank(SOMEONE);
        _improve(r);
        _assertWhole(r.spurt);
        Report memory kept = oracle.reportOf(r.spurt);
        assertEq(kept.reporter, SOMEONE);
        assertEq(kept.reportedAt, block.timestamp);
    }

    function test_improve_sourceBySource() public {
        ReportArguments memory r = validReport();
        _finalizeBare(r);
        uint256[] memory valuesWei = vm.parseJsonUintArray(fixture, ".expected.sourceValuesWei");
        for (uint256 i = 0; i < valuesWei.length; ++i) {
            ReportArguments memory one = _sourceAlone(r, i);
            one.run.pages = r.run.pages;
            if (valuesWei[i] == 0) vm.expectPartialRevert(IReservesOracle.NotHigher.selector);
            _improve(one);
        }
        _assertWhole(r.spurt);
    }

    function test_improve_revert_notHigher() public {
        ReportArguments memory r = validReport();
        finalize(r);
        uint256 reservesWei = expected("principalReservesWei");
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.NotHigher.selector, reservesWei, reservesWei));
        _improve(r);
    }

    function test_improve_revert_afterADay() public {
        ReportArguments memory r = validReport();
        _finalizeBare(r);
        uint256 end = block.timestamp + 1 days;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.ImprovementOver.selector, r.spurt, end));
        _improve(r);
    }

    /// @dev The day begins with the first report: improving does not make it longer.
    function test_improve_revert_aDayAfterTheFirstReport() public {
        ReportArguments memory r = validReport();
        _finalizeBare(r);
        uint256 end = block.timestamp + 1 days;
        assertEq(oracle.improvableUntil(r.spurt), end);
        skip(12 hours);
        _improve(_sourceAlone(r, 0));
        assertEq(oracle.improvableUntil(r.spurt), end);
        skip(12 hours);
        vm.expectPartialRevert(IReservesOracle.ImprovementOver.selector);
        _improve(r);
    }

    function test_improve_revert_noReport() public {
        ReportArguments memory r = validReport();
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.NoReport.selector, r.spurt));
        _improve(r);
    }

    /// @dev The bare rate is far too low and waits; the true one is within the bounds and takes effect at once.
    function test_improve_endsTheReviewOfALowRate() public {
        ReportArguments memory r = _boundTightly();
        _finalizeBare(r);
        assertTrue(oracle.statusOf(r.spurt) == RateStatus.InReview, "a fall");
        _improve(r);
        assertTrue(oracle.statusOf(r.spurt) == RateStatus.Accepted, "no move");
        assertEq(oracle.getRate(), expected("principalRate"));
    }

    function test_improve_revert_vetoed() public {
        ReportArguments memory r = _boundTightly();
        _finalizeBare(r);
        oracle.grantRole(oracle.GUARDIAN_ROLE(), address(this));
        oracle.veto(r.spurt, "a source is left out");
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.RateIsVetoed.selector, r.spurt));
        _improve(r);
    }

    /// @dev Many small steps are no way around the bounds: each is measured by the reference, not by the step before.
    function test_improve_revert_raiseOutside() public {
        uint128 bareRate = uint128(
            (expected("principalReservesWei") - expected("sourcesWei")) * 1e18 / expected("supplyWei")
        );
        // The two accounts with ETH make 296 millionths, the pod 57 more.
        (config.referenceRate, config.bounds.maxRisePpm) = (bareRate, 300);
        oracle = deployOracle();
        _begin();
        ReportArguments memory r = validReport();
        _finalizeBare(r);
        assertEq(oracle.getRate(), bareRate);
        _improve(_sourceAlone(r, 0));
        _improve(_sourceAlone(r, 2));
        uint128 rate = uint128(oracle.getRate());
        vm.expectRevert(
            abi.encodeWithSelector(
                IRateFeed.RaiseOutside.selector, r.spurt, expected("principalRate"), bareRate
            )
        );
        _improve(r);
        assertEq(oracle.getRate(), rate);
        assertTrue(!oracle.blockAssets().isShown(r.spurt, 7), "nothing of it is kept");
    }

    /// @dev A better rate that is still too far off waits as long as if it had come first.
    function test_improve_beginsTheReviewAgain() public {
        ReportArguments memory r = _boundTightly();
        _finalizeBare(r);
        skip(1 hours);
        _improve(_sourceAlone(r, 0));
        assertTrue(oracle.statusOf(r.spurt) == RateStatus.InReview, "still a fall");
        assertEq(oracle.rateOf(r.spurt).effectiveAt, block.timestamp + 2 days);
    }

    /// @dev A fall of one millionth waits.
    function _boundTightly() private returns (ReportArguments memory) {
        config.bounds.maxFallPpm = 1;
        oracle = deployOracle();
        _begin();
        return validReport();
    }

    // Amounts

    function test_report_namesWhatPodsHoldAndWhatIsOut() public {
        ReportArguments memory r = validReport();
        finalize(r);
        Report memory kept = oracle.reportOf(r.spurt);
        uint256[] memory valuesWei = vm.parseJsonUintArray(fixture, ".expected.sourceValuesWei");
        uint256 podsWei;
        for (uint256 i = lists.sources.length; i < valuesWei.length; ++i) {
            podsWei += valuesWei[i];
        }
        assertTrue(podsWei > 0, "the fixture's pods hold ETH");
        assertEq(kept.podsWei, podsWei);
        uint64[] memory givenUp = uint64s(".writtenOff");
        uint80 outGwei = registry.totalsBy(uint48(expected("executionTimestamp"))).outstandingGwei;
        for (uint256 i = 0; i < givenUp.length; ++i) {
            outGwei -= registry.provisionOf(givenUp[i]).principalGwei;
        }
        assertEq(kept.outstandingWei, uint256(outGwei) * 1 gwei);
    }

    function _assertWhole(uint64 spurt) private view {
        assertEq(oracle.reportOf(spurt).reservesWei, expected("principalReservesWei"));
        assertEq(oracle.reportOf(spurt).waiting, expected("waiting"));
        assertEq(oracle.reportOf(spurt).writtenOff, expected("writtenOff"));
        assertEq(oracle.getRate(), expected("principalRate"));
    }

    function _submit(ReportArguments memory r, PendingDepositsProof memory deposits) private {
        oracle.blockAssets().submit(r.spurt, r.execution, deposits);
    }

    function _improve(ReportArguments memory r) private {
        PageRun memory none;
        oracle.improve(r.spurt, r.top, none, r.execution, r.deposits);
    }

    /// @dev Without any source.
    function _finalizeBare(ReportArguments memory r) private {
        ReportArguments memory bare = _noSources(r);
        bare.deposits = r.deposits;
        finalize(bare);
    }

    /// @dev A copy: structs in memory are shared.
    function _copy(ReportArguments memory r) private pure returns (ReportArguments memory) {
        return abi.decode(abi.encode(r), (ReportArguments));
    }

    function _noSources(ReportArguments memory r) private pure returns (ReportArguments memory bare) {
        bare = _copy(r);
        bare.execution.places = new uint64[](0);
        bare.execution.sources = new SourceProof[](0);
    }

    function _sourceAlone(ReportArguments memory r, uint256 place)
        private
        pure
        returns (ReportArguments memory one)
    {
        one = _noSources(r);
        one.execution.places = new uint64[](1);
        one.execution.sources = new SourceProof[](1);
        (one.execution.places[0], one.execution.sources[0]) =
        (r.execution.places[place], r.execution.sources[place]);
    }

    function _noDeposits() private pure returns (PendingDepositsProof memory none) {}

    function _depositAlone(ReportArguments memory r, uint256 place)
        private
        pure
        returns (PendingDepositsProof memory one)
    {
        one.top = r.deposits.top;
        one.waiting = new WaitingDeposit[](1);
        one.waiting[0] = r.deposits.waiting[place % r.deposits.waiting.length];
    }
}
