// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {RateBounds} from "../src/interfaces/IRateFeed.sol";
import {RateFeed} from "../src/RateFeed.sol";

/// @notice A feed into which anyone may put rates, in the oracle's place.
contract OpenRateFeed is RateFeed {
    constructor(RateBounds memory bounds_, uint128 referenceRate_, address admin)
        RateFeed(bounds_, referenceRate_, admin)
    {}

    function set(uint64 spurt, uint128 value, uint64 blockTimestamp) external {
        _setRate(spurt, value, blockTimestamp);
    }

    function raise(uint64 spurt, uint128 value) external {
        _raiseRate(spurt, value);
    }
}
