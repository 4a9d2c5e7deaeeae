// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IPoseidon3} from "../src/interfaces/IPoseidon3.sol";
import {Test} from "./Test.sol";

/// @notice Deploys what scripts/contracts/poseidon-contract.ts generates.
abstract contract PoseidonDeployer is Test {
    string internal constant POSEIDON_FIXTURE = "build/fixtures/poseidon.json";

    function deployPoseidon() internal returns (IPoseidon3) {
        bytes memory code = vm.parseJsonBytes(readOrSkip(POSEIDON_FIXTURE), ".creationCode");
        return IPoseidon3(create(code));
    }
}
