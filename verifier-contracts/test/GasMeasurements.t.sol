// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ExecutionProof, ExecutionState, Source, SourceKind, SourceProof} from "../src/ExecutionState.sol";
import {IGroth16BatchVerifier} from "../src/interfaces/IGroth16BatchVerifier.sol";
import {PageRun} from "../src/interfaces/IReservesOracle.sol";
import {TrieNodes, TrieReader} from "../src/TrieReader.sol";
import {GasMeter} from "./GasMeter.sol";
import {pathOf, shorten} from "./NodeLists.sol";
import {RegisterArguments, RegistryFixture} from "./RegistryFixture.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";
import {Vm} from "./Test.sol";
import {Repriced, TransactionGas} from "./TransactionGas.sol";

// What test/end-to-end/gas.test.ts compares with the committed numbers and `npm run gas` prints. The fixtures are reports
// over a state with 2.2 million balances: test/contract-fixtures/mainnet-size.ts.

/// @dev Writes pairs of slot and value, in the order of the calldata.
contract SlotWriter {
    fallback() external {
        assembly ("memory-safe") {
            for { let at := 0 } lt(at, calldatasize()) { at := add(at, 64) } {
                sstore(calldataload(at), calldataload(add(at, 32)))
            }
        }
    }
}

/// @dev Reads accounts, and a slot of the last one, from trie nodes.
contract TrieGas {
    /// @dev The reader alone: keys are hashed, paths lie there.
    /// @param keys Of the accounts, then of the slot.
    function read(bytes32 root, bytes32[] memory keys, bytes[] calldata nodes, bytes[] calldata paths)
        external
        view
        returns (uint256 gasUsed)
    {
        gasUsed = gasleft();
        TrieNodes memory listed = TrieReader.list(nodes);
        bytes32 storageRoot;
        uint256 last = keys.length - 1;
        for (uint256 i = 0; i < last; ++i) {
            storageRoot = _storageRootOf(root, keys[i], listed, paths[i]);
        }
        TrieReader.readNumber(TrieReader.find(storageRoot, keys[last], listed, paths[last]));
        gasUsed -= gasleft();
    }

    /// @dev The same as a report reads it.
    function readSources(
        Source[] memory sources,
        SourceProof[] calldata proofs,
        ExecutionProof calldata execution
    ) external view returns (uint256 gasUsed, uint256 sumWei) {
        uint256 before = gasleft();
        TrieNodes memory listed = TrieReader.list(execution.nodes);
        for (uint256 i = 0; i < sources.length; ++i) {
            sumWei += ExecutionState.valueOf(sources[i], proofs[i], execution.stateRoot, listed);
        }
        gasUsed = before - gasleft();
    }

    function _storageRootOf(bytes32 root, bytes32 key, TrieNodes memory nodes, bytes calldata path)
        private
        pure
        returns (bytes32 storageRoot)
    {
        (, storageRoot) = TrieReader.readAccount(TrieReader.find(root, key, nodes, path));
    }
}

/// @dev Touches slots and accounts in the order of the calldata: words of what is done (the low two bits) and where.
contract Toucher {
    fallback() external {
        assembly ("memory-safe") {
            let seen := 0
            for { let at := 0 } lt(at, calldatasize()) { at := add(at, 32) } {
                let place := shr(2, calldataload(at))
                switch and(calldataload(at), 3)
                case 0 { seen := add(seen, sload(place)) }
                case 1 { sstore(place, add(at, 1)) }
                case 2 { seen := add(seen, extcodesize(add(place, 0x57000))) }
                default { seen := add(seen, balance(add(place, 0x57000))) }
            }
            mstore(0, seen)
            return(0, 32)
        }
    }
}

