// SPDX-License-Identifier: MIT
pragma solidity ^0.8.26;

/// @title  AggregatorV3Interface
/// @notice Chainlink's price feed interface, as integrators read it.
/// @dev    https://docs.chain.link/data-feeds/api-reference: `getRoundData` and `latestRoundData` raise
///         "No data present" where they have none, instead of returning unset values.
interface AggregatorV3Interface {
    /// @notice Decimals of every answer.
    /// @return Their number.
    function decimals() external view returns (uint8);

    /// @notice What the feed measures.
    /// @return A text.
    function description() external view returns (string memory);

    /// @notice Version of the feed's code.
    /// @return Its number.
    function version() external view returns (uint256);

    /// @notice The answer of one round. Reverts with "No data present" if it has none.
    /// @param roundId_         Round asked for.
    /// @return roundId         The same.
    /// @return answer          Its answer.
    /// @return startedAt       When the round began, seconds.
    /// @return updatedAt       When the answer came, seconds.
    /// @return answeredInRound Round in which the answer was computed.
    function getRoundData(uint80 roundId_)
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    /// @notice The newest answer. Reverts with "No data present" before the first.
    /// @return roundId         Its round.
    /// @return answer          The answer.
    /// @return startedAt       When the round began, seconds.
    /// @return updatedAt       When the answer came, seconds.
    /// @return answeredInRound Round in which the answer was computed.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
