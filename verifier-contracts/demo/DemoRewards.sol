// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title  DemoRewards
/// @notice Stands on the development network for what AVSs owe to the pool and what the pool owes to NoOps: two
///         numbers that its owner sets.
/// @dev    Ownable comes first, so the numbers stand in storage slots 1 and 2 (a test reads them there).
///         Never for a public chain.
contract DemoRewards is Ownable {
    /// @notice AVS rewards owed to the pool, wei.
    uint256 public owedToPoolWei;

    /// @notice Rewards promised to NoOps, wei.
    uint256 public promisedToNoOpsWei;

    constructor(address owner_) Ownable(owner_) {}

    /// @notice Sets both numbers. Owner only.
    /// @param owedToPoolWei_      AVS rewards owed to the pool, wei.
    /// @param promisedToNoOpsWei_ Rewards promised to NoOps, wei.
    function set(uint256 owedToPoolWei_, uint256 promisedToNoOpsWei_) external onlyOwner {
        (owedToPoolWei, promisedToNoOpsWei) = (owedToPoolWei_, promisedToNoOpsWei_);
    }
}
