// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IRateFeed, Rate, RateBounds, RateStatus} from "../src/interfaces/IRateFeed.sol";
import {OpenRateFeed} from "./OpenRateFeed.sol";
import {Test} from "./Test.sol";

/// @notice Sets rates of any spurt in any order, raises them, vetoes, and lets time pass; keeps its own, simpler books.
contract RateHandler is Test {
    uint64 public constant SPURTS = 24;
    uint64 private constant REVIEW = 3 days;
    uint256 private constant PPM = 1_000_000;

    OpenRateFeed public immutable feed =
        new OpenRateFeed(RateBounds(10_000, 10_000, REVIEW, 9 days), 1e18, address(this));

    /// @dev What each spurt's rate is, and when it may take effect: 0 for none.
    mapping(uint64 spurt => uint128) public valueOf;
    mapping(uint64 spurt => uint64) public notBefore;
    mapping(uint64 spurt => bool) public vetoed;
    uint64 public now_ = 2_000_000_000;
    /// @dev Highest spurt seen in effect, and when the rate in effect was last updated.
    uint64 public highest;
    uint256 public lastUpdate;
    /// @dev A law that only a sequence can break was broken.
    string public broken;

    constructor() {
        feed.grantRole(feed.GUARDIAN_ROLE(), address(this));
    }

    function set(uint64 spurt, uint256 move, bool far) external {
        vm.warp(now_);
        spurt = spurt % SPURTS + 1;
        if (notBefore[spurt] != 0) return;
        uint64 before = inEffect();
        uint256 current = before == 0 ? 1e18 : valueOf[before];
        uint256 value = far ? move % (3 * current + 1) : current * 97 / 100 + move % (current * 6 / 100 + 1);
        bool waits = _isFar(value, current);
        feed.set(spurt, uint128(value), now_ - 600);
        valueOf[spurt] = uint128(value);
        notBefore[spurt] = waits ? now_ + REVIEW : now_;
        if (!waits && spurt > before) _measureAgain(spurt);
        _observe();
    }

    /// @dev Up to a tenth of the rate, near or far: what is refused must be, and nothing else.
    function raise(uint64 spurt, uint256 move, bool far) external {
        vm.warp(now_);
        spurt = spurt % SPURTS + 1;
        if (notBefore[spurt] == 0) return;
        uint256 value = valueOf[spurt] + move % (valueOf[spurt] / (far ? 10 : 200) + 1);
        (uint64 before, bool accepted) = (inEffect(), notBefore[spurt] <= now_);
        uint64 below = spurt - 1;
        while (below > 0 && (notBefore[below] == 0 || vetoed[below] || notBefore[below] > now_)) --below;
        bool waits = _isFar(value, below == 0 ? 1e18 : valueOf[below]);
        bool refused = vetoed[spurt] || (accepted && waits);
        try feed.raise(spurt, uint128(value)) {
            if (refused) broken = "raised beyond the bounds, or after a veto";
        } catch {
            if (!refused) broken = "not raised";
            return;
        }
        valueOf[spurt] = uint128(value);
        if (waits) notBefore[spurt] = now_ + REVIEW;
        else if (!accepted) notBefore[spurt] = now_;
        if (!waits && spurt >= before) _measureAgain(spurt);
        _observe();
    }

    /// @dev What is near the rate in effect waits no longer.
    function _measureAgain(uint64 last) private {
        for (uint64 spurt = last + 1; spurt <= SPURTS; ++spurt) {
            if (notBefore[spurt] <= now_ || vetoed[spurt] || _isFar(valueOf[spurt], valueOf[last])) continue;
            (notBefore[spurt], last) = (now_, spurt);
        }
    }

    function _isFar(uint256 value, uint256 current) private pure returns (bool) {
        uint256 difference = value > current ? value - current : current - value;
        return difference * PPM > current * 10_000;
    }

    function veto(uint64 spurt) external {
        vm.warp(now_);
        spurt = spurt % SPURTS + 1;
        bool waits = notBefore[spurt] > now_ && !vetoed[spurt];
        try feed.veto(spurt, "fuzzed") {
            if (!waits) broken = "vetoed what was not in review";
            vetoed[spurt] = true;
        } catch {
            if (waits) broken = "a review that nobody can veto";
        }
        _observe();
    }

    function pass(uint64 time) external {
        now_ += time % (2 * REVIEW);
        vm.warp(now_);
        _observe();
    }

    /// @dev The definition: the highest spurt whose rate is set, was not vetoed, and whose time has come.
    function inEffect() public view returns (uint64) {
        for (uint64 spurt = SPURTS; spurt > 0; --spurt) {
            if (notBefore[spurt] != 0 && !vetoed[spurt] && notBefore[spurt] <= now_) return spurt;
        }
        return 0;
    }

    function _observe() private {
        if (inEffect() == 0) return;
        (uint64 spurt, Rate memory current,) = feed.rateInEffect();
        if (spurt < highest) broken = "the spurt in effect fell";
        if (current.effectiveAt < lastUpdate) broken = "the time of update fell";
        (highest, lastUpdate) = (spurt, current.effectiveAt);
    }
}

/// forge-config: default.invariant.runs = 32
/// forge-config: default.invariant.depth = 100
/// forge-config: default.invariant.fail-on-revert = true
contract RateFeedInvariantTest is Test {
    RateHandler private handler = new RateHandler();

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_rateInEffectIsThatOfTheHighestAcceptedSpurt() public {
        vm.warp(handler.now_());
        OpenRateFeed feed = handler.feed();
        uint64 expected = handler.inEffect();
        if (expected == 0) {
            vm.expectRevert(abi.encodeWithSelector(IRateFeed.NoRate.selector));
            feed.getRate();
            return;
        }
        (uint64 spurt, Rate memory current, bool stale) = feed.rateInEffect();
        assertEq(spurt, expected);
        assertEq(current.value, handler.valueOf(expected));
        assertEq(feed.getRate(), current.value);
        assertTrue(stale == feed.isStale(), "stale");
        (uint80 round, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
        assertEq(round, spurt);
        assertEq(uint256(answer), current.value);
        assertEq(updatedAt, current.blockTimestamp);
    }

    function invariant_neitherVetoedNorUnreviewedRatesTakeEffect() public {
        vm.warp(handler.now_());
        OpenRateFeed feed = handler.feed();
        for (uint64 spurt = 1; spurt <= handler.SPURTS(); ++spurt) {
            RateStatus status = feed.statusOf(spurt);
            bool given = false;
            try feed.getRoundData(spurt) returns (uint80, int256, uint256, uint256, uint80) {
                given = true;
            } catch {}
            assertTrue(given == (status == RateStatus.Accepted), "a round is given when it is accepted");
            if (handler.notBefore(spurt) == 0) {
                assertTrue(status == RateStatus.None, "none");
            } else if (handler.vetoed(spurt)) {
                assertTrue(status == RateStatus.Vetoed, "vetoed");
            } else if (handler.notBefore(spurt) > handler.now_()) {
                assertTrue(status == RateStatus.InReview, "in review");
            } else {
                assertTrue(status == RateStatus.Accepted, "accepted");
            }
        }
    }

    function invariant_nothingGoesBack() public view {
        assertEq(keccak256(bytes(handler.broken())), keccak256(""));
    }
}
