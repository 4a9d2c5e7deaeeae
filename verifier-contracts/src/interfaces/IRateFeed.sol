// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {AggregatorV3Interface} from "./AggregatorV3Interface.sol";

/// @notice How far a rate may move at once, and how long it holds.
struct RateBounds {
    /// Largest rise and fall against the rate in effect, in parts per million of it.
    uint32 maxRisePpm;
    uint32 maxFallPpm;
    /// How long a rate outside them waits, seconds.
    uint64 reviewPeriod;
    /// Age of the proved block from which the rate is stale, seconds.
    uint64 maxAge;
}

/// @notice What became of a proved rate.
enum RateStatus {
    None,
    /// Outside the bounds: waits until its review is over.
    InReview,
    /// In effect, or it would be if there were no later one.
    Accepted,
    /// Refused by a guardian: it never takes effect.
    Vetoed
}

/// @notice A proved rate.
struct Rate {
    /// ETH per pufETH, 18 decimals.
    uint128 value;
    /// Time of the block that it was proved from, seconds.
    uint64 blockTimestamp;
    /// When it took or will take effect, seconds.
    uint64 effectiveAt;
    bool vetoed;
}

/// @title  IRateFeed
/// @notice The pufETH rate as rate providers and price feeds read it; rounds are spurts.
/// @dev    The rate in effect is that of the highest spurt whose rate is accepted. `startedAt` and `updatedAt` of a round are
///         the time of the block that it was proved from: price consumers look there for its age.
interface IRateFeed is AggregatorV3Interface {
    /// @notice A rate is in effect from now on.
    /// @param spurt Its spurt.
    /// @param rate  ETH per pufETH, 18 decimals.
    event RateSet(uint64 indexed spurt, uint256 rate);

    /// @notice A rate is outside the bounds and waits. It takes effect by itself, without another event.
    /// @param spurt       Its spurt.
    /// @param rate        ETH per pufETH, 18 decimals.
    /// @param current     Rate in effect; before the first the reference.
    /// @param effectiveAt When it takes effect, unless it is vetoed.
    event RateInReview(uint64 indexed spurt, uint256 rate, uint256 current, uint64 effectiveAt);

    /// @notice A rate came after that of a later spurt: it is a round of its own, but never in effect.
    /// @param spurt Its spurt.
    /// @param rate  ETH per pufETH, 18 decimals.
    /// @param later Spurt whose rate is in effect.
    event RateOutdated(uint64 indexed spurt, uint256 rate, uint64 later);

    /// @notice A rate was refused.
    /// @param spurt    Its spurt.
    /// @param guardian Who refused it.
    /// @param reason   Why.
    event RateVetoed(uint64 indexed spurt, address indexed guardian, string reason);

    /// @notice No rate is in effect yet.
    error NoRate();

    /// @notice Only a rate that is in review can be vetoed.
    /// @param spurt  Its spurt.
    /// @param status Its status.
    error NotInReview(uint64 spurt, RateStatus status);

    /// @notice A vetoed rate is not raised.
    /// @param spurt Its spurt.
    error RateIsVetoed(uint64 spurt);

    /// @notice An accepted rate is not raised beyond the bounds.
    /// @param spurt Its spurt.
    /// @param rate  What it would be, 18 decimals.
    /// @param below Rate that it is measured by: of the highest accepted spurt below, or the reference.
    error RaiseOutside(uint64 spurt, uint256 rate, uint256 below);

    /// @notice A veto needs a reason.
    error ReasonMissing();

    /// @notice A rate cannot fall by more than all of it, and each period is 1 second to 365 days: without one, bounds
    ///         hold nothing up or every rate is stale; with a longer one, a rate never takes effect or never is stale.
    /// @param bounds Bounds given.
    error BoundsInvalid(RateBounds bounds);

    /// @notice The first rate needs something to be measured by.
    error ReferenceRateZero();

    /// @notice Refuses a rate that is in review. Guardians only.
    /// @param spurt  Its spurt.
    /// @param reason Why, not empty.
    function veto(uint64 spurt, string calldata reason) external;

    /// @notice The rate in effect, 18 decimals: what rate providers read. It is returned even if it is stale:
    ///         see `isStale`. Reverts with NoRate before the first.
    /// @return ETH per pufETH.
    function getRate() external view returns (uint256);

    /// @notice The rate in effect with all that is known of it. Reverts with NoRate before the first.
    /// @return spurt   Its spurt.
    /// @return current The rate.
    /// @return stale   Whether its block is older than `bounds().maxAge`.
    function rateInEffect() external view returns (uint64 spurt, Rate memory current, bool stale);

    /// @notice Whether the rate in effect is too old to be relied on; true if there is none.
    /// @return True if so.
    function isStale() external view returns (bool);

    /// @notice What became of a spurt's rate.
    /// @param spurt Its number.
    /// @return The status.
    function statusOf(uint64 spurt) external view returns (RateStatus);

    /// @notice A spurt's rate, whatever became of it; all zero if there is none.
    /// @param spurt Its number; 0 for the reference of the first rate, which has a value only.
    /// @return The rate.
    function rateOf(uint64 spurt) external view returns (Rate memory);

    /// @notice The bounds.
    /// @return As given at deployment.
    function bounds() external view returns (RateBounds memory);
}
