// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Source, SourceKind} from "../src/ExecutionState.sol";
import {RateStatus} from "../src/interfaces/IRateFeed.sol";
import {Report} from "../src/interfaces/IReservesOracle.sol";

/// @notice An oracle as far as RewardsDistributor asks it: reports that carry what a test says.
/// @dev    That reports carry what stands in storage is what the tests of ReservesOracle are about.
contract ReportedLiability {
    Source[] private _list;
    mapping(uint64 spurt => uint128[]) private _valuesWei;
    mapping(uint64 spurt => Report) private _reports;
    mapping(uint64 spurt => RateStatus) public statusOf;

    /// @dev Another liability stands before it, of another account, and one of another slot of the same account.
    function list(address distributor) external {
        _list.push(Source("other", SourceKind.Slot, address(1), 0));
        _list.push(Source("another slot", SourceKind.Slot, distributor, 1));
        _list.push(Source("balance", SourceKind.Balance, distributor, 0));
        _list.push(Source("rewards", SourceKind.Slot, distributor, 0));
    }

    function report(uint64 spurt, uint128 liabilityWei, uint64 blockTimestamp, RateStatus status) external {
        _valuesWei[spurt] = [type(uint128).max, type(uint128).max, type(uint128).max, liabilityWei];
        _reports[spurt].blockTimestamp = blockTimestamp;
        _reports[spurt].reportedAt = uint64(block.timestamp);
        statusOf[spurt] = status;
    }

    function reportOf(uint64 spurt) external view returns (Report memory) {
        return _reports[spurt];
    }

    function blockAssets() external view returns (address) {
        return address(this);
    }

    function liabilities() external view returns (Source[] memory) {
        return _list;
    }

    function componentsOf(uint64 spurt) external view returns (uint128[] memory, uint128[] memory) {
        return (new uint128[](0), _valuesWei[spurt]);
    }
}
