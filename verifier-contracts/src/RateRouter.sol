// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {AggregatorV3Interface} from "./interfaces/AggregatorV3Interface.sol";
import {IRateFeed} from "./interfaces/IRateFeed.sol";

/// @title  RateRouter
/// @notice One address for those who cannot change the one that they read a rate from. It passes on the rate of one oracle, and
///         has one switch to another.
/// @dev    announce ──── at least a week ──── complete (anyone)
///                  └── withdraw
///
///         Optional: an oracle knows nothing of routers, and whoever can change an address reads an oracle itself.
///
///         Verified here: a switch was announced for as long as `delay` says; the new feed has a rate by then, and as many
///         decimals as a rate has.
///         Trusted, not verified: the owner, who can lead readers to any contract, a week after saying so. Who does not agree with
///         an announced one has that week to stop reading.
contract RateRouter is AggregatorV3Interface, Ownable {
    /// @notice Least time from an announcement to its switch, seconds.
    uint256 public constant LEAST_DELAY = 7 days;

    /// @notice Time from an announcement to its switch, seconds.
    uint256 public immutable delay;

    /// @notice The oracle whose rate is passed on.
    address public feed;

    /// @notice The oracle that was announced; 0 if there is none.
    address public nextFeed;

    /// @notice From when on it can be switched to, seconds; 0 if there is none.
    uint256 public switchableFrom;

    /// @notice The feed will change.
    /// @param next           The new one.
    /// @param switchableFrom From when on, seconds.
    event SwitchAnnounced(address indexed next, uint256 switchableFrom);

    /// @notice The feed will not change.
    /// @param next The one that was announced.
    event SwitchWithdrawn(address indexed next);

    /// @notice The feed has changed.
    /// @param before The old one.
    /// @param feed   The new one.
    event Switched(address indexed before, address indexed feed);

    /// @notice A week at least.
    /// @param given Delay given, seconds.
    error DelayTooShort(uint256 given);

    /// @notice A rate has 18 decimals.
    /// @param feed     The contract that has others.
    /// @param decimals What it has.
    error NoRateFeed(address feed, uint8 decimals);

    /// @notice Nothing was announced.
    error NothingAnnounced();

    /// @notice The switch was announced too short a time ago.
    /// @param switchableFrom From when on, seconds.
    error TooEarly(uint256 switchableFrom);

    /// @param owner  Holder of the switch.
    /// @param feed_  First oracle; it may have no rate yet.
    /// @param delay_ See `delay`.
    constructor(address owner, address feed_, uint256 delay_) Ownable(owner) {
        if (delay_ < LEAST_DELAY) revert DelayTooShort(delay_);
        _requireFeed(feed_);
        (feed, delay) = (feed_, delay_);
        emit Switched(address(0), feed_);
    }

    /// @notice Says that the feed will change. Replaces an earlier announcement; its time counts from now. Owner only.
    /// @param next The new one.
    function announce(address next) external onlyOwner {
        _requireFeed(next);
        (nextFeed, switchableFrom) = (next, block.timestamp + delay);
        emit SwitchAnnounced(next, switchableFrom);
    }

    /// @notice Takes an announcement back. Owner only.
    function withdraw() external onlyOwner {
        address next = nextFeed;
        if (next == address(0)) revert NothingAnnounced();
        (nextFeed, switchableFrom) = (address(0), 0);
        emit SwitchWithdrawn(next);
    }

    /// @notice Switches to what was announced. Reverts as long as that has no rate.
    function complete() external {
        address next = nextFeed;
        if (next == address(0)) revert NothingAnnounced();
        if (block.timestamp < switchableFrom) revert TooEarly(switchableFrom);
        IRateFeed(next).getRate();
        emit Switched(feed, next);
        (feed, nextFeed, switchableFrom) = (next, address(0), 0);
    }

    /// @notice The rate of the feed, also if it is stale.
    /// @return ETH per pufETH, 18 decimals.
    function getRate() external view returns (uint256) {
        return IRateFeed(feed).getRate();
    }

    /// @notice Whether the feed's rate is older than it should be.
    /// @return True if so.
    function isStale() external view returns (bool) {
        return IRateFeed(feed).isStale();
    }

    /// @inheritdoc AggregatorV3Interface
    function decimals() external view returns (uint8) {
        return AggregatorV3Interface(feed).decimals();
    }

    /// @inheritdoc AggregatorV3Interface
    function description() external view returns (string memory) {
        return AggregatorV3Interface(feed).description();
    }

    /// @inheritdoc AggregatorV3Interface
    function version() external view returns (uint256) {
        return AggregatorV3Interface(feed).version();
    }

    /// @inheritdoc AggregatorV3Interface
    function getRoundData(uint80 roundId_) external view returns (uint80, int256, uint256, uint256, uint80) {
        return AggregatorV3Interface(feed).getRoundData(roundId_);
    }

    /// @inheritdoc AggregatorV3Interface
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return AggregatorV3Interface(feed).latestRoundData();
    }

    function _requireFeed(address given) private view {
        uint8 places = AggregatorV3Interface(given).decimals();
        if (places != 18) revert NoRateFeed(given, places);
    }
}
