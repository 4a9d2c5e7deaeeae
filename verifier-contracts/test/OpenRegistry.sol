// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ChainEnd} from "../src/EntryChain.sol";
import {IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {IPoseidon3} from "../src/interfaces/IPoseidon3.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";

/// @notice A registry whose chain can be filled without beacon proofs, where a test is about something else.
contract OpenRegistry is ValidatorRegistry {
    constructor(address admin, address registrar, IPoseidon3 poseidon, IBeaconRoots beaconRoots)
        ValidatorRegistry(admin, registrar, poseidon, beaconRoots)
    {}

    /// @param number         Number of a provision that is neither registered nor written off.
    /// @param validatorIndex Its index.
    function append(uint64 number, uint64 validatorIndex) external {
        ChainEnd memory end = _chainEnd();
        _append(end, number, validatorIndex);
        _keepEnd(end);
    }

    /// @param numbers Of such provisions.
    /// @param indices Their indices: all of them join in one call.
    function appendAll(uint64[] calldata numbers, uint64[] calldata indices) external {
        ChainEnd memory end = _chainEnd();
        for (uint256 i = 0; i < numbers.length; ++i) {
            _append(end, numbers[i], indices[i]);
        }
        _keepEnd(end);
    }
}
