// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  IGrowthCaps
/// @notice Limits of growth: how much ETH may be staked, and how many NoOps may join, in one spurt. Pool and registrar
///         call the hooks in the transaction that stakes or lets join, so that it reverts past the limit.
interface IGrowthCaps {
    /// @notice ETH was staked.
    /// @param spurt     Spurt of this block.
    /// @param amountWei What was staked now, wei.
    /// @param totalWei  What the spurt has in all, wei.
    event StakeNoted(uint64 indexed spurt, uint256 amountWei, uint256 totalWei);

    /// @notice NoOps joined.
    /// @param spurt Spurt of this block.
    /// @param count How many joined now.
    /// @param total How many the spurt has in all.
    event JoinNoted(uint64 indexed spurt, uint256 count, uint256 total);

    /// @notice The caps are others from now on.
    /// @param stakeCapWei Most ETH that a spurt may stake, wei.
    /// @param joinCap     Most NoOps that may join in a spurt.
    event CapsSet(uint128 stakeCapWei, uint128 joinCap);

    /// @notice The spurt has no room for so much ETH.
    /// @param spurt    Spurt of this block.
    /// @param leftWei  What may still be staked in it, wei.
    /// @param givenWei What was to be staked, wei.
    error StakeCapReached(uint64 spurt, uint256 leftWei, uint256 givenWei);

    /// @notice The spurt has no room for so many NoOps.
    /// @param spurt Spurt of this block.
    /// @param left  How many may still join in it.
    /// @param given How many were to join.
    error JoinCapReached(uint64 spurt, uint256 left, uint256 given);

    /// @notice Hook of the pool: notes ETH that it stakes. Reverts with StakeCapReached, or before the first spurt.
    /// @param amountWei What is staked now, wei.
    function noteStaked(uint256 amountWei) external;

    /// @notice Hook of the registrar: notes NoOps that join. Reverts with JoinCapReached, or before the first spurt.
    /// @param count How many join now.
    function noteJoined(uint256 count) external;

    /// @notice Sets both caps, effective at once. A cap below what the spurt has already leaves nothing.
    /// @param stakeCapWei Most ETH that a spurt may stake, wei.
    /// @param joinCap     Most NoOps that may join in a spurt.
    function setCaps(uint128 stakeCapWei, uint128 joinCap) external;

    /// @notice Most ETH that a spurt may stake.
    /// @return The cap, wei.
    function stakeCapWei() external view returns (uint128);

    /// @notice Most NoOps that may join in a spurt.
    /// @return The cap.
    function joinCap() external view returns (uint128);

    /// @notice ETH staked in a spurt.
    /// @param spurt Its number.
    /// @return What was noted, wei.
    function stakedWeiIn(uint64 spurt) external view returns (uint128);

    /// @notice NoOps that joined in a spurt.
    /// @param spurt Its number.
    /// @return How many were noted.
    function joinedIn(uint64 spurt) external view returns (uint128);

    /// @notice What may still be staked in the spurt of this block.
    /// @return What is left, wei.
    function stakeLeftWei() external view returns (uint256);

    /// @notice How many NoOps may still join in the spurt of this block.
    /// @return What is left.
    function joinsLeft() external view returns (uint256);
}
