// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {PageRun} from "../../src/interfaces/ISpurtPages.sol";
import {ListTop} from "../../src/ListTree.sol";
import {CoreProof, WaitingPair} from "../../src/puffer/IPufferAssets.sol";
import {Pair, PairRegistration, ProtocolProof} from "../../src/puffer/IPufferRegistry.sol";
import {AccountProof, StateProof} from "../../src/puffer/PufferState.sol";
import {GasMeter} from "../GasMeter.sol";
import {Vm} from "../Test.sol";
import {Repriced, TransactionGas} from "../TransactionGas.sol";
import {BeaconValidator, PufferFixture, Taken} from "./PufferFixture.sol";
import {BuiltState, Wanted} from "./StateBuilder.sol";

// What scripts/gas/measure-puffer-gas.ts reads: `npm run gas:puffer`.

/// @dev Whole transactions on contracts of the deployed protocol's shape: 98 modules, 2.2 million validators, tries as deep as
///      mainnet's are taken to be.
abstract contract PufferGas is PufferFixture, GasMeter {
    /// @dev Of transactions: calldata, and gas without the floor of calldata (16 for a byte that is not zero), with that of
    ///      today, and by the rules of Amsterdam.
    struct Measured {
        uint256 bytes_;
        uint256 standard;
        uint256 today;
        uint256 amsterdam;
    }

    uint64 internal constant FULL = 32_000_000_000;
    uint256 internal constant MODULES = 98;
    uint256 private constant MAINNET_VALIDATORS = 2_200_000;
    /// @dev A real account proof has eight nodes.
    uint256 private constant ACCOUNT_LEVELS = 7;
    /// @dev Of a signed transaction, for clients' pools; and what is around its calldata.
    uint256 private constant TRANSACTION_BYTES_CAP = 131_072;
    uint256 private constant ENVELOPE_BYTES = 200;

    function setUp() public override {
        super.setUp();
        (fullLevels, fullLength, fullQueue) = (ACCOUNT_LEVELS, uint64(MAINNET_VALIDATORS), 30_000);
    }

    /// @dev Storage tries by their size: 100,000 leaves of vault and protocol, millions of the tokens.
    function stateOf(Wanted[] memory wanted) internal view override returns (BuiltState memory) {
        uint256[] memory levels = new uint256[](wanted.length);
        (levels[0], levels[3], levels[4], levels[5]) = (4, 5, 5, 4);
        return buildState(wanted, fullLevels, levels);
    }

    function addModules(uint256 from) internal {
        for (uint256 i = from; i < MODULES; ++i) {
            protocol.createPufferModule(nameOf(i));
            registry.addModule(nameOf(i));
        }
    }

    function nameOf(uint256 i) internal pure returns (bytes32) {
        return bytes32(abi.encodePacked("PUFFER_MODULE_", vm.toString(i)));
    }

    function provisionMany(uint256 count) internal {
        for (uint256 i = 0; i < count; ++i) {
            provisionWith(FIRST, FULL);
        }
    }

    function measure(string memory name, address target, bytes memory data) internal {
        note(name, gasOf(target, data));
    }

    function gasOf(address target, bytes memory data) internal returns (Measured memory measured_) {
        assertTrue(data.length + ENVELOPE_BYTES <= TRANSACTION_BYTES_CAP, "fits into a pool");
        (uint256 recordedGas, Vm.AccountAccess[] memory accesses) = executedAndRecorded(target, data);
        Repriced memory r = repricedGas(target, accesses);
        TransactionGas memory gas = priced(data, recordedGas, r);
        assertTrue(gas.today + gas.today / 10 <= TRANSACTION_GAS_CAP, "fits with the sender's margin");
        return Measured(data.length, recordedGas + r.hidden, gas.today, gas.amsterdam);
    }

    function add(Measured memory sum_, Measured memory one) internal pure {
        sum_.bytes_ += one.bytes_;
        sum_.standard += one.standard;
        sum_.today += one.today;
        sum_.amsterdam += one.amsterdam;
    }

    function note(string memory name, Measured memory one) internal {
        vm.snapshotValue("puffer-bytes", name, one.bytes_);
        vm.snapshotValue("puffer-standard", name, one.standard);
        vm.snapshotValue("puffer-today", name, one.today);
        vm.snapshotValue("puffer-amsterdam", name, one.amsterdam);
    }

    /// @dev The nodes of some paths alone, each once, and where they stand then.
    function pruned(StateProof memory whole, bytes[] memory paths)
        internal
        pure
        returns (StateProof memory part, bytes[] memory moved)
    {
        part = StateProof(whole.stateRoot, whole.branch, whole.header, new bytes[](whole.nodes.length));
        moved = new bytes[](paths.length);
        uint256[] memory places = new uint256[](whole.nodes.length);
        uint256 count;
        for (uint256 i = 0; i < paths.length; ++i) {
            for (uint256 byte_ = 0; byte_ < paths[i].length; byte_ += 2) {
                uint256 node = uint256(uint8(paths[i][byte_])) * 256 + uint8(paths[i][byte_ + 1]);
                if (places[node] == 0) {
                    part.nodes[count] = whole.nodes[node];
                    places[node] = ++count;
                }
                moved[i] = abi.encodePacked(moved[i], uint16(places[node] - 1));
            }
        }
        bytes[] memory nodes = part.nodes;
        assembly ("memory-safe") {
            mstore(nodes, count)
        }
    }
}

