// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @dev The protocol's count of its validators. Who is allowed what stands in slot 0, so the count is in slot 1.
contract ShapeOracle {
    address private _authority;
    bool private _consumingSchedule;
    uint256 private _activeValidators;
    uint256 private _totalValidators;
    uint256 private _epochNumber;
    uint256 private _ticketPriceWei;

    uint256 private constant BURST_THRESHOLD_PERCENT = 22;

    /// @param authority_     Stands in slot 0; nobody is asked.
    /// @param activeAtStart  Validators that an earlier oracle counted.
    constructor(address authority_, uint256 activeAtStart) {
        (_authority, _consumingSchedule) = (authority_, true);
        (_activeValidators, _totalValidators, _ticketPriceWei) = (activeAtStart, 1_000_000, 0.0003 ether);
    }

    function provisionNode() external {
        ++_activeValidators;
    }

    function exitValidators(uint256 count) external {
        _activeValidators -= count;
    }

    function setMintPrice(uint256 priceWei) external {
        _ticketPriceWei = priceWei;
    }

    function setTotalNumberOfValidators(uint256 count, uint256 epoch, bytes[] calldata) external {
        (_totalValidators, _epochNumber) = (count, epoch);
    }

    function authority() external view returns (address) {
        return _authority;
    }

    function getLockedEthAmount() external view returns (uint256) {
        return _activeValidators * 32 ether;
    }

    function getValidatorTicketPrice() external view returns (uint256) {
        return _ticketPriceWei;
    }

    function isOverBurstThreshold() external view returns (bool) {
        return _activeValidators * 100 / _totalValidators > BURST_THRESHOLD_PERCENT;
    }

    function getTotalNumberOfValidators() external view returns (uint256) {
        return _totalValidators;
    }

    function getNumberOfActiveValidators() external view returns (uint256) {
        return _activeValidators;
    }
}
