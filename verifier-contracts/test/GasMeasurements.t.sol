// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IGroth16BatchVerifier} from "../src/interfaces/IGroth16BatchVerifier.sol";
import {PageRun} from "../src/interfaces/IReservesOracle.sol";
import {GasMeter} from "./GasMeter.sol";
import {RegisterArguments, RegistryFixture} from "./RegistryFixture.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

// What test/end-to-end/gas.test.ts compares with the committed numbers and `npm run gas` prints. The fixtures are reports
// over a state with 2.2 million balances: test/contract-fixtures/mainnet-size.ts.

/// forge-config: default.isolate = true
contract GasMeterTest is GasMeter {
    address private constant NOTHING = address(0x57);

    function testFuzz_sent_isBaseAndCalldataWhereNothingIsExecuted(bytes calldata data) public {
        vm.etch(NOTHING, hex"00");
        assertEq(sent(NOTHING, data), intrinsicGas(data));
    }
}

/// @notice The verifier alone: execution, without base and calldata of a transaction.
contract VerifierGasTest is GasMeter {
    function test_gas_verify1() public {
        _verify(1, "verify 1 proof");
    }

    function test_gas_verify2() public {
        _verify(2, "verify 2 proofs");
    }

    function test_gas_verify8() public {
        _verify(8, "verify 8 proofs");
    }

    function test_gas_verify32() public {
        _verify(32, "verify 32 proofs");
    }

    function _verify(uint256 count, string memory name) private {
        bytes memory batch =
            vm.parseJsonBytes(readOrSkip(string.concat(FIXTURES, "gas-batch.json")), ".batch");
        (uint256[8][] memory proofs, uint256[16][] memory inputs) =
            abi.decode(batch, (uint256[8][], uint256[16][]));
        assembly ("memory-safe") {
            mstore(proofs, count)
            mstore(inputs, count)
        }
        IGroth16BatchVerifier verifier =
            IGroth16BatchVerifier(create(vm.getCode("ToyVerifier.sol:ToyVerifier")));
        uint256 before = gasleft();
        bool valid = verifier.verify(proofs, inputs);
        uint256 gasUsed = before - gasleft();
        measured(name, gasUsed);
        assertTrue(valid, "verified");
    }
}

/// @notice Registrations against a validators list as deep as mainnet's.
/// forge-config: default.isolate = true
contract RegisterGasTest is RegistryFixture, GasMeter {
    function setUp() public {
        load("registry.json", ".deep");
        addPods();
        provisionAll();
    }

    function test_gas_register1() public {
        _register(1, "register 1 validator");
    }

    function test_gas_register8() public {
        _register(8, "register 8 validators");
    }

    function test_gas_register32() public {
        _register(32, "register 32 validators");
    }

    function _register(uint256 count, string memory name) private {
        RegisterArguments memory r = arguments();
        assembly ("memory-safe") {
            mstore(mload(add(r, 0x60)), count)
        }
        bytes memory data =
            abi.encodeCall(registry.register, (r.nextTimestamp, r.header, r.validators, r.registrations));
        measured(name, sent(address(registry), data));
        assertEq(registry.count(), count);
    }
}

/// @dev Whole spurts, in the transactions that `submit` makes of them (prover/plan/page-transactions.ts).
abstract contract MainnetReport is ReportFixture, GasMeter {
    /// @dev Of a signed transaction; clients take none that is larger into their pools.
    uint256 private constant TRANSACTION_BYTES_CAP = 131_072;
    /// @dev Around the calldata: nonce, fees, gas, recipient, signature.
    uint256 private constant ENVELOPE_BYTES = 200;

    function sendOpen(ReportArguments memory r) internal returns (uint256) {
        return sent(address(oracle), abi.encodeCall(oracle.open, (r.spurt, r.nextTimestamp, r.header)));
    }

    function sendPages(ReportArguments memory r, PageRun memory pages) internal returns (uint256 gasUsed) {
        bytes memory data = abi.encodeCall(oracle.submitPages, (r.spurt, r.top, pages));
        assertTrue(data.length + ENVELOPE_BYTES <= TRANSACTION_BYTES_CAP, "fits into a pool");
        gasUsed = sent(address(oracle), data);
        assertTrue(gasUsed + gasUsed / 10 <= TRANSACTION_GAS_CAP, "fits with the sender's margin");
    }

    function sendAllPages(ReportArguments memory r) internal returns (uint256 gasUsed, uint256 transactions) {
        uint64[] memory counts = uint64s(".transactions");
        transactions = counts.length;
        uint256 from = 0;
        for (uint256 i = 0; i < transactions; ++i) {
            uint256 to = from + counts[i];
            gasUsed += sendPages(r, slice(r.run, from, to));
            from = to;
        }
        assertEq(from, r.run.pages.length);
    }

    function sendFinalize(ReportArguments memory r) internal returns (uint256) {
        return sent(address(oracle), abi.encodeCall(oracle.finalize, (r.spurt, r.execution, r.deposits)));
    }
}

