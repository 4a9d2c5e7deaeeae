// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ShapePod} from "./ShapePod.sol";
import {ShapePodManager} from "./ShapePodManager.sol";

/// @dev One module: its validators pay out to its pod, which pays out to it.
contract ShapeModule {
    bytes32 public immutable NAME;
    address public immutable PUFFER_PROTOCOL;
    address payable private immutable _pod;

    constructor(bytes32 name, address protocol, ShapePodManager podManager) {
        (NAME, PUFFER_PROTOCOL) = (name, protocol);
        _pod = payable(podManager.createPod());
    }

    receive() external payable {}

    /// @dev Pays for one validator: the ETH leaves the execution layer.
    function callStake(address depositContract) external payable {
        pay(depositContract, msg.value);
    }

    function pay(address to, uint256 amountWei) public {
        require(msg.sender == PUFFER_PROTOCOL, "not the protocol");
        (bool ok,) = to.call{value: amountWei}("");
        require(ok, "refused");
    }

    /// @dev Pod to module.
    function completeQueuedWithdrawals(uint256 amountWei) external {
        ShapePod(_pod).withdraw(amountWei);
    }

    function getEigenPod() external view returns (address) {
        return _pod;
    }

    function getWithdrawalCredentials() external view returns (bytes memory) {
        return abi.encodePacked(bytes1(0x01), bytes11(0), _pod);
    }
}
