// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  IPufferOracle
/// @notice The protocol's oracle as its contracts call it.
interface IPufferOracle {
    /// @notice What the validators hold by the protocol's count: 32 ETH each.
    /// @return Wei.
    function getLockedEthAmount() external view returns (uint256);

    /// @notice Price of a validator ticket.
    /// @return Wei.
    function getValidatorTicketPrice() external view returns (uint256);

    /// @notice Whether the protocol has too large a share of all validators.
    /// @return True if so.
    function isOverBurstThreshold() external view returns (bool);

    /// @notice Validators of the whole chain.
    /// @return Their number.
    function getTotalNumberOfValidators() external view returns (uint256);

    /// @notice Validators of the protocol.
    /// @return Their number.
    function getNumberOfActiveValidators() external view returns (uint256);

    /// @notice Counts one more.
    function provisionNode() external;

    /// @notice Counts fewer.
    /// @param count How many.
    function exitValidators(uint256 count) external;

    /// @notice Sets the price of a validator ticket.
    /// @param priceWei Wei.
    function setMintPrice(uint256 priceWei) external;

    /// @notice Sets the number of validators of the whole chain.
    /// @param count      Their number.
    /// @param epoch      When that was.
    /// @param signatures Of guardians.
    function setTotalNumberOfValidators(uint256 count, uint256 epoch, bytes[] calldata signatures) external;
}
