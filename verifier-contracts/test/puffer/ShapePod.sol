// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @dev Receives what is withdrawn from validators; its ETH leaves only to the module that it belongs to.
contract ShapePod {
    address public podOwner;

    receive() external payable {}

    function initialize(address owner) external {
        require(podOwner == address(0), "initialized");
        podOwner = owner;
    }

    /// @dev As when a queued withdrawal is completed.
    function withdraw(uint256 amountWei) external {
        (bool ok,) = podOwner.call{value: amountWei}("");
        require(ok, "refused");
    }
}
