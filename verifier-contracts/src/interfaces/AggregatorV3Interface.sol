// SPDX-License-Identifier: MIT
pragma solidity ^0.8.26;

/// @title  AggregatorV3Interface
/// @notice Chainlink's price feed interface, as integrators read it.
/// @dev    https://docs.chain.link/data-feeds/api-reference: `getRoundData` and `latestRoundData` raise
///         "No data present" where they have none, instead of returning unset values.
interface AggregatorV3Interface {
    function decimals() external view returns (uint8);

    function description() external view returns (string memory);

    function version() external view returns (uint256);

    function getRoundData(uint80 roundId_)
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