/// forge-config: default.isolate = true
contract GasMeterTest is GasMeter {
    address private constant NOTHING = address(0x57000);
    address private immutable WRITER = address(new SlotWriter());
    /// @dev Of SlotWriter with twelve pairs: everything but its writes.
    uint256 private constant PAIRS_LOOP_GAS = 790;

    function testFuzz_executed_isBaseAndCalldataWhereNothingIsExecuted(bytes calldata data) public {
        vm.etch(NOTHING, hex"00");
        assertEq(executed(NOTHING, data), BASE_GAS + calldataGas(data));
    }

    /// @dev 10 for a zero byte, 40 for another: EIP-7623. 64 for each: EIP-7976.
    function testFuzz_sent_isTheFloorWhereNothingIsExecuted(bytes calldata data) public {
        vm.etch(NOTHING, hex"00");
        uint256 floor = 21_000;
        for (uint256 i = 0; i < data.length; ++i) {
            floor += data[i] == 0 ? 10 : 40;
        }
        TransactionGas memory gas = sent(NOTHING, data);
        assertEq(gas.today, floor);
        assertEq(gas.amsterdam, 15_000 + 64 * data.length);
    }

    /// @dev What forge's EVM charges is what is counted, and a remainder that no slot changes: nothing is missed.
    function testFuzz_repricedGas_countsWhatWasExecuted(uint8[12] calldata slots) public {
        // Values that rise, so that nothing is refunded.
        assertEq(_remainder(WRITER, _pairs(slots)), BASE_GAS + PAIRS_LOOP_GAS);
    }

    /// @dev What recording makes warm is counted back, so that gas is that of a transaction that nobody records.
    function testFuzz_repricedGas_countsWhatRecordingHides(uint8[16] calldata touches) public {
        bytes memory data;
        for (uint256 i = 0; i < touches.length; ++i) {
            data = abi.encodePacked(data, uint256(touches[i] % 32));
        }
        (address plain, address recorded) = (address(new Toucher()), address(new Toucher()));
        // Before: forge goes on touching when it has recorded.
        uint256 plainGas = executed(plain, data);
        (uint256 gasUsed, Vm.AccountAccess[] memory accesses) = executedAndRecorded(recorded, data);
        assertEq(gasUsed + repricedGas(recorded, accesses).hidden, plainGas);
    }

    /// @dev EIP-8037 and EIP-8038. A new slot by a call with two pushes took 110,026 beside its base on Sepolia.
    function test_repricedGas_ofSlots() public {
        _assertPriced(abi.encode(1, 1), 22_100, 110_020);
        _assertPriced(abi.encode(1, 2), 5_000, 12_100);
        _assertPriced(abi.encode(1, 2), 2_200, 2_100);
        _assertPriced(abi.encode(1, 3, 1, 4), 5_000 + 100, 12_100 + 100);
        _assertPriced(abi.encode(2, 1, 3, 1), 2 * 22_100, 2 * 110_020);
    }

    function _assertPriced(bytes memory data, uint256 today, uint256 amsterdam) private {
        (, Vm.AccountAccess[] memory accesses) = executedAndRecorded(WRITER, data);
        Repriced memory repriced = repricedGas(WRITER, accesses);
        assertEq(repriced.today, today);
        assertEq(repriced.amsterdam, amsterdam);
    }

    function _remainder(address writer, bytes memory data) private returns (uint256) {
        (uint256 gasUsed, Vm.AccountAccess[] memory accesses) = executedAndRecorded(writer, data);
        Repriced memory repriced = repricedGas(writer, accesses);
        return gasUsed + repriced.hidden - calldataGas(data) - repriced.today;
    }

    function _pairs(uint8[12] memory slots) private pure returns (bytes memory data) {
        for (uint256 i = 0; i < slots.length; ++i) {
            data = abi.encodePacked(data, uint256(slots[i] % 16), i + 1);
        }
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
        // Computation, calldata of a call and precompiles: no rule of Amsterdam changes their price.
        measured(name, TransactionGas(gasUsed, gasUsed));
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
        shorten(r.registrations);
        bytes memory data =
            abi.encodeCall(registry.register, (r.nextTimestamp, r.header, r.validators, r.registrations));
        measured(name, sent(address(registry), data));
        assertEq(registry.count(), count);
    }
}