/// forge-config: default.isolate = true
contract StepsGasTest is MainnetReport {
    function fixtureName() internal pure override returns (string memory) {
        return "gas-random-1000.json";
    }

    function test_gas_open() public {
        measured("open", sendOpen(validReport()));
    }

    function test_gas_submit1() public {
        _submit(1, "submit 1 page");
    }

    function test_gas_submit2() public {
        _submit(2, "submit 2 pages");
    }

    function test_gas_submit8() public {
        _submit(8, "submit 8 pages");
    }

    function test_gas_submit32() public {
        _submit(32, "submit 32 pages");
    }

    function test_gas_finalize() public {
        ReportArguments memory r = validReport();
        sendOpen(r);
        sendAllPages(r);
        assertEq(config.sources.length + registry.pods().length, 4);
        measured("finalize with 4 accounts", sendFinalize(r));
    }

    function _submit(uint256 count, string memory name) private {
        ReportArguments memory r = validReport();
        sendOpen(r);
        measured(name, sendPages(r, slice(r.run, 0, count)));
        assertEq(oracle.progressOf(r.spurt).pages, count);
    }
}

abstract contract SpurtGas is MainnetReport {
    function spurtName() internal pure virtual returns (string memory);

    function test_gas_spurt() public {
        ReportArguments memory r = validReport();
        uint256 openGas = sendOpen(r);
        (uint256 pagesGas, uint256 pageTransactions) = sendAllPages(r);
        uint256 gasUsed = openGas + pagesGas + sendFinalize(r);
        vm.snapshotValue(spurtName(), "validators", entryCount());
        vm.snapshotValue(spurtName(), "pages", r.run.pages.length);
        vm.snapshotValue(spurtName(), "transactions", pageTransactions + 2);
        vm.snapshotValue(spurtName(), "gasUsed", gasUsed);
        assertEq(oracle.reportOf(r.spurt).existing, entryCount());
        assertEq(oracle.reportOf(r.spurt).reservesWei, expected("principalReservesWei"));
        assertEq(oracle.getRate(), expected("principalRate"));
    }
}

/// forge-config: default.isolate = true
contract SpurtRandom100GasTest is SpurtGas {
    function fixtureName() internal pure override returns (string memory) {
        return "gas-random-100.json";
    }

    function spurtName() internal pure override returns (string memory) {
        return "spurt of 100 validators at random";
    }
}

/// forge-config: default.isolate = true
contract SpurtRandom1000GasTest is SpurtGas {
    function fixtureName() internal pure override returns (string memory) {
        return "gas-random-1000.json";
    }

    function spurtName() internal pure override returns (string memory) {
        return "spurt of 1000 validators at random";
    }
}

/// forge-config: default.isolate = true
contract SpurtRuns100GasTest is SpurtGas {
    function fixtureName() internal pure override returns (string memory) {
        return "gas-runs-100.json";
    }

    function spurtName() internal pure override returns (string memory) {
        return "spurt of 100 validators in runs of eight";
    }
}

/// forge-config: default.isolate = true
contract SpurtRuns1000GasTest is SpurtGas {
    function fixtureName() internal pure override returns (string memory) {
        return "gas-runs-1000.json";
    }

    function spurtName() internal pure override returns (string memory) {
        return "spurt of 1000 validators in runs of eight";
    }
}