/// forge-config: default.isolate = true
contract DeepPufferRegistrationGasTest is PufferGas {
    /// @dev As many as fit into a transaction; the next one would take too much gas.
    uint256 private constant FITTING = 232;

    function test_gas_addModule() public {
        addModules(4);
        protocol.createPufferModule(nameOf(2));
        bytes memory data = abi.encodeCall(registry.addModule, (nameOf(2)));
        measure("add a module", address(registry), data);
    }

    function test_gas_announce32() public {
        provisionMany(32);
        Pair[] memory given = new Pair[](32);
        for (uint256 i = 0; i < 32; ++i) {
            given[i] = pairs[i];
        }
        measure("announce 32 pairs", address(registry), abi.encodeCall(registry.announce, (given)));
    }

    function test_gas_register1() public {
        _register(1, "register 1 pair");
    }

    function test_gas_register8() public {
        _register(8, "register 8 pairs");
    }

    function test_gas_register32() public {
        _register(32, "register 32 pairs");
    }

    function test_gas_registerFitting() public {
        Measured memory fitting = _register(FITTING, "register as many pairs as fit");
        vm.snapshotValue("puffer-bytes", "pairs that fit", FITTING);
        uint256 gas = fitting.today + fitting.today / FITTING;
        assertTrue(gas + gas / 10 > TRANSACTION_GAS_CAP, "no more would fit");
    }

    /// @dev Announces too.
    function _register(uint256 count, string memory name) private returns (Measured memory measured_) {
        provisionMany(count);
        Taken memory taken = take(1);
        PairRegistration[] memory given = registrations(taken, upTo(count));
        shorten(given);
        bytes memory data = abi.encodeCall(
            registry.register, (taken.nextTimestamp, taken.header, validatorsTop(taken), given)
        );
        measured_ = gasOf(address(registry), data);
        note(name, measured_);
        assertEq(registry.count(), count);
    }

    function test_gas_settle() public {
        provisionMany(16);
        register(take(1), upTo(16));
        Pair[] memory exited = new Pair[](8);
        for (uint256 i = 0; i < 9; ++i) {
            give(moduleOf(FIRST), 32 ether);
            exit(i, 32 ether);
            if (i < 8) exited[i] = pairs[i];
        }
        measure("settle 8 exits", address(registry), abi.encodeCall(registry.settle, (exited)));
        exited = new Pair[](1);
        exited[0] = pairs[8];
        measure("settle 1 exit", address(registry), abi.encodeCall(registry.settle, (exited)));
    }
}

