// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  IGrowthSpurts
/// @notice The weekly schedule. Spurts are numbered from 1; spurt s holds the times t with
///         startOf(s) < t <= endOf(s), and endOf(s) = startOf(s + 1).
interface IGrowthSpurts {
    /// @notice The time belongs to no spurt: the first one has not begun.
    /// @param timestamp The time, seconds.
    /// @param start     When the first one begins.
    error BeforeFirstSpurt(uint64 timestamp, uint64 start);

    /// @notice Spurts are numbered from 1.
    error SpurtZero();

    /// @notice When the first spurt begins, seconds.
    /// @return The time; it belongs to no spurt itself.
    function start() external view returns (uint64);

    /// @notice Spurt that a time belongs to.
    /// @param timestamp Seconds, after `start()`.
    /// @return spurt    From 1.
    function spurtAt(uint64 timestamp) external view returns (uint64 spurt);

    /// @notice When a spurt begins.
    /// @param spurt From 1.
    /// @return The time, seconds; it belongs to the spurt before.
    function startOf(uint64 spurt) external view returns (uint64);

    /// @notice When a spurt ends. Its canonical block is the last one at or before this time.
    /// @param spurt From 1.
    /// @return The time, seconds; it belongs to the spurt.
    function endOf(uint64 spurt) external view returns (uint64);
}