/// @dev Whole spurts, in the transactions that `submit` makes of them (prover/plan/choose-transactions.ts).
abstract contract MainnetReport is ReportFixture, GasMeter {
    /// @dev Of a signed transaction; clients take none that is larger into their pools.
    uint256 private constant TRANSACTION_BYTES_CAP = 131_072;
    /// @dev Around the calldata: nonce, fees, gas, recipient, signature.
    uint256 private constant ENVELOPE_BYTES = 200;

    function sendOpen(ReportArguments memory r) internal returns (TransactionGas memory) {
        return sent(address(oracle), abi.encodeCall(oracle.open, (r.spurt, r.nextTimestamp, r.header)));
    }

    function sendPages(ReportArguments memory r, PageRun memory pages)
        internal
        returns (TransactionGas memory gas)
    {
        bytes memory data = abi.encodeCall(oracle.submitPages, (r.spurt, r.top, pages));
        assertTrue(data.length + ENVELOPE_BYTES <= TRANSACTION_BYTES_CAP, "fits into a pool");
        gas = sent(address(oracle), data);
        assertTrue(gas.today + gas.today / 10 <= TRANSACTION_GAS_CAP, "fits with the sender's margin");
    }

    function sendAllPages(ReportArguments memory r)
        internal
        returns (TransactionGas memory gas, uint256 transactions)
    {
        uint64[] memory counts = uint64s(".transactions");
        transactions = counts.length;
        uint256 from = 0;
        for (uint256 i = 0; i < transactions; ++i) {
            uint256 to = from + counts[i];
            gas = sum(gas, sendPages(r, slice(r.run, from, to)));
            from = to;
        }
        assertEq(from, r.run.pages.length);
    }

    function sendFinalize(ReportArguments memory r) internal returns (TransactionGas memory) {
        return sent(address(oracle), abi.encodeCall(oracle.finalize, (r.spurt, r.execution, r.deposits)));
    }

    function sum(TransactionGas memory a, TransactionGas memory b)
        internal
        pure
        returns (TransactionGas memory)
    {
        return TransactionGas(a.today + b.today, a.amsterdam + b.amsterdam);
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
        assertEq(lists.sources.length + registry.pods().length, 4);
        measured("finalize with 4 accounts", sendFinalize(r));
    }

    /// @dev Five accounts of eight nodes and a slot of six, each node sent for every path that it is on: without what
    ///      a report saves by sending shared ones once.
    function test_gas_trieNodes() public {
        ReportArguments memory r = validReport();
        ExecutionProof memory execution = r.execution;
        address[] memory pods = registry.pods();
        Source[] memory sources = new Source[](lists.sources.length + pods.length + 1);
        SourceProof[] memory proofs = new SourceProof[](sources.length);
        bytes[] memory nodes = new bytes[](64);
        uint256 count = 0;
        for (uint256 i = 0; i < sources.length; ++i) {
            bool isToken = i == sources.length - 1;
            if (isToken) sources[i] = Source("", SourceKind.Slot, lists.token, lists.supplySlot);
            else if (i < lists.sources.length) sources[i] = lists.sources[i];
            else sources[i].account = pods[i - lists.sources.length];
            SourceProof memory shared = isToken ? execution.supply : execution.sources[i];
            (proofs[i].account, count) = _unshare(shared.account, execution.nodes, nodes, count);
            (proofs[i].slot, count) = _unshare(shared.slot, execution.nodes, nodes, count);
        }
        shorten(nodes, count);
        execution.nodes = nodes;
        assertEq(nodes.length, 46);
        TrieGas reader = new TrieGas();
        (uint256 gasUsed, uint256 sumWei) = reader.readSources(sources, proofs, execution);
        measured("read 46 trie nodes as sources", TransactionGas(gasUsed, gasUsed));
        bytes32[] memory keys = new bytes32[](sources.length + 1);
        bytes[] memory paths = new bytes[](keys.length);
        for (uint256 i = 0; i < sources.length; ++i) {
            (keys[i], paths[i]) = (keccak256(abi.encodePacked(sources[i].account)), proofs[i].account);
        }
        (keys[sources.length], paths[sources.length]) =
        (keccak256(abi.encode(lists.supplySlot)), proofs[sources.length - 1].slot);
        gasUsed = reader.read(execution.stateRoot, keys, nodes, paths);
        measured("read 46 trie nodes", TransactionGas(gasUsed, gasUsed));
        assertTrue(sumWei > 0, "values read");
    }

    /// @dev Appends the nodes of a path to `to`, and says where they stand there.
    function _unshare(bytes memory path, bytes[] memory from, bytes[] memory to, uint256 count)
        private
        pure
        returns (bytes memory, uint256)
    {
        uint256 length = path.length / 2;
        for (uint256 i = 0; i < length; ++i) {
            to[count + i] = from[uint256(uint8(path[2 * i])) * 256 + uint8(path[2 * i + 1])];
        }
        return (pathOf(count, length), count + length);
    }

    function _submit(uint256 count, string memory name) private {
        ReportArguments memory r = validReport();
        sendOpen(r);
        measured(name, sendPages(r, slice(r.run, 0, count)));
        assertEq(oracle.progressOf(r.spurt).pages, count);
    }
}

/// @dev Along a registry that keeps its chain at multiples and at the end: all validators joined in one call.
abstract contract SpurtGas is MainnetReport {
    function setUp() public override {
        super.setUp();
        registry.appendAll(uint64s(".registry.provisions"), uint64s(".registry.indices"));
    }

    /// @dev All of them at once, in `setUp`.
    function initialEntries() internal pure override returns (uint256) {
        return 0;
    }

    function spurtName() internal pure virtual returns (string memory);

    function test_gas_spurt() public {
        ReportArguments memory r = validReport();
        TransactionGas memory openGas = sendOpen(r);
        (TransactionGas memory pagesGas, uint256 pageTransactions) = sendAllPages(r);
        TransactionGas memory gas = sum(sum(openGas, pagesGas), sendFinalize(r));
        vm.snapshotValue(spurtName(), "validators", entryCount());
        vm.snapshotValue(spurtName(), "pages", r.run.pages.length);
        vm.snapshotValue(spurtName(), "transactions", pageTransactions + 2);
        vm.snapshotValue(spurtName(), "gasUsed", gas.today);
        vm.snapshotValue(spurtName(), "amsterdamGas", gas.amsterdam);
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

/// @dev Pages of 2^21 constraints.
/// forge-config: default.isolate = true
contract SpurtRandom1000LargeGasTest is SpurtGas {
    function fixtureName() internal pure override returns (string memory) {
        return "gas-random-1000-large.json";
    }

    function spurtName() internal pure override returns (string memory) {
        return "spurt of 1000 validators at random by large";
    }
}

/// @dev Pages of 2^22 constraints.
/// forge-config: default.isolate = true
contract SpurtRandom1000HugeGasTest is SpurtGas {
    function fixtureName() internal pure override returns (string memory) {
        return "gas-random-1000-huge.json";
    }

    function spurtName() internal pure override returns (string memory) {
        return "spurt of 1000 validators at random by huge";
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
