// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ExecutionProof, ExecutionState, Source, SourceKind, SourceProof} from "../src/ExecutionState.sol";
import {ForkLayout} from "../src/ForkLayouts.sol";
import {SSZ} from "../src/SSZ.sol";
import {TrieReader} from "../src/TrieReader.sol";
import {joined, NodeLists, pathOf, withoutInline} from "./NodeLists.sol";
import {Test} from "./Test.sol";

struct StateCase {
    Source source;
    NodeLists proof;
    uint256 expectedWei;
}

/// @dev Of the beacon block, seconds.
uint64 constant BEACON_TIME = 1_800_000_000;

contract ExecutionStateHarness {
    function proveStateRoot(ExecutionProof calldata proof, ForkLayout calldata forkLayout, bytes32 stateRoot)
        external
        view
        returns (uint48 timestamp)
    {
        return ExecutionState.proveStateRoot(proof, forkLayout, stateRoot, BEACON_TIME);
    }

    function valueOf(Source calldata source, NodeLists calldata lists, bytes32 stateRoot)
        external
        view
        returns (uint256)
    {
        (bytes[] memory account, bytes[] memory slot) =
            (withoutInline(lists.account), withoutInline(lists.slot));
        ExecutionProof memory execution;
        execution.stateRoot = stateRoot;
        execution.nodes = joined(account, slot);
        execution.supply = SourceProof(pathOf(0, account.length), pathOf(account.length, slot.length));
        return this.supplyOf(source, execution);
    }

    function supplyOf(Source calldata source, ExecutionProof calldata execution)
        external
        pure
        returns (uint256)
    {
        return ExecutionState.valueOf(
            source, execution.supply, execution.stateRoot, TrieReader.list(execution.nodes)
        );
    }
}

