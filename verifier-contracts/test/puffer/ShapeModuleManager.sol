// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ShapeModule} from "./ShapeModule.sol";
import {ShapePodManager} from "./ShapePodManager.sol";

/// @dev Makes modules for the protocol that calls it.
contract ShapeModuleManager {
    ShapePodManager public immutable POD_MANAGER;

    constructor(ShapePodManager podManager) {
        POD_MANAGER = podManager;
    }

    function createNewPufferModule(bytes32 name) external returns (ShapeModule) {
        return new ShapeModule(name, msg.sender, POD_MANAGER);
    }
}
