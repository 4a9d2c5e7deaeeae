// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IGrowthCaps} from "./interfaces/IGrowthCaps.sol";
import {IGrowthSpurts} from "./interfaces/IGrowthSpurts.sol";

/// @title  GrowthSpurts
/// @notice The weekly schedule and its limits of growth.
/// @dev    Verified here: what pool and registrar note in a spurt never passes the caps that hold when it is noted.
///         Trusted, not verified: pool and registrar note everything, once, in the transaction in which it happens;
///         the admin's caps. Neither role can change the schedule, and no rate depends on the caps.
contract GrowthSpurts is AccessControl, IGrowthSpurts, IGrowthCaps {
    /// @notice What a spurt has; its word is written once for each note.
    struct Growth {
        uint128 stakedWei;
        uint128 joined;
    }

    /// @notice May note ETH that is staked.
    bytes32 public constant POOL_ROLE = keccak256("POOL_ROLE");

    /// @notice May note NoOps that join.
    bytes32 public constant REGISTRAR_ROLE = keccak256("REGISTRAR_ROLE");

    /// @notice Length of a spurt, seconds.
    uint64 public constant SPURT_LENGTH = 1 weeks;

    /// @inheritdoc IGrowthSpurts
    uint64 public immutable start;

    /// @inheritdoc IGrowthCaps
    uint128 public stakeCapWei;

    /// @inheritdoc IGrowthCaps
    uint128 public joinCap;

    mapping(uint64 spurt => Growth) private _growth;

    /// @param admin        Sets the caps and grants the roles.
    /// @param start_       When the first spurt begins, seconds.
    /// @param stakeCapWei_ Most ETH that a spurt may stake, wei.
    /// @param joinCap_     Most NoOps that may join in a spurt.
    constructor(address admin, uint64 start_, uint128 stakeCapWei_, uint128 joinCap_) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        start = start_;
        _setCaps(stakeCapWei_, joinCap_);
    }

    /// @inheritdoc IGrowthCaps
    function noteStaked(uint256 amountWei) external onlyRole(POOL_ROLE) {
        uint64 spurt = spurtAt(uint64(block.timestamp));
        uint256 leftWei = stakeLeftWei();
        if (amountWei > leftWei) revert StakeCapReached(spurt, leftWei, amountWei);
        // At most the cap, which is a uint128.
        uint128 totalWei = _growth[spurt].stakedWei + uint128(amountWei);
        _growth[spurt].stakedWei = totalWei;
        emit StakeNoted(spurt, amountWei, totalWei);
    }

    /// @inheritdoc IGrowthCaps
    function noteJoined(uint256 count) external onlyRole(REGISTRAR_ROLE) {
        uint64 spurt = spurtAt(uint64(block.timestamp));
        uint256 left = joinsLeft();
        if (count > left) revert JoinCapReached(spurt, left, count);
        // At most the cap, which is a uint128.
        uint128 total = _growth[spurt].joined + uint128(count);
        _growth[spurt].joined = total;
        emit JoinNoted(spurt, count, total);
    }

    /// @inheritdoc IGrowthCaps
    function setCaps(uint128 stakeCapWei_, uint128 joinCap_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setCaps(stakeCapWei_, joinCap_);
    }

    /// @inheritdoc IGrowthCaps
    function stakedWeiIn(uint64 spurt) external view returns (uint128) {
        return _growth[spurt].stakedWei;
    }

    /// @inheritdoc IGrowthCaps
    function joinedIn(uint64 spurt) external view returns (uint128) {
        return _growth[spurt].joined;
    }

    /// @inheritdoc IGrowthSpurts
    function endOf(uint64 spurt) external view returns (uint64) {
        return startOf(spurt) + SPURT_LENGTH;
    }

    /// @inheritdoc IGrowthCaps
    function stakeLeftWei() public view returns (uint256) {
        return Math.saturatingSub(stakeCapWei, _growth[spurtAt(uint64(block.timestamp))].stakedWei);
    }

    /// @inheritdoc IGrowthCaps
    function joinsLeft() public view returns (uint256) {
        return Math.saturatingSub(joinCap, _growth[spurtAt(uint64(block.timestamp))].joined);
    }

    /// @inheritdoc IGrowthSpurts
    function startOf(uint64 spurt) public view returns (uint64) {
        if (spurt == 0) revert SpurtZero();
        return start + (spurt - 1) * SPURT_LENGTH;
    }

    /// @inheritdoc IGrowthSpurts
    function spurtAt(uint64 timestamp) public view returns (uint64 spurt) {
        if (timestamp <= start) revert BeforeFirstSpurt(timestamp, start);
        // The second of `start` belongs to no spurt, and the last second of a week to the week.
        return (timestamp - start - 1) / SPURT_LENGTH + 1;
    }

    function _setCaps(uint128 stakeCapWei_, uint128 joinCap_) private {
        stakeCapWei = stakeCapWei_;
        joinCap = joinCap_;
        emit CapsSet(stakeCapWei_, joinCap_);
    }
}
