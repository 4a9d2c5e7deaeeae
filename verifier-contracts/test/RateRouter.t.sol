// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IRateFeed, RateBounds} from "../src/interfaces/IRateFeed.sol";
import {RateRouter} from "../src/RateRouter.sol";
import {OpenRateFeed} from "./OpenRateFeed.sol";
import {Test} from "./Test.sol";

/// @dev Of another unit.
contract EightDecimals {
    function decimals() external pure returns (uint8) {
        return 8;
    }
}

/// @notice One switch, a week after it was announced.
contract RateRouterTest is Test {
    uint64 private constant NOW = 2_000_000_000;
    address private constant OWNER = address(0x0e);
    uint256 private constant DELAY = 8 days;

    OpenRateFeed private first;
    OpenRateFeed private second;
    RateRouter private router;

    function setUp() public {
        vm.warp(NOW);
        first = new OpenRateFeed(RateBounds(10_000, 10_000, 2 days, 9 days), 1e18, address(this));
        second = new OpenRateFeed(RateBounds(10_000, 10_000, 2 days, 9 days), 2e18, address(this));
        first.set(1, 1e18, NOW - 1);
        router = new RateRouter(OWNER, address(first), DELAY);
    }

    function test_views_areThoseOfTheFeed() public {
        assertEq(router.getRate(), 1e18);
        assertTrue(!router.isStale(), "fresh");
        assertEq(router.decimals(), 18);
        assertEq(router.version(), first.version());
        assertEq(keccak256(bytes(router.description())), keccak256(bytes(first.description())));
        (uint80 round, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn) =
            router.latestRoundData();
        assertEq(keccak256(abi.encode(round, answer, startedAt, updatedAt, answeredIn)), keccak256(_latest()));
        (round, answer, startedAt, updatedAt, answeredIn) = router.getRoundData(1);
        assertEq(keccak256(abi.encode(round, answer, startedAt, updatedAt, answeredIn)), keccak256(_latest()));
        vm.warp(NOW + 10 days);
        assertTrue(router.isStale(), "stale");
    }

    function testFuzz_complete_notBeforeTheDelayIsOver(uint256 waits) public {
        waits %= 2 * DELAY;
        second.set(1, 2e18, NOW - 1);
        vm.prank(OWNER);
        router.announce(address(second));
        vm.warp(NOW + waits);
        if (waits < DELAY) {
            vm.expectRevert(abi.encodeWithSelector(RateRouter.TooEarly.selector, NOW + DELAY));
            router.complete();
            assertEq(router.getRate(), 1e18);
        } else {
            // Anyone.
            router.complete();
            assertEq(router.getRate(), 2e18);
            assertEq(address(router.feed()), address(second));
            assertEq(router.nextFeed(), address(0));
            vm.expectRevert(abi.encodeWithSelector(RateRouter.NothingAnnounced.selector));
            router.complete();
        }
    }

    /// @dev A second announcement begins anew: the first one's time is not its.
    function test_announce_replacesAndBeginsAnew() public {
        second.set(1, 2e18, NOW - 1);
        vm.prank(OWNER);
        router.announce(address(first));
        vm.warp(NOW + DELAY - 1);
        vm.prank(OWNER);
        router.announce(address(second));
        vm.warp(NOW + DELAY);
        vm.expectRevert(abi.encodeWithSelector(RateRouter.TooEarly.selector, NOW + 2 * DELAY - 1));
        router.complete();
    }

    function test_withdraw_takesItBack() public {
        vm.expectRevert(abi.encodeWithSelector(RateRouter.NothingAnnounced.selector));
        vm.prank(OWNER);
        router.withdraw();
        vm.prank(OWNER);
        router.announce(address(second));
        vm.prank(OWNER);
        router.withdraw();
        vm.warp(NOW + DELAY);
        vm.expectRevert(abi.encodeWithSelector(RateRouter.NothingAnnounced.selector));
        router.complete();
    }

    /// @dev A new oracle without a rate would stop those who read.
    function test_complete_revert_feedWithoutARate() public {
        vm.prank(OWNER);
        router.announce(address(second));
        vm.warp(NOW + DELAY);
        vm.expectRevert(abi.encodeWithSelector(IRateFeed.NoRate.selector));
        router.complete();
        assertEq(router.getRate(), 1e18);
        second.set(1, 2e18, uint64(block.timestamp) - 1);
        router.complete();
        assertEq(router.getRate(), 2e18);
    }

    function testFuzz_announce_revert_notOwner(address caller) public {
        vm.assume(caller != OWNER);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, caller));
        vm.prank(caller);
        router.announce(address(second));
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, caller));
        vm.prank(caller);
        router.withdraw();
    }

    function test_revert_anotherUnit() public {
        address other = address(new EightDecimals());
        bytes memory reason = abi.encodeWithSelector(RateRouter.NoRateFeed.selector, other, 8);
        vm.expectRevert(reason);
        new RateRouter(OWNER, other, DELAY);
        vm.expectRevert(reason);
        vm.prank(OWNER);
        router.announce(other);
    }

    function test_constructor_aWeekIsEnough() public {
        assertEq(new RateRouter(OWNER, address(first), 7 days).delay(), 7 days);
    }

    function testFuzz_constructor_revert_lessThanAWeek(uint256 delay) public {
        delay %= 7 days;
        vm.expectRevert(abi.encodeWithSelector(RateRouter.DelayTooShort.selector, delay));
        new RateRouter(OWNER, address(first), delay);
    }

    function _latest() private view returns (bytes memory) {
        (uint80 round, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn) =
            first.latestRoundData();
        return abi.encode(round, answer, startedAt, updatedAt, answeredIn);
    }
}