/// @dev Real proofs: the deposit contract on mainnet (block 21925176) and a Sepolia vault under state 7643648;
///      tries made by test/contract-fixtures/trie-proofs.ts.
contract ExecutionStateTest is Test {
    address private constant DEPOSIT_CONTRACT = 0x00000000219ab540356cBB839Cbe05303d7705Fa;
    bytes32 private constant DEPOSIT_CONTRACT_KEY = keccak256(abi.encodePacked(DEPOSIT_CONTRACT));
    /// @dev Electra's gindex of latest_execution_payload_header.block_hash.
    uint64 private constant BLOCK_HASH_GINDEX = 2828;

    /// @dev The made cases, where reading them again is cheap.
    address private constant STORE = address(0x5704e);

    ExecutionStateHarness private state = new ExecutionStateHarness();

    function setUp() public {
        vm.etch(STORE, vm.parseJsonBytes(readOrSkip(string.concat(FIXTURES, "state-tries.json")), ".state"));
    }

    // ---- valueOf: made tries ----

    function test_valueOf_everyAccountAndSlotPresentOrAbsent() public view {
        (bytes32 root, StateCase[] memory cases) = _cases();
        uint256 zeros = 0;
        for (uint256 i = 0; i < cases.length; ++i) {
            assertEq(state.valueOf(cases[i].source, cases[i].proof, root), cases[i].expectedWei);
            if (cases[i].expectedWei == 0) ++zeros;
        }
        assertTrue(zeros > 150 && cases.length - zeros > 150, "hundreds of both");
    }

    /// @dev The law of soundness: a proof gives the value or nothing. Proofs of other accounts and slots, nodes changed,
    ///      left out, repeated, exchanged.
    function testFuzz_valueOf_theValueOrARevert(uint256 which, uint256 other, uint256 edit, uint256 place)
        public
        view
    {
        (bytes32 root, StateCase[] memory cases) = _cases();
        StateCase memory given = cases[which % cases.length];
        StateCase memory foreign = cases[other % cases.length];
        NodeLists memory proof = given.proof;
        if (edit % 8 == 0) proof.account = foreign.proof.account;
        if (edit % 8 == 1) proof.slot = foreign.proof.slot;
        if (edit % 8 == 2) proof = foreign.proof;
        bool inSlot = (edit >> 8) % 2 == 1 && proof.slot.length > 0;
        bytes[] memory nodes = _edited(inSlot ? proof.slot : proof.account, edit % 8, place);
        if (inSlot) proof.slot = nodes;
        else proof.account = nodes;
        try state.valueOf(given.source, proof, root) returns (uint256 value) {
            assertEq(value, given.expectedWei);
        } catch {}
    }

    function test_valueOf_neverByACutAccountProof() public view {
        (bytes32 root, StateCase[] memory cases) = _cases();
        for (uint256 i = 0; i < cases.length; ++i) {
            StateCase memory given = cases[i];
            bytes[] memory nodes = given.proof.account;
            assembly ("memory-safe") {
                mstore(nodes, sub(mload(nodes), 1))
            }
            (bool isAccepted,) =
                address(state).staticcall(abi.encodeCall(state.valueOf, (given.source, given.proof, root)));
            assertTrue(!isAccepted, "refused");
        }
    }

    // ---- valueOf: real proofs ----

    function test_valueOf_acceptsAMainnetBalanceOf86Bits() public {
        (bytes32 root, NodeLists memory proof, string memory json) = _mainnet();
        uint256 balanceWei = state.valueOf(_balance(DEPOSIT_CONTRACT), proof, root);
        assertEq(balanceWei, vm.parseJsonUint(json, ".balance"));
        assertTrue(balanceWei >> 85 == 1, "86 bits");
    }

    function test_valueOf_acceptsAMainnetSlot() public {
        (bytes32 root, NodeLists memory proof, string memory json) = _mainnet();
        uint256 value = state.valueOf(_slot(DEPOSIT_CONTRACT, 1), proof, root);
        assertEq(value, vm.parseJsonUint(json, ".storageProof[0].value"));
    }

    function test_valueOf_acceptsASepoliaVaultUnderItsBeaconState() public {
        string memory states = readOrSkip(string.concat(FIXTURES, "real-states.json"));
        string memory json = readOrSkip(string.concat(REAL_DATA, "account-proofs/vault_7643648.json"));
        ExecutionProof memory execution;
        execution.stateRoot = vm.parseJsonBytes32(states, ".electra.executionStateRoot");
        execution.branch = vm.parseJsonBytes32Array(states, ".electra.executionBranch");
        ForkLayout memory forkLayout;
        forkLayout.executionStateRoot = uint64(vm.parseJsonUint(states, ".electra.executionGindex"));
        state.proveStateRoot(execution, forkLayout, vm.parseJsonBytes32(states, ".electra.stateRoot"));

        NodeLists memory proof;
        proof.account = vm.parseJsonBytesArray(json, ".account_proof");
        address vault = vm.parseJsonAddress(json, ".vault_address");
        uint256 balanceWei = state.valueOf(_balance(vault), proof, execution.stateRoot);
        assertEq(balanceWei, vm.parseJsonUint(json, ".balance"));
    }

    function testFuzz_valueOf_rejectsAnyFlippedBitOfAMainnetProof(uint256 node, uint256 bit) public {
        (bytes32 root, NodeLists memory proof,) = _mainnet();
        bytes memory target = proof.account[node % proof.account.length];
        bit %= target.length * 8;
        target[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        vm.expectPartialRevert(TrieReader.NodeMissing.selector);
        state.valueOf(_balance(DEPOSIT_CONTRACT), proof, root);
    }

    function test_valueOf_revert_proofOfAnotherAccount() public {
        (bytes32 root, NodeLists memory proof,) = _mainnet();
        vm.expectPartialRevert(TrieReader.NodeMissing.selector);
        state.valueOf(_balance(address(0xdead)), proof, root);
    }

    function test_valueOf_revert_proofOfAnotherRoot() public {
        (bytes32 root, NodeLists memory proof,) = _mainnet();
        vm.expectRevert(
            abi.encodeWithSelector(TrieReader.NodeMissing.selector, DEPOSIT_CONTRACT_KEY, 0, ~root)
        );
        state.valueOf(_balance(DEPOSIT_CONTRACT), proof, ~root);
    }

    function test_valueOf_revert_noProof() public {
        NodeLists memory none;
        vm.expectRevert(
            abi.encodeWithSelector(TrieReader.NodeMissing.selector, DEPOSIT_CONTRACT_KEY, 0, bytes32("root"))
        );
        state.valueOf(_balance(DEPOSIT_CONTRACT), none, "root");
    }

    function test_valueOf_revert_proofOfAnotherSlot() public {
        (bytes32 root, NodeLists memory proof,) = _mainnet();
        vm.expectPartialRevert(TrieReader.NodeMissing.selector);
        state.valueOf(_slot(DEPOSIT_CONTRACT, 2), proof, root);
    }

    /// @dev A slot that holds something is not zero because no proof is sent.
    function test_valueOf_revert_slotWithoutProof() public {
        (bytes32 root, NodeLists memory proof, string memory json) = _mainnet();
        proof.slot = new bytes[](0);
        vm.expectRevert(
            abi.encodeWithSelector(
                TrieReader.NodeMissing.selector,
                keccak256(abi.encode(1)),
                0,
                vm.parseJsonBytes32(json, ".storageHash")
            )
        );
        state.valueOf(_slot(DEPOSIT_CONTRACT, 1), proof, root);
    }

    /// @dev A storage value stands where an account should: its RLP is no list of four.
    function test_valueOf_revert_valueThatIsNoAccount() public {
        // A leaf whose value is a list of one: key nibbles of the address, then RLP [0x01].
        bytes memory path = abi.encodePacked(hex"a120", keccak256(abi.encodePacked(DEPOSIT_CONTRACT)));
        NodeLists memory proof;
        proof.account = new bytes[](1);
        proof.account[0] = abi.encodePacked(bytes1(uint8(0xc0 + path.length + 3)), path, hex"82c101");
        vm.expectRevert(abi.encodeWithSelector(TrieReader.NodeMalformed.selector, keccak256(hex"c101")));
        state.valueOf(_balance(DEPOSIT_CONTRACT), proof, keccak256(proof.account[0]));
    }

    // ---- valueOf: absence ----

    /// @dev No account, no storage: neither a slot proof is read nor is one needed.
    function test_valueOf_absentAccountHasNoStorage() public view {
        (bytes32 root, StateCase[] memory cases) = _cases();
        StateCase memory last = cases[cases.length - 1];
        last.source.kind = SourceKind.Slot;
        last.source.slot = 7;
        assertEq(state.valueOf(last.source, last.proof, root), 0);
    }

    function test_valueOf_revert_nodesAfterAnAbsentAccount() public {
        (bytes32 root, StateCase[] memory cases) = _cases();
        StateCase memory last = cases[cases.length - 1];
        bytes[] memory nodes = last.proof.account;
        last.proof.account = _edited(nodes, 6, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                TrieReader.NodesAfterEnd.selector,
                keccak256(abi.encodePacked(last.source.account)),
                nodes.length,
                nodes.length + 1
            )
        );
        state.valueOf(last.source, last.proof, root);
    }

    // ---- proveStateRoot ----

    function testFuzz_proveStateRoot_rejectsAnotherRootOrBranch(uint256 word, uint256 bit) public {
        string memory states = readOrSkip(string.concat(FIXTURES, "real-states.json"));
        ExecutionProof memory execution;
        execution.stateRoot = vm.parseJsonBytes32(states, ".electra.executionStateRoot");
        execution.branch = vm.parseJsonBytes32Array(states, ".electra.executionBranch");
        ForkLayout memory forkLayout;
        forkLayout.executionStateRoot = 2818;
        word %= execution.branch.length + 1;
        bytes32 flip = bytes32(1 << (bit % 256));
        if (word == 0) execution.stateRoot ^= flip;
        else execution.branch[word - 1] ^= flip;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        state.proveStateRoot(execution, forkLayout, vm.parseJsonBytes32(states, ".electra.stateRoot"));
    }

    /// @dev The chain of a fork whose state holds only the block hash: state, hash, header, state root, balance.
    function test_proveStateRoot_byAMainnetHeader() public {
        (ExecutionProof memory execution, ForkLayout memory forkLayout, bytes32 stateRoot) = _byHeader();
        string memory block_ = readOrSkip(string.concat(REAL_DATA, "mainnet-el/block.json"));
        assertEq(keccak256(execution.header), vm.parseJsonBytes32(block_, ".hash"));
        // The time of the execution block, not of the beacon block that names it.
        assertEq(
            state.proveStateRoot(execution, forkLayout, stateRoot), vm.parseJsonUint(block_, ".timestamp")
        );

        (, NodeLists memory proof, string memory json) = _mainnet();
        uint256 balanceWei = state.valueOf(_balance(DEPOSIT_CONTRACT), proof, execution.stateRoot);
        assertEq(balanceWei, vm.parseJsonUint(json, ".balance"));
    }

    function testFuzz_proveStateRoot_rejectsAChangedHeader(uint256 bit) public {
        (ExecutionProof memory execution, ForkLayout memory forkLayout, bytes32 stateRoot) = _byHeader();
        bit %= execution.header.length * 8;
        execution.header[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        state.proveStateRoot(execution, forkLayout, stateRoot);
    }

    function test_proveStateRoot_revert_headerMissing() public {
        ExecutionProof memory execution;
        ForkLayout memory forkLayout;
        forkLayout.executionBlockHash = BLOCK_HASH_GINDEX;
        vm.expectRevert(abi.encodeWithSelector(ExecutionState.HeaderMissing.selector));
        state.proveStateRoot(execution, forkLayout, 0);
    }

    function test_proveStateRoot_revert_headerUnexpected() public {
        ExecutionProof memory execution;
        execution.header = hex"c0";
        ForkLayout memory forkLayout;
        forkLayout.executionStateRoot = 2818;
        vm.expectRevert(abi.encodeWithSelector(ExecutionState.HeaderUnexpected.selector, 1));
        state.proveStateRoot(execution, forkLayout, 0);
    }

    function testFuzz_proveStateRoot_revert_headerStateRootMismatch(bytes32 other) public {
        (ExecutionProof memory execution, ForkLayout memory forkLayout, bytes32 stateRoot) = _byHeader();
        bytes32 inHeader = execution.stateRoot;
        vm.assume(other != inHeader);
        execution.stateRoot = other;
        vm.expectRevert(
            abi.encodeWithSelector(ExecutionState.HeaderStateRootMismatch.selector, inHeader, other)
        );
        state.proveStateRoot(execution, forkLayout, stateRoot);
    }

    // ---- helpers ----

    /// @dev The mainnet header under a beacon state made here: only its block hash is real.
    function _byHeader()
        private
        returns (ExecutionProof memory execution, ForkLayout memory forkLayout, bytes32 stateRoot)
    {
        string memory json = readOrSkip(string.concat(FIXTURES, "mainnet-header.json"));
        string memory block_ = readOrSkip(string.concat(REAL_DATA, "mainnet-el/block.json"));
        execution.header = vm.parseJsonBytes(json, ".header");
        execution.stateRoot = vm.parseJsonBytes32(block_, ".stateRoot");
        execution.branch = new bytes32[](SSZ.depthOf(BLOCK_HASH_GINDEX));
        forkLayout.executionBlockHash = BLOCK_HASH_GINDEX;
        stateRoot = keccak256(execution.header);
        for (uint256 i = 0; i < execution.branch.length; ++i) {
            bytes32 sibling = keccak256(abi.encode(i));
            execution.branch[i] = sibling;
            stateRoot = (BLOCK_HASH_GINDEX >> i) & 1 == 1
                ? sha256(abi.encodePacked(sibling, stateRoot))
                : sha256(abi.encodePacked(stateRoot, sibling));
        }
    }

    /// @dev 3: a bit flipped; 4: a node left out; 5: two nodes exchanged; 6: a node repeated at the end; else as it is.
    function _edited(bytes[] memory nodes, uint256 edit, uint256 place)
        private
        pure
        returns (bytes[] memory edited)
    {
        uint256 count = nodes.length;
        uint256 first = place % count;
        uint256 second = (place >> 128) % count;
        edited = new bytes[](edit == 6 ? count + 1 : edit == 4 ? count - 1 : count);
        for (uint256 i = 0; i < edited.length; ++i) {
            edited[i] = nodes[edit == 4 && i >= first ? i + 1 : i % count];
        }
        if (edit == 3) {
            uint256 bit = (place >> 128) % (edited[first].length * 8);
            edited[first][bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        }
        if (edit == 5) (edited[first], edited[second]) = (edited[second], edited[first]);
        if (edit == 6) edited[count] = nodes[first];
    }

    function _cases() private view returns (bytes32, StateCase[] memory) {
        return abi.decode(STORE.code, (bytes32, StateCase[]));
    }

    function _mainnet() private returns (bytes32 root, NodeLists memory proof, string memory json) {
        string memory header = readOrSkip(string.concat(REAL_DATA, "mainnet-el/block.json"));
        json = readOrSkip(string.concat(REAL_DATA, "mainnet-el/proof.json"));
        root = vm.parseJsonBytes32(header, ".stateRoot");
        proof.account = vm.parseJsonBytesArray(json, ".accountProof");
        proof.slot = vm.parseJsonBytesArray(json, ".storageProof[0].proof");
    }

    function _balance(address account) private pure returns (Source memory source) {
        source.account = account;
    }

    function _slot(address account, uint256 slot) private pure returns (Source memory) {
        return Source("", SourceKind.Slot, account, slot);
    }
}
