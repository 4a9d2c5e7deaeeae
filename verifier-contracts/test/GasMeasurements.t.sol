// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IGroth16BatchVerifier} from "../src/interfaces/IGroth16BatchVerifier.sol";
import {ReservesOracle} from "../src/ReservesOracle.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";
import {PoseidonDeployer} from "./PoseidonDeployer.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @dev Gas of one call, for test/end-to-end/gas.test.ts to compare with the committed numbers: without the base cost
///      and calldata of a transaction.
event Measured(string name, uint256 gasUsed);

/// @dev Says yes, so that what is left of a report is everything but the proofs.
contract AcceptsEverything is IGroth16BatchVerifier {
    function verify(uint256[8][] calldata, uint256[16][] calldata) external pure returns (bool) {
        return true;
    }
}

/// @notice The batch verifier and the registry.
contract PartsGasTest is PoseidonDeployer {
    function test_gas_verify1() public {
        _verify(1, "verify 1 proof");
    }

    function test_gas_verify2() public {
        _verify(2, "verify 2 proofs");
    }

    function test_gas_verify5() public {
        _verify(5, "verify 5 proofs");
    }

    function test_gas_append6() public {
        ValidatorRegistry registry = new ValidatorRegistry(address(this), deployPoseidon());
        uint64[] memory indices = new uint64[](6);
        uint64[] memory principals = new uint64[](6);
        for (uint64 i = 0; i < 6; ++i) {
            (indices[i], principals[i]) = (1_000_000 + i, 32e9);
        }
        uint256 before = gasleft();
        registry.append(indices, principals);
        emit Measured("append 6 validators", before - gasleft());
        assertEq(registry.count(), 6);
    }

    function _verify(uint256 count, string memory name) private {
        bytes memory batch =
            vm.parseJsonBytes(readOrSkip(string.concat(FIXTURES, "toy-batch.json")), ".batch");
        (uint256[8][] memory proofs, uint256[16][] memory inputs) =
            abi.decode(batch, (uint256[8][], uint256[16][]));
        assembly ("memory-safe") {
            mstore(proofs, count)
            mstore(inputs, count)
        }
        IGroth16BatchVerifier verifier = IGroth16BatchVerifier(create(vm.getCode("ToyVerifier.sol:ToyVerifier")));
        uint256 before = gasleft();
        bool valid = verifier.verify(proofs, inputs);
        emit Measured(name, before - gasleft());
        assertTrue(valid, "verified");
    }
}

/// @notice A report of the real circuit: with its verifier, and with one that costs nothing.
contract ReportGasTest is ReportFixture {
    function fixtureName() internal pure override returns (string memory) {
        return "report.json";
    }

    function test_gas_report() public {
        _report("report 2 pages");
    }

    function test_gas_reportWithoutProofs() public {
        config.verifier = new AcceptsEverything();
        oracle = new ReservesOracle(config);
        _report("report 2 pages without their proofs");
    }

    function _report(string memory name) private {
        ReportArguments memory r = validReport();
        assertEq(r.pages.length, 2);
        uint256 before = gasleft();
        send(r);
        emit Measured(name, before - gasleft());
    }
}
