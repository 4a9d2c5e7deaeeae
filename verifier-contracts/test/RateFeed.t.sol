// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IRateFeed, Rate, RateBounds, RateStatus} from "../src/interfaces/IRateFeed.sol";
import {OpenRateFeed} from "./OpenRateFeed.sol";
import {Test} from "./Test.sol";

/// @notice Which rate is in effect, and what providers and price feeds see of it.
contract RateFeedTest is Test {
    uint64 private constant NOW = 2_000_000_000;
    uint128 private constant FIRST = 1e18;
    address private constant GUARDIAN = address(0x6a);

    /// @dev 1% up, 0.5% down, two days of review, stale after nine days.
    RateBounds private limits =
        RateBounds({maxRisePpm: 10_000, maxFallPpm: 5_000, reviewPeriod: 2 days, maxAge: 9 days});
    OpenRateFeed private feed;

    function setUp() public {
        vm.warp(NOW);
        feed = new OpenRateFeed(limits, FIRST, address(this));
        feed.grantRole(feed.GUARDIAN_ROLE(), GUARDIAN);
    }

    function test_constants_areThoseOfAPriceFeed() public view {
        assertEq(feed.decimals(), 18);
        assertEq(keccak256(bytes(feed.description())), keccak256("pufETH / ETH"));
        assertEq(feed.version(), 1);
        assertEq(keccak256(abi.encode(feed.bounds())), keccak256(abi.encode(limits)));
    }

    // Before the first rate

    function test_beforeTheFirst_nothingIsInEffect() public {
        assertTrue(feed.isStale(), "stale");
        assertTrue(feed.statusOf(1) == RateStatus.None, "status");
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.NoRate.selector));
        feed.getRate();
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.NoRate.selector));
        feed.rateInEffect();
        _expectNoData();
        feed.latestRoundData();
    }

    function testFuzz_getRoundData_revert_unsetRound(uint80 round) public {
        _set(1, FIRST);
        vm.assume(round != 1);
        _expectNoData();
        feed.getRoundData(round);
    }

    /// @dev A round whose lower 64 bits are a spurt is not that spurt.
    function test_getRoundData_revert_roundAboveSixtyFourBits() public {
        _set(1, FIRST);
        _expectNoData();
        feed.getRoundData(uint80(1) << 64 | 1);
    }

    // Acceptance

    /// @dev The first rate is no exception: it is measured by the reference.
    function testFuzz_first_isMeasuredByTheReference(uint64 spurt, uint128 value, uint128 compared) public {
        vm.assume(spurt != 0 && compared != 0);
        feed = new OpenRateFeed(limits, compared, address(this));
        assertEq(feed.rateOf(0).value, compared);
        uint256 wide = compared;
        bool inside =
            value >= wide ? (value - wide) * 1e6 <= wide * 10_000 : (wide - value) * 1e6 <= wide * 5_000;
        _set(spurt, value);
        if (inside) return _assertInEffect(spurt, value, NOW);
        assertTrue(feed.statusOf(spurt) == RateStatus.InReview, "waits");
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.NoRate.selector));
        feed.getRate();
        vm.warp(NOW + 2 days);
        assertEq(feed.getRate(), value);
    }

    function test_first_isRefusedForGoodByAVeto() public {
        _set(1, FIRST / 2);
        vm.prank(GUARDIAN);
        feed.veto(1, "no validator counted");
        vm.warp(NOW + 365 days);
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.NoRate.selector));
        feed.getRate();
        assertTrue(feed.statusOf(0) == RateStatus.None, "the reference is no rate");
    }

    function test_constructor_revert_withoutReference() public {
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.ReferenceRateZero.selector));
        new OpenRateFeed(limits, 0, address(this));
    }

    /// @dev The bounds themselves are inside.
    function testFuzz_withinBounds_takesEffectAtOnce(uint128 value) public {
        _set(1, FIRST);
        value = uint128(_within(value, FIRST - FIRST * 5 / 1000, FIRST + FIRST / 100));
        vm.expectEmit(true, true, true, true, address(feed));
        emit IRateFeed.RateSet(2, value);
        _set(2, value);
        _assertInEffect(2, value, NOW);
    }

    function testFuzz_outsideBounds_waitsForItsReview(uint128 value, uint64 wait) public {
        _set(1, FIRST);
        vm.assume(value > FIRST + FIRST / 100 || value < FIRST - FIRST * 5 / 1000);
        vm.expectEmit(true, true, true, true, address(feed));
        emit IRateFeed.RateInReview(2, value, FIRST, NOW + 2 days);
        _set(2, value);
        vm.warp(NOW + wait % 2 days);
        _assertInEffect(1, FIRST, NOW);
        assertTrue(feed.statusOf(2) == RateStatus.InReview, "in review");
        _expectNoData();
        feed.getRoundData(2);

        vm.warp(NOW + 2 days);
        _assertInEffect(2, value, NOW + 2 days);
    }

    function test_outsideBounds_byOneUnit() public {
        _set(1, FIRST);
        _set(2, FIRST + FIRST / 100 + 1);
        _set(3, FIRST - FIRST * 5 / 1000 - 1);
        assertTrue(feed.statusOf(2) == RateStatus.InReview, "rise");
        assertTrue(feed.statusOf(3) == RateStatus.InReview, "fall");
    }

    /// @dev The largest numbers must not overflow where they are compared.
    function test_bounds_holdForTheLargestRates() public {
        feed = new OpenRateFeed(limits, type(uint128).max, address(this));
        _set(1, type(uint128).max);
        _set(2, 0);
        assertTrue(feed.statusOf(2) == RateStatus.InReview, "fall to nothing");
        _set(3, type(uint128).max);
        assertTrue(feed.statusOf(3) == RateStatus.Accepted, "no move");
    }

    /// @dev From zero, any rise is above any share of it.
    function test_bounds_holdFromZero() public {
        _set(1, 0);
        vm.warp(NOW + 2 days);
        _set(2, 1);
        assertTrue(feed.statusOf(2) == RateStatus.InReview, "rise from nothing");
        _set(3, 0);
        assertTrue(feed.statusOf(3) == RateStatus.Accepted, "no move");
    }

    /// @dev Against the rate in effect, not against one that waits.
    function test_bounds_areThoseOfTheRateInEffect() public {
        _set(1, FIRST);
        _set(2, 2 * FIRST);
        _set(3, 2 * FIRST);
        assertTrue(feed.statusOf(3) == RateStatus.InReview, "against spurt 1");
        vm.warp(NOW + 2 days);
        _set(4, 2 * FIRST);
        assertTrue(feed.statusOf(4) == RateStatus.Accepted, "against spurt 3");
    }

    // Order

    function test_laterSpurtInBounds_supersedesAReview() public {
        _set(1, FIRST);
        _set(2, 2 * FIRST);
        _set(3, FIRST);
        vm.warp(NOW + 3 days);
        _assertInEffect(3, FIRST, NOW);
        assertTrue(feed.statusOf(2) == RateStatus.Accepted, "a round of its own");
        vm.warp(NOW + 4 days);
        _set(4, FIRST);
        _assertInEffect(4, FIRST, NOW + 4 days);
    }

    function test_olderSpurtFinishedLate_neverReplacesANewerOne() public {
        _set(5, FIRST);
        vm.expectEmit(true, true, true, true, address(feed));
        emit IRateFeed.RateOutdated(4, FIRST + 1, 5);
        _set(4, FIRST + 1);
        _assertInEffect(5, FIRST, NOW);
        (, int256 answer,,,) = feed.getRoundData(4);
        assertEq(uint256(answer), FIRST + 1);

        _set(3, 2 * FIRST);
        assertTrue(feed.statusOf(3) == RateStatus.InReview, "reviewed like any other");
        vm.warp(NOW + 2 days);
        _assertInEffect(5, FIRST, NOW);
    }

    /// @dev Spurt 2 waits, spurt 1 comes late: it is the newest accepted one until the review of 2 is over.
    function test_olderSpurtFinishedLate_countsUntilTheNewerReviewEnds() public {
        _set(1, FIRST);
        _set(3, 2 * FIRST);
        _set(2, FIRST + 1);
        _assertInEffect(2, FIRST + 1, NOW);
        vm.warp(NOW + 2 days);
        _assertInEffect(3, 2 * FIRST, NOW + 2 days);
    }

    /// @dev Two weeks of -0.4% each, finished the other way round: both are in effect at once, as they would be in order.
    function test_order_doesNotDecideWhatWaits() public {
        _set(1, FIRST);
        _set(3, FIRST * 992 / 1000);
        assertTrue(feed.statusOf(3) == RateStatus.InReview, "waits for spurt 2");
        vm.expectEmit(true, true, true, true, address(feed));
        emit IRateFeed.RateSet(3, FIRST * 992 / 1000);
        _set(2, FIRST * 996 / 1000);
        _assertInEffect(3, FIRST * 992 / 1000, NOW);
        assertTrue(feed.statusOf(2) == RateStatus.Accepted, "a round of its own");
    }

    /// @dev One after the other, each by the one before it, up to the first that is outside.
    function test_order_measuresAllThatWaitAgain() public {
        _set(1, FIRST);
        _set(6, FIRST * 900 / 1000);
        _set(4, FIRST * 988 / 1000);
        _set(5, FIRST * 984 / 1000);
        _set(3, FIRST * 992 / 1000);
        _set(2, FIRST * 996 / 1000);
        _assertInEffect(5, FIRST * 984 / 1000, NOW);
        assertTrue(feed.statusOf(6) == RateStatus.InReview, "a move by itself");
        vm.warp(NOW + 2 days);
        _assertInEffect(6, FIRST * 900 / 1000, NOW + 2 days);
    }

    /// @dev A rate proved from a block of ten weeks ago is old, however late it was finished.
    function test_updatedAt_isTheTimeOfTheBlock() public {
        _set(1, FIRST);
        vm.warp(NOW + 70 days);
        feed.set(2, FIRST, NOW + 7 days);
        (,,, uint256 updatedAt,) = feed.latestRoundData();
        assertEq(updatedAt, NOW + 7 days);
        assertTrue(feed.isStale(), "and stale");
        // Rounds are proved from one block after the other, whatever the order in which they are finished.
        vm.warp(NOW + 71 days);
        feed.set(3, FIRST, NOW + 14 days);
        (,,, uint256 later,) = feed.getRoundData(3);
        assertTrue(later > updatedAt, "rising");
    }

    // Veto

    function test_veto_keepsTheRateOutForever() public {
        _set(1, FIRST);
        _set(2, 2 * FIRST);
        vm.expectEmit(true, true, true, true, address(feed));
        emit IRateFeed.RateVetoed(2, GUARDIAN, "slot moved");
        vm.prank(GUARDIAN);
        feed.veto(2, "slot moved");
        assertTrue(feed.statusOf(2) == RateStatus.Vetoed, "vetoed");
        assertTrue(feed.rateOf(2).vetoed, "kept");
        _expectNoData();
        feed.getRoundData(2);
        vm.warp(NOW + 365 days);
        _assertInEffect(1, FIRST, NOW);
        assertTrue(feed.statusOf(2) == RateStatus.Vetoed, "still vetoed");
    }

    function test_veto_leavesOtherReviewsAlone() public {
        _set(1, FIRST);
        for (uint64 spurt = 2; spurt <= 5; ++spurt) {
            _set(spurt, spurt * FIRST);
        }
        vm.prank(GUARDIAN);
        feed.veto(5, "no");
        vm.prank(GUARDIAN);
        feed.veto(3, "no");
        vm.warp(NOW + 2 days);
        _assertInEffect(4, 4 * FIRST, NOW + 2 days);
    }

    /// @dev An outdated rate in review is not in the list of those that may take effect; it can be vetoed all the same.
    function test_veto_ofAnOutdatedRate() public {
        _set(5, FIRST);
        _set(6, 2 * FIRST);
        _set(4, 2 * FIRST);
        vm.prank(GUARDIAN);
        feed.veto(4, "no");
        assertTrue(feed.statusOf(4) == RateStatus.Vetoed, "vetoed");
        vm.warp(NOW + 2 days);
        _assertInEffect(6, 2 * FIRST, NOW + 2 days);
    }

    function test_veto_revert_notInReview() public {
        _set(1, FIRST);
        _expectNotInReview(1, RateStatus.Accepted);
        _expectNotInReview(2, RateStatus.None);
        _set(2, 2 * FIRST);
        vm.prank(GUARDIAN);
        feed.veto(2, "no");
        _expectNotInReview(2, RateStatus.Vetoed);
        _set(3, 2 * FIRST);
        vm.warp(NOW + 2 days);
        _expectNotInReview(3, RateStatus.Accepted);
    }

    function test_veto_revert_reasonMissing() public {
        _set(1, FIRST);
        _set(2, 2 * FIRST);
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.ReasonMissing.selector));
        vm.prank(GUARDIAN);
        feed.veto(2, "");
    }

    function testFuzz_veto_revert_anyoneElse(address caller) public {
        vm.assume(caller != GUARDIAN);
        _set(1, FIRST);
        _set(2, 2 * FIRST);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, caller, feed.GUARDIAN_ROLE()
            )
        );
        vm.prank(caller);
        feed.veto(2, "no");
    }

    // Age

    function testFuzz_isStale_fromMaxAgeOn(uint64 age) public {
        age %= 30 days;
        feed.set(1, FIRST, NOW - 1 days);
        vm.warp(NOW - 1 days + age);
        (uint64 spurt, Rate memory current, bool stale) = feed.rateInEffect();
        assertTrue(stale == (age >= 9 days), "stale by the block's age");
        assertTrue(feed.isStale() == stale, "same answer");
        assertEq(feed.getRate(), FIRST);
        assertEq(spurt, 1);
        assertEq(current.blockTimestamp, NOW - 1 days);
    }

    // Deployment

    function test_constructor_revert_boundsInvalid() public {
        _expectInvalid(RateBounds(0, 1_000_001, 1, 1));
        _expectInvalid(RateBounds(0, 0, 0, 1));
        _expectInvalid(RateBounds(0, 0, 365 days + 1, 1));
        _expectInvalid(RateBounds(0, 0, 1, 0));
        _expectInvalid(RateBounds(0, 0, 1, 365 days + 1));
        new OpenRateFeed(RateBounds(type(uint32).max, 1_000_000, 365 days, 365 days), FIRST, address(this));
    }

    // A higher rate of the same block

    /// @dev In however many steps: never more than 1% above the rate of the spurt before.
    function testFuzz_raise_isMeasuredByTheRateBelow(uint16 first, uint16 second) public {
        _set(1, FIRST);
        uint128 step = FIRST / 1_000_000;
        (uint128 one, uint128 two) = (FIRST + (1 + first % 10_000) * step, FIRST + 10_001 * step);
        _set(2, FIRST);
        feed.raise(2, one);
        _assertInEffect(2, one, NOW);
        two += second * step;
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.RaiseOutside.selector, 2, two, FIRST));
        feed.raise(2, two);
        _assertInEffect(2, one, NOW);
    }

    /// @dev The first one by the reference.
    function test_raise_revert_outsideTheReference() public {
        _set(1, FIRST);
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.RaiseOutside.selector, 1, 1.02e18, FIRST));
        feed.raise(1, 1.02e18);
    }

    function test_raise_withinTheBoundsEndsTheReview() public {
        _set(1, 0.9e18);
        skip(1 days);
        feed.raise(1, 0.999e18);
        _assertInEffect(1, 0.999e18, NOW + 1 days);
    }

    function test_raise_outsideThemBeginsItAgain() public {
        _set(1, 0.9e18);
        skip(1 days);
        feed.raise(1, 0.91e18);
        assertEq(feed.rateOf(1).effectiveAt, NOW + 3 days);
        skip(2 days - 1);
        assertTrue(feed.statusOf(1) == RateStatus.InReview, "waits");
        skip(1);
        _assertInEffect(1, 0.91e18, NOW + 3 days);
    }

    function test_raise_revert_vetoed() public {
        _set(1, 0.9e18);
        vm.prank(GUARDIAN);
        feed.veto(1, "too low");
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.RateIsVetoed.selector, 1));
        feed.raise(1, 0.999e18);
    }

    /// @dev A later spurt stays in effect, and is not measured again.
    function test_raise_ofAnEarlierSpurtIsOutdated() public {
        _set(1, FIRST);
        _set(2, FIRST);
        vm.expectEmit(true, true, true, true, address(feed));
        emit IRateFeed.RateOutdated(1, 1.001e18, 2);
        feed.raise(1, 1.001e18);
        _assertInEffect(2, FIRST, NOW);
        assertEq(feed.rateOf(1).value, 1.001e18);
    }

    /// @dev What waits of later spurts is measured by it.
    function test_raise_measuresTheLaterOnesAgain() public {
        _set(1, FIRST);
        _set(3, 1.015e18);
        assertTrue(feed.statusOf(3) == RateStatus.InReview, "too far above");
        skip(1 hours);
        feed.raise(1, 1.009e18);
        _assertInEffect(3, 1.015e18, NOW + 1 hours);
    }

    function skip(uint256 time) private {
        vm.warp(block.timestamp + time);
    }

    function _set(uint64 spurt, uint128 value) private {
        feed.set(spurt, value, uint64(block.timestamp) - 1 hours);
    }

    /// @dev All views agree on it.
    function _assertInEffect(uint64 spurt, uint128 value, uint64 since) private view {
        assertEq(feed.getRate(), value);
        (uint64 inEffect, Rate memory current,) = feed.rateInEffect();
        assertEq(inEffect, spurt);
        assertEq(current.value, value);
        assertEq(current.effectiveAt, since);
        assertEq(keccak256(abi.encode(feed.rateOf(spurt))), keccak256(abi.encode(current)));
        assertTrue(feed.statusOf(spurt) == RateStatus.Accepted, "accepted");
        (uint80 round, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn) =
            feed.latestRoundData();
        assertEq(round, spurt);
        assertEq(uint256(answer), value);
        assertEq(startedAt, current.blockTimestamp);
        assertEq(updatedAt, current.blockTimestamp);
        assertEq(answeredIn, spurt);
        assertEq(
            keccak256(_roundData(spurt)), keccak256(abi.encode(round, answer, startedAt, updatedAt, round))
        );
    }

    function _roundData(uint80 round) private view returns (bytes memory) {
        (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn) =
            feed.getRoundData(round);
        return abi.encode(id, answer, startedAt, updatedAt, answeredIn);
    }

    function _expectNoData() private {
        vm.expectRevert(abi.encodeWithSignature("Error(string)", "No data present"));
    }

    function _expectNotInReview(uint64 spurt, RateStatus status) private {
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.NotInReview.selector, spurt, status));
        vm.prank(GUARDIAN);
        feed.veto(spurt, "no");
    }

    function _expectInvalid(RateBounds memory given) private {
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.BoundsInvalid.selector, given));
        new OpenRateFeed(given, FIRST, address(this));
    }

    function _within(uint256 seed, uint256 low, uint256 high) private pure returns (uint256) {
        return low + seed % (high - low + 1);
    }
}