/// forge-config: default.isolate = true
contract DeepPufferWeekGasTest is PufferGas {
    /// @dev Pods and modules of one transaction, with their nodes.
    uint256 private constant SOURCES_A_TRANSACTION = 35;
    uint64 private constant SPURT = 2;

    function test_gas_openCoreFinalizeImprove() public {
        Taken memory taken = _week(4, 1);
        measure(
            "open", address(opinion), abi.encodeCall(opinion.open, (SPURT, taken.nextTimestamp, taken.header))
        );
        submitPages(SPURT, taken);
        measure("prove the core", address(assets), _coreCall(taken));
        measure("finalize", address(opinion), abi.encodeCall(opinion.finalize, (SPURT)));
        // The pod holds what left the validator.
        measure("show 1 pod", address(assets), _sourcesCall(taken, 0, 1, 2));
        PageRun memory none;
        ListTop memory top;
        measure("improve", address(opinion), abi.encodeCall(opinion.improve, (SPURT, top, none)));
        assertEq(opinion.reportOf(SPURT).shortfallWei, 0);
    }

    function test_gas_sources10() public {
        _sources(10, 2, "show 10 pods");
    }

    function test_gas_sources20() public {
        _sources(20, 2, "show 20 pods");
    }

    function test_gas_sources98() public {
        _sources(98, 2, "show 98 pods");
    }

    function test_gas_sources196() public {
        _sources(196, 1, "show 98 pods and 98 modules");
    }

    function test_gas_late1() public {
        _late(1, "show 1 late pair");
    }

    function test_gas_late10() public {
        _late(10, "show 10 late pairs");
    }

    function test_gas_waiting1() public {
        _waiting(1, "show 1 waiting deposit");
    }

    function test_gas_waiting10() public {
        _waiting(10, "show 10 waiting deposits");
    }

    /// @dev A registry with whole validators, of which some have left.
    function _week(uint256 validators, uint256 swept) private returns (Taken memory) {
        provisionMany(validators);
        register(take(1), upTo(validators));
        for (uint256 i = 0; i < swept; ++i) {
            beacon[i].balanceGwei = 0;
            give(podOf(FIRST), 32 ether);
        }
        return take(SPURT);
    }

    function _begun(Taken memory taken) private {
        open(SPURT, taken);
        proveCore(SPURT, taken);
    }

    /// @param step  2: pods alone; 1: pods and modules.
    function _sources(uint256 count, uint256 step, string memory name) private {
        addModules(2);
        for (uint256 i = 0; i < MODULES; ++i) {
            give(podOf(nameOf(i)), 1 ether + i);
            give(moduleOf(nameOf(i)), 1 ether + i);
        }
        Taken memory taken = _week(4, 0);
        _begun(taken);
        Measured memory sum;
        uint256 transactions = 0;
        for (uint256 from = 0; from < count; from += SOURCES_A_TRANSACTION) {
            uint256 to = from + SOURCES_A_TRANSACTION < count ? from + SOURCES_A_TRANSACTION : count;
            add(sum, gasOf(address(assets), _sourcesCall(taken, from, to, step)));
            ++transactions;
        }
        note(name, sum);
        vm.snapshotValue("puffer-transactions", name, transactions);
        assertTrue(assets.isShown(SPURT, uint64((count - 1) * step)), "all of them");
    }

    function _sourcesCall(Taken memory taken, uint256 from, uint256 to, uint256 step)
        private
        view
        returns (bytes memory)
    {
        (uint64[] memory places, bytes[] memory paths) = (new uint64[](to - from), new bytes[](to - from));
        for (uint256 i = 0; i < places.length; ++i) {
            places[i] = uint64((from + i) * step);
            paths[i] = taken.state.accounts[taken.firstModule + places[i]];
        }
        StateProof memory part;
        (part, paths) = pruned(stateProof(taken), paths);
        return abi.encodeCall(assets.showSources, (SPURT, part, places, paths));
    }

    function _coreCall(Taken memory taken) private view returns (bytes memory) {
        CoreProof memory core = coreProof(taken);
        AccountProof[5] memory proofs = [core.vault, core.oracle, core.depositor, core.weth, core.stEth];
        bytes[] memory paths = new bytes[](32);
        uint256 count;
        for (uint256 i = 0; i < 5; ++i) {
            paths[count++] = proofs[i].account;
            for (uint256 j = 0; j < proofs[i].slots.length; ++j) {
                paths[count++] = proofs[i].slots[j];
            }
        }
        StateProof memory part;
        (part, paths) = pruned(stateProof(taken), paths);
        count = 0;
        for (uint256 i = 0; i < 5; ++i) {
            proofs[i].account = paths[count++];
            for (uint256 j = 0; j < proofs[i].slots.length; ++j) {
                proofs[i].slots[j] = paths[count++];
            }
        }
        return abi.encodeCall(assets.proveCore, (SPURT, part, core));
    }

    /// @dev Announced after the block.
    function _late(uint256 count, string memory name) private {
        Taken memory taken = _week(1, 0);
        for (uint256 i = 0; i < count; ++i) {
            provision(SECOND);
        }
        taken = take(SPURT);
        _begun(taken);
        Pair[] memory late = new Pair[](count);
        bytes[] memory paths = new bytes[](count + 2);
        ProtocolProof memory account = protocolProof(taken);
        (paths[count], paths[count + 1]) = (account.account, account.implementation);
        for (uint256 i = 0; i < count; ++i) {
            (late[i], paths[i]) = (pairs[i + 1], statusPath(taken, i + 1));
        }
        registry.announce(late);
        StateProof memory part;
        (part, paths) = pruned(stateProof(taken), paths);
        account = ProtocolProof(paths[count], paths[count + 1]);
        assembly ("memory-safe") {
            mstore(paths, count)
        }
        measure(name, address(assets), abi.encodeCall(assets.showLate, (SPURT, part, account, late, paths)));
        assertEq(assets.amountsOf(SPURT).lateIn, count);
    }

    function _waiting(uint256 count, string memory name) private {
        WaitingPair[] memory waiting = new WaitingPair[](count);
        bytes32 credentials = credentialsOf(podOf(SECOND));
        for (uint256 i = 0; i < count; ++i) {
            queue.push(BeaconValidator(rootOf(keys[provision(SECOND)]), credentials, FULL));
        }
        announce(upTo(count));
        beacon.push();
        Taken memory taken = take(SPURT);
        _begun(taken);
        for (uint64 i = 0; i < count; ++i) {
            bytes32[] memory branch = branchOf(taken.deposits, i, new bytes32[](0));
            waiting[i] =
                WaitingPair(pairs[i], i, credentials, keccak256("signature"), keccak256("rest"), branch);
        }
        measure(
            name, address(assets), abi.encodeCall(assets.showWaiting, (SPURT, depositsTop(taken), waiting))
        );
        assertEq(assets.amountsOf(SPURT).waiting, count);
    }
}
