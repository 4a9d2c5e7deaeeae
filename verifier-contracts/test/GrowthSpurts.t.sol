// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {GrowthSpurts} from "../src/GrowthSpurts.sol";
import {IGrowthCaps} from "../src/interfaces/IGrowthCaps.sol";
import {IGrowthSpurts} from "../src/interfaces/IGrowthSpurts.sol";
import {Test} from "./Test.sol";

contract GrowthSpurtsTest is Test {
    uint64 private constant START = 1_700_000_000;
    uint64 private constant WEEK = 7 * 24 * 3600;
    uint128 private constant STAKE_CAP_WEI = 3200 ether;
    uint128 private constant JOIN_CAP = 5;
    bytes4 private constant PANIC = bytes4(keccak256("Panic(uint256)"));

    address private admin = address(0xad);
    address private pool = address(0xb001);
    address private registrar = address(0x4e6);
    GrowthSpurts private spurts;

    function setUp() public {
        vm.expectEmit(true, true, true, true, _nextContract());
        emit IGrowthCaps.CapsSet(STAKE_CAP_WEI, JOIN_CAP);
        spurts = new GrowthSpurts(admin, START, STAKE_CAP_WEI, JOIN_CAP);
        _grant(spurts.POOL_ROLE(), pool);
        _grant(spurts.REGISTRAR_ROLE(), registrar);
        vm.warp(START + 1);
    }

    // The schedule

    function test_spurtAt_changesAfterTheLastSecondOfAWeek() public view {
        assertEq(spurts.start(), START);
        assertEq(spurts.spurtAt(START + 1), 1);
        assertEq(spurts.spurtAt(START + WEEK), 1);
        assertEq(spurts.spurtAt(START + WEEK + 1), 2);
        assertEq(spurts.startOf(1), START);
        assertEq(spurts.endOf(1), START + WEEK);
        assertEq(spurts.endOf(52), START + 52 * WEEK);
    }

    /// @dev Each time after the start lies in one spurt: the one whose start is before it and whose end is not.
    function testFuzz_spurtAt_holdsTheTime(uint64 timestamp) public view {
        vm.assume(timestamp > START && timestamp <= type(uint64).max - WEEK);
        uint64 spurt = spurts.spurtAt(timestamp);
        assertTrue(spurts.startOf(spurt) < timestamp && timestamp <= spurts.endOf(spurt), "holds");
    }

    function testFuzz_endOf_isTheStartOfTheNext(uint32 spurt) public view {
        vm.assume(spurt != 0);
        assertEq(spurts.endOf(spurt), spurts.startOf(spurt + uint64(1)));
        assertEq(spurts.spurtAt(spurts.endOf(spurt)), spurt);
    }

    function testFuzz_spurtAt_revert_beforeFirstSpurt(uint64 timestamp) public {
        timestamp %= START + 1;
        vm.expectRevert(abi.encodeWithSelector(IGrowthSpurts.BeforeFirstSpurt.selector, timestamp, START));
        spurts.spurtAt(timestamp);
    }

    function test_startOf_revert_spurtZero() public {
        vm.expectRevert(abi.encodeWithSelector(IGrowthSpurts.SpurtZero.selector));
        spurts.startOf(0);
        vm.expectRevert(abi.encodeWithSelector(IGrowthSpurts.SpurtZero.selector));
        spurts.endOf(0);
    }

    /// @dev Numbers whose times no uint64 holds.
    function test_endOf_revert_pastTheEndOfTime() public {
        uint64 last = (type(uint64).max - START) / WEEK;
        assertEq(spurts.endOf(last), START + last * WEEK);
        vm.expectPartialRevert(PANIC);
        spurts.endOf(last + 1);
        vm.expectPartialRevert(PANIC);
        spurts.startOf(type(uint64).max);
    }

    // Caps

    function test_noteStaked_addsUpToTheCap() public {
        vm.expectEmit(true, true, true, true, address(spurts));
        emit IGrowthCaps.StakeNoted(1, 3168 ether, 3168 ether);
        _stake(3168 ether);
        assertEq(spurts.stakeLeftWei(), 32 ether);
        vm.expectEmit(true, true, true, true, address(spurts));
        emit IGrowthCaps.StakeNoted(1, 32 ether, 3200 ether);
        _stake(32 ether);
        assertEq(spurts.stakeLeftWei(), 0);
        assertEq(spurts.stakedWeiIn(1), STAKE_CAP_WEI);
        assertEq(spurts.joinedIn(1), 0);
    }

    function test_noteStaked_revert_stakeCapReached() public {
        _stake(3190 ether);
        vm.expectRevert(
            abi.encodeWithSelector(IGrowthCaps.StakeCapReached.selector, 1, 10 ether, 10 ether + 1)
        );
        _stake(10 ether + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IGrowthCaps.StakeCapReached.selector, 1, 10 ether, type(uint256).max)
        );
        _stake(type(uint256).max);
        assertEq(spurts.stakedWeiIn(1), 3190 ether);
    }

    function test_noteJoined_addsUpToTheCap() public {
        _join(1);
        vm.expectEmit(true, true, true, true, address(spurts));
        emit IGrowthCaps.JoinNoted(1, 4, 5);
        _join(4);
        assertEq(spurts.joinsLeft(), 0);
        assertEq(spurts.joinedIn(1), JOIN_CAP);
        assertEq(spurts.stakedWeiIn(1), 0);
    }

    function test_noteJoined_revert_joinCapReached() public {
        _join(4);
        vm.expectRevert(abi.encodeWithSelector(IGrowthCaps.JoinCapReached.selector, 1, 1, 2));
        _join(2);
        vm.expectRevert(abi.encodeWithSelector(IGrowthCaps.JoinCapReached.selector, 1, 1, type(uint256).max));
        _join(type(uint256).max);
    }

    /// @dev The last second belongs to the week; one second later all is free again and the sum before is kept.
    function test_caps_startAnewWithEachSpurt() public {
        vm.warp(START + WEEK);
        _stake(STAKE_CAP_WEI);
        _join(JOIN_CAP);
        vm.expectPartialRevert(IGrowthCaps.StakeCapReached.selector);
        _stake(1);
        vm.warp(START + WEEK + 1);
        assertEq(spurts.stakeLeftWei(), STAKE_CAP_WEI);
        assertEq(spurts.joinsLeft(), JOIN_CAP);
        _stake(1);
        assertEq(spurts.stakedWeiIn(1), STAKE_CAP_WEI);
        assertEq(spurts.stakedWeiIn(2), 1);
    }

    function test_setCaps_holdAtOnce() public {
        _stake(100 ether);
        _join(3);
        vm.expectEmit(true, true, true, true, address(spurts));
        emit IGrowthCaps.CapsSet(150 ether, 4);
        _setCaps(150 ether, 4);
        assertEq(spurts.stakeCapWei(), 150 ether);
        assertEq(spurts.joinCap(), 4);
        assertEq(spurts.stakeLeftWei(), 50 ether);
        assertEq(spurts.joinsLeft(), 1);
    }

    /// @dev What is staked is staked: a lower cap takes nothing back, and leaves nothing.
    function test_setCaps_belowWhatIsThereLeavesNothing() public {
        _stake(100 ether);
        _join(3);
        _setCaps(99 ether, 2);
        assertEq(spurts.stakeLeftWei(), 0);
        assertEq(spurts.joinsLeft(), 0);
        vm.expectRevert(abi.encodeWithSelector(IGrowthCaps.StakeCapReached.selector, 1, 0, 1));
        _stake(1);
        vm.expectRevert(abi.encodeWithSelector(IGrowthCaps.JoinCapReached.selector, 1, 0, 1));
        _join(1);
        assertEq(spurts.stakedWeiIn(1), 100 ether);
        assertEq(spurts.joinedIn(1), 3);
    }

    /// @dev The largest cap, filled to its last wei: the sum never wraps.
    function test_noteStaked_fillsTheLargestCap() public {
        _setCaps(type(uint128).max, type(uint128).max);
        _stake(type(uint128).max - 1);
        _stake(1);
        vm.expectRevert(abi.encodeWithSelector(IGrowthCaps.StakeCapReached.selector, 1, 0, 1));
        _stake(1);
        _join(type(uint128).max);
        vm.expectRevert(abi.encodeWithSelector(IGrowthCaps.JoinCapReached.selector, 1, 0, 1));
        _join(1);
    }

    function test_notes_revert_beforeFirstSpurt() public {
        vm.warp(START);
        vm.expectRevert(abi.encodeWithSelector(IGrowthSpurts.BeforeFirstSpurt.selector, START, START));
        _stake(1);
        vm.expectRevert(abi.encodeWithSelector(IGrowthSpurts.BeforeFirstSpurt.selector, START, START));
        _join(1);
        vm.expectPartialRevert(IGrowthSpurts.BeforeFirstSpurt.selector);
        spurts.stakeLeftWei();
        vm.expectPartialRevert(IGrowthSpurts.BeforeFirstSpurt.selector);
        spurts.joinsLeft();
    }

    // Roles

    function testFuzz_noteStaked_revert_notThePool(address sender) public {
        vm.assume(sender != pool);
        _expectUnauthorized(sender, spurts.POOL_ROLE());
        spurts.noteStaked(0);
    }

    function testFuzz_noteJoined_revert_notTheRegistrar(address sender) public {
        vm.assume(sender != registrar);
        _expectUnauthorized(sender, spurts.REGISTRAR_ROLE());
        spurts.noteJoined(0);
    }

    function testFuzz_setCaps_revert_notTheAdmin(address sender) public {
        vm.assume(sender != admin);
        _expectUnauthorized(sender, spurts.DEFAULT_ADMIN_ROLE());
        spurts.setCaps(0, 0);
    }

    function _expectUnauthorized(address sender, bytes32 role) private {
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, sender, role)
        );
        vm.prank(sender);
    }

    function _grant(bytes32 role, address account) private {
        vm.prank(admin);
        spurts.grantRole(role, account);
    }

    function _stake(uint256 amountWei) private {
        vm.prank(pool);
        spurts.noteStaked(amountWei);
    }

    function _join(uint256 count) private {
        vm.prank(registrar);
        spurts.noteJoined(count);
    }

    function _setCaps(uint128 stakeCapWei, uint128 joinCap) private {
        vm.prank(admin);
        spurts.setCaps(stakeCapWei, joinCap);
    }

    /// @dev Address of the first contract that this one makes (nonce 1).
    function _nextContract() private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), hex"01")))));
    }
}
