// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {IPoseidon3} from "../src/interfaces/IPoseidon3.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";

/// @notice A registry that tests fill without branches.
contract RegistryHarness is ValidatorRegistry {
    constructor(address admin, address registrar, IPoseidon3 poseidon_, IBeaconRoots beaconRoots_)
        ValidatorRegistry(admin, registrar, poseidon_, beaconRoots_)
    {}

    function append(uint64 number, uint64 validatorIndex) external {
        _append(number, validatorIndex);
    }
}
