// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {GrowthSpurts} from "../src/GrowthSpurts.sol";
import {Test} from "./Test.sol";

/// @notice Notes, changes caps and lets time pass in any order; keeps its own books of what was accepted.
contract GrowthHandler is Test {
    uint64 public constant START = 1_700_000_000;
    uint256 private constant LARGEST_CAP = 1000;

    GrowthSpurts public immutable spurts = new GrowthSpurts(address(this), START, 500, 500);

    /// @dev What was accepted, and the highest caps that held at any moment of a spurt.
    mapping(uint64 spurt => uint256) public stakedWei;
    mapping(uint64 spurt => uint256) public joined;
    mapping(uint64 spurt => uint256) public highestStakeCapWei;
    mapping(uint64 spurt => uint256) public highestJoinCap;
    uint64 public now_ = START + 1;
    /// @dev A note was accepted past the cap that held then, or refused below it.
    bool public isCapIgnored;

    constructor() {
        spurts.grantRole(spurts.POOL_ROLE(), address(this));
        spurts.grantRole(spurts.REGISTRAR_ROLE(), address(this));
        _noteCaps();
    }

    function stake(uint256 amountWei) external {
        uint64 spurt = _enter();
        amountWei %= LARGEST_CAP;
        // Nothing always fits, even where a lowered cap is below the sum.
        bool fits = amountWei == 0 || stakedWei[spurt] + amountWei <= spurts.stakeCapWei();
        try spurts.noteStaked(amountWei) {
            stakedWei[spurt] += amountWei;
            if (!fits) isCapIgnored = true;
        } catch {
            if (fits) isCapIgnored = true;
        }
    }

    function join(uint256 count) external {
        uint64 spurt = _enter();
        count %= LARGEST_CAP;
        bool fits = count == 0 || joined[spurt] + count <= spurts.joinCap();
        try spurts.noteJoined(count) {
            joined[spurt] += count;
            if (!fits) isCapIgnored = true;
        } catch {
            if (fits) isCapIgnored = true;
        }
    }

    function setCaps(uint128 stakeCapWei, uint128 joinCap) external {
        _enter();
        spurts.setCaps(stakeCapWei % uint128(LARGEST_CAP), joinCap % uint128(LARGEST_CAP));
        _noteCaps();
    }

    function pass(uint64 time) external {
        now_ += time % 1 weeks;
        _enter();
        _noteCaps();
    }

    /// @dev Each call runs at the time that the calls before it left.
    function _enter() private returns (uint64) {
        vm.warp(now_);
        return spurts.spurtAt(now_);
    }

    function _noteCaps() private {
        uint64 spurt = spurts.spurtAt(now_);
        if (spurts.stakeCapWei() > highestStakeCapWei[spurt]) {
            highestStakeCapWei[spurt] = spurts.stakeCapWei();
        }
        if (spurts.joinCap() > highestJoinCap[spurt]) highestJoinCap[spurt] = spurts.joinCap();
    }
}

contract GrowthSpurtsInvariantTest is Test {
    GrowthHandler private handler = new GrowthHandler();

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// forge-config: default.invariant.runs = 64
    /// forge-config: default.invariant.depth = 100
    function invariant_sumsNeverPassTheCapsOfTheirSpurt() public view {
        GrowthSpurts spurts = handler.spurts();
        uint64 last = spurts.spurtAt(handler.now_());
        for (uint64 spurt = 1; spurt <= last; ++spurt) {
            assertTrue(spurts.stakedWeiIn(spurt) <= handler.highestStakeCapWei(spurt), "stake cap");
            assertTrue(spurts.joinedIn(spurt) <= handler.highestJoinCap(spurt), "join cap");
        }
    }

    /// forge-config: default.invariant.runs = 64
    /// forge-config: default.invariant.depth = 100
    function invariant_sumsAreWhatWasAccepted() public view {
        GrowthSpurts spurts = handler.spurts();
        uint64 last = spurts.spurtAt(handler.now_());
        for (uint64 spurt = 1; spurt <= last + 1; ++spurt) {
            assertEq(spurts.stakedWeiIn(spurt), handler.stakedWei(spurt));
            assertEq(spurts.joinedIn(spurt), handler.joined(spurt));
        }
        assertTrue(!handler.isCapIgnored(), "a note is accepted exactly when it fits");
    }
}
