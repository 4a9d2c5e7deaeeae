// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {ShapePod} from "./ShapePod.sol";

/// @dev Gives each caller one pod, at the address that CREATE2 makes of the caller and of the code of a pod.
contract ShapePodManager {
    function createPod() external returns (address pod) {
        pod = Create2.deploy(0, _saltOf(msg.sender), type(ShapePod).creationCode);
        ShapePod(payable(pod)).initialize(msg.sender);
    }

    function podInitCodeHash() public pure returns (bytes32) {
        return keccak256(type(ShapePod).creationCode);
    }

    function getPod(address owner) external view returns (address) {
        return Create2.computeAddress(_saltOf(owner), podInitCodeHash());
    }

    function _saltOf(address owner) private pure returns (bytes32) {
        return bytes32(uint256(uint160(owner)));
    }
}
