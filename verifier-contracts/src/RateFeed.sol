// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {AggregatorV3Interface} from "./interfaces/AggregatorV3Interface.sol";
import {IRateFeed, Rate, RateBounds, RateStatus} from "./interfaces/IRateFeed.sol";

/// @title  RateFeed
/// @notice Keeps a proved rate for each spurt and says which one is in effect.
/// @dev    A rate within the bounds is accepted at once. One outside them is accepted by itself when its review is over,
///         unless a guardian vetoes it before. The first rate is measured by a reference that is given at deployment.
///         The rate in effect is that of the highest spurt that is accepted: nothing needs to be called when a review
///         ends, and a spurt that is finished late never takes the place of a later one. But whenever a rate takes effect
///         at once, those of later spurts that wait are measured again, by it: the order in which spurts are finished
///         does not decide which moves wait.
///
///         What is said of a rate's age is said of its block: one of a block of months ago is old the day it is proved.
///
///         Verified here: a rate outside the bounds is not in effect before its review is over; a vetoed rate never
///         is; the spurt in effect never falls, because only rates that are not in effect yet can be vetoed.
///         Trusted, not verified:
///         - guardians: they can hold back every rate outside the bounds, but can set none;
///         - the administrator, who names them;
///         - the reference: a wrong one sends the first rate to review, or spares it one;
///         - the rates themselves, which ReservesOracle proves.
abstract contract RateFeed is IRateFeed, AccessControl {
    /// @notice May veto rates that are in review.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    /// @notice Longest review, and longest age that is not stale.
    uint64 public constant LONGEST_PERIOD = 365 days;

    /// @inheritdoc AggregatorV3Interface
    uint8 public constant decimals = 18;

    /// @inheritdoc AggregatorV3Interface
    string public constant description = "pufETH / ETH";

    /// @inheritdoc AggregatorV3Interface
    uint256 public constant version = 1;

    uint256 private constant PPM = 1_000_000;

    RateBounds private _bounds;
    /// @dev At 0, which is no spurt, the reference, which never takes effect.
    mapping(uint64 spurt => Rate) private _rates;

    /// @dev Spurt that was in effect when a rate was last set; 0 before the first.
    uint64 private _settled;
    /// @dev Spurts that were in review then, without those vetoed since. Few: they wait for one review period.
    uint64[] private _inReview;

    /// @param bounds_        How far a rate may move at once, and how long it holds.
    /// @param referenceRate_ What the first rate is measured by: ETH per pufETH, 18 decimals, not zero.
    /// @param admin          Gives and takes GUARDIAN_ROLE.
    constructor(RateBounds memory bounds_, uint128 referenceRate_, address admin) {
        if (
            bounds_.maxFallPpm > PPM || bounds_.reviewPeriod == 0 || bounds_.reviewPeriod > LONGEST_PERIOD
                || bounds_.maxAge == 0 || bounds_.maxAge > LONGEST_PERIOD
        ) revert BoundsInvalid(bounds_);
        // Any rate would lie outside, but for a first rate of zero.
        if (referenceRate_ == 0) revert ReferenceRateZero();
        _rates[0].value = referenceRate_;
        _bounds = bounds_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @inheritdoc IRateFeed
    function veto(uint64 spurt, string calldata reason) external onlyRole(GUARDIAN_ROLE) {
        RateStatus status = statusOf(spurt);
        if (status != RateStatus.InReview) revert NotInReview(spurt, status);
        if (bytes(reason).length == 0) revert ReasonMissing();
        _rates[spurt].vetoed = true;
        for (uint256 i = 0; i < _inReview.length; ++i) {
            if (_inReview[i] == spurt) {
                _forgetReview(i);
                break;
            }
        }
        emit RateVetoed(spurt, msg.sender, reason);
    }

    /// @inheritdoc IRateFeed
    function getRate() external view returns (uint256) {
        return _rates[_requireRate()].value;
    }

    /// @inheritdoc IRateFeed
    function rateInEffect() external view returns (uint64 spurt, Rate memory current, bool stale) {
        spurt = _requireRate();
        current = _rates[spurt];
        stale = _isStale(current);
    }

    /// @inheritdoc IRateFeed
    function isStale() external view returns (bool) {
        uint64 spurt = _spurtInEffect();
        return spurt == 0 || _isStale(_rates[spurt]);
    }

    /// @inheritdoc IRateFeed
    function rateOf(uint64 spurt) external view returns (Rate memory) {
        return _rates[spurt];
    }

    /// @inheritdoc IRateFeed
    function bounds() external view returns (RateBounds memory) {
        return _bounds;
    }

    /// @inheritdoc AggregatorV3Interface
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(_spurtInEffect());
    }

    /// @inheritdoc AggregatorV3Interface
    function getRoundData(uint80 roundId_)
        public
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        // The text that Chainlink's own aggregators revert with.
        require(
            roundId_ <= type(uint64).max && statusOf(uint64(roundId_)) == RateStatus.Accepted,
            "No data present"
        );
        Rate storage rate = _rates[uint64(roundId_)];
        return (roundId_, int256(uint256(rate.value)), rate.blockTimestamp, rate.blockTimestamp, roundId_);
    }

    /// @inheritdoc IRateFeed
    function statusOf(uint64 spurt) public view returns (RateStatus) {
        Rate storage rate = _rates[spurt];
        uint64 effectiveAt = rate.effectiveAt;
        if (effectiveAt == 0) return RateStatus.None;
        if (rate.vetoed) return RateStatus.Vetoed;
        return effectiveAt > block.timestamp ? RateStatus.InReview : RateStatus.Accepted;
    }

    /// @dev Takes in the proved rate of a spurt. The caller sees to it that a spurt has one rate only.
    /// @param spurt          From 1.
    /// @param value          ETH per pufETH, 18 decimals.
    /// @param blockTimestamp Time of the proved block, seconds.
    function _setRate(uint64 spurt, uint128 value, uint64 blockTimestamp) internal {
        uint64 current = _settle();
        uint64 effectiveAt = uint64(block.timestamp);
        uint128 currentValue = _rates[current].value;
        bool outside = _isOutside(value, currentValue);
        if (outside) effectiveAt += _bounds.reviewPeriod;
        _rates[spurt] = Rate(value, blockTimestamp, effectiveAt, false);
        if (outside) {
            if (spurt > current) _inReview.push(spurt);
            emit RateInReview(spurt, value, currentValue, effectiveAt);
        } else if (spurt > current) {
            _settled = spurt;
            emit RateSet(spurt, value);
            _measureAgain(spurt);
        } else {
            emit RateOutdated(spurt, value, current);
        }
    }

    /// @dev Takes in a higher rate of the same block in place of the spurt's first one, as if it had come instead of it: it is
    ///      measured by the rate below it, never by the one that it replaces, or many small steps would be a large one. A
    ///      rate in review that is within the bounds now is accepted; one that is not begins its review again. A rate that
    ///      is accepted is not put into review.
    function _raiseRate(uint64 spurt, uint128 value) internal {
        uint64 current = _settle();
        RateStatus status = statusOf(spurt);
        if (status == RateStatus.Vetoed) revert RateIsVetoed(spurt);
        uint64 below = spurt;
        while (below != 0 && (below == spurt || statusOf(below) != RateStatus.Accepted)) {
            --below;
        }
        uint128 belowValue = _rates[below].value;
        Rate storage rate = _rates[spurt];
        rate.value = value;
        if (_isOutside(value, belowValue)) {
            if (status == RateStatus.Accepted) revert RaiseOutside(spurt, value, belowValue);
            rate.effectiveAt = uint64(block.timestamp) + _bounds.reviewPeriod;
            emit RateInReview(spurt, value, belowValue, rate.effectiveAt);
            return;
        }
        if (status == RateStatus.InReview) rate.effectiveAt = uint64(block.timestamp);
        if (spurt < current) {
            emit RateOutdated(spurt, value, current);
            return;
        }
        _settled = spurt;
        _settle();
        emit RateSet(spurt, value);
        _measureAgain(spurt);
    }

    /// @dev Accepts what waits and is within the bounds of the rate in effect, lowest spurt first, as if they had come in
    ///      that order.
    function _measureAgain(uint64 current) private {
        while (true) {
            uint64 next = 0;
            uint256 position = 0;
            for (uint256 i = 0; i < _inReview.length; ++i) {
                uint64 waiting = _inReview[i];
                if (waiting <= current || (next != 0 && waiting > next)) continue;
                if (!_isOutside(_rates[waiting].value, _rates[current].value)) (next, position) = (waiting, i);
            }
            if (next == 0) return;
            _forgetReview(position);
            _rates[next].effectiveAt = uint64(block.timestamp);
            (_settled, current) = (next, next);
            emit RateSet(next, _rates[next].value);
        }
    }

    /// @dev Writes down which spurt is in effect and forgets the reviews that no longer matter.
    function _settle() private returns (uint64 current) {
        current = _spurtInEffect();
        _settled = current;
        for (uint256 i = _inReview.length; i > 0; --i) {
            if (_inReview[i - 1] <= current) _forgetReview(i - 1);
        }
    }

    function _forgetReview(uint256 position) private {
        _inReview[position] = _inReview[_inReview.length - 1];
        _inReview.pop();
    }

    /// @dev 0 if there is none.
    function _spurtInEffect() private view returns (uint64 spurt) {
        spurt = _settled;
        for (uint256 i = 0; i < _inReview.length; ++i) {
            uint64 reviewed = _inReview[i];
            if (reviewed > spurt && _rates[reviewed].effectiveAt <= block.timestamp) spurt = reviewed;
        }
    }

    function _requireRate() private view returns (uint64 spurt) {
        spurt = _spurtInEffect();
        if (spurt == 0) revert NoRate();
    }

    function _isStale(Rate memory rate) private view returns (bool) {
        return block.timestamp >= rate.blockTimestamp + _bounds.maxAge;
    }

    function _isOutside(uint256 value, uint256 current) private view returns (bool) {
        return value > current
            ? (value - current) * PPM > current * _bounds.maxRisePpm
            : (current - value) * PPM > current * _bounds.maxFallPpm;
    }
}
