// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {ExecutionState} from "../src/ExecutionState.sol";
import {Test} from "./Test.sol";

contract ExecutionStateHarness {
    function proveAccount(bytes32 root, address account, bytes[] memory proof)
        external
        pure
        returns (uint256, bytes32)
    {
        return ExecutionState.proveAccount(root, account, proof);
    }

    function proveSlot(bytes32 root, uint256 slot, bytes[] memory proof) external pure returns (uint256) {
        return ExecutionState.proveSlot(root, slot, proof);
    }
}

/// @dev Real proofs: the deposit contract on mainnet (block 21925176) and a Sepolia vault under state 7643648.
contract ExecutionStateTest is Test {
    address private constant DEPOSIT_CONTRACT = 0x00000000219ab540356cBB839Cbe05303d7705Fa;

    ExecutionStateHarness private state = new ExecutionStateHarness();

    function test_proveAccount_acceptsAMainnetBalanceOf86Bits() public {
        (bytes32 root, bytes[] memory proof, string memory json) = _mainnet();
        (uint256 balanceWei, bytes32 storageRoot) = state.proveAccount(root, DEPOSIT_CONTRACT, proof);
        assertEq(balanceWei, vm.parseJsonUint(json, ".balance"));
        assertTrue(balanceWei >> 85 == 1, "86 bits");
        assertEq(storageRoot, vm.parseJsonBytes32(json, ".storageHash"));
    }

    function test_proveSlot_acceptsAMainnetSlot() public {
        (bytes32 root, bytes[] memory proof, string memory json) = _mainnet();
        (, bytes32 storageRoot) = state.proveAccount(root, DEPOSIT_CONTRACT, proof);
        uint256 value =
            state.proveSlot(storageRoot, 1, vm.parseJsonBytesArray(json, ".storageProof[0].proof"));
        assertEq(value, vm.parseJsonUint(json, ".storageProof[0].value"));
    }

    function test_proveAccount_acceptsASepoliaVaultUnderItsBeaconState() public {
        string memory states = readOrSkip(string.concat(FIXTURES, "real-states.json"));
        string memory json = readOrSkip(string.concat(REAL_DATA, "account-proofs/vault_7643648.json"));
        (uint256 balanceWei,) = state.proveAccount(
            vm.parseJsonBytes32(states, ".electra.executionStateRoot"),
            vm.parseJsonAddress(json, ".vault_address"),
            vm.parseJsonBytesArray(json, ".account_proof")
        );
        assertEq(balanceWei, vm.parseJsonUint(json, ".balance"));
    }

    function test_proveAccount_revert_proofOfAnotherAccount() public {
        (bytes32 root, bytes[] memory proof,) = _mainnet();
        vm.expectPartialRevert(ExecutionState.AccountProofRejected.selector);
        state.proveAccount(root, address(0xdead), proof);
    }

    function test_proveAccount_revert_proofOfAnotherRoot() public {
        (bytes32 root, bytes[] memory proof,) = _mainnet();
        bytes32 other = ~root;
        vm.expectRevert(
            abi.encodeWithSelector(
                ExecutionState.AccountProofRejected.selector,
                DEPOSIT_CONTRACT,
                other,
                TrieProof.ProofError.INVALID_ROOT
            )
        );
        state.proveAccount(other, DEPOSIT_CONTRACT, proof);
    }

    function test_proveAccount_revert_noProof() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                ExecutionState.AccountProofRejected.selector,
                DEPOSIT_CONTRACT,
                bytes32("root"),
                TrieProof.ProofError.INVALID_PROOF
            )
        );
        state.proveAccount("root", DEPOSIT_CONTRACT, new bytes[](0));
    }

    function test_proveSlot_revert_proofOfAnotherSlot() public {
        (bytes32 root, bytes[] memory proof, string memory json) = _mainnet();
        (, bytes32 storageRoot) = state.proveAccount(root, DEPOSIT_CONTRACT, proof);
        proof = vm.parseJsonBytesArray(json, ".storageProof[0].proof");
        vm.expectPartialRevert(ExecutionState.StorageProofRejected.selector);
        state.proveSlot(storageRoot, 2, proof);
    }

    /// @dev A storage value stands where an account should: its RLP is no list of four.
    function test_proveAccount_revert_valueThatIsNoAccount() public {
        // A leaf whose value is a list of one: key nibbles of the address, then RLP [0x01].
        bytes32 key = keccak256(abi.encodePacked(DEPOSIT_CONTRACT));
        bytes memory path = abi.encodePacked(hex"a120", key);
        bytes[] memory proof = new bytes[](1);
        proof[0] = abi.encodePacked(bytes1(uint8(0xc0 + path.length + 3)), path, hex"82c101");
        vm.expectRevert(abi.encodeWithSelector(ExecutionState.AccountMalformed.selector, DEPOSIT_CONTRACT, 1));
        state.proveAccount(keccak256(proof[0]), DEPOSIT_CONTRACT, proof);
    }

    function testFuzz_proveAccount_rejectsAnyFlippedBit(uint256 node, uint256 bit) public {
        (bytes32 root, bytes[] memory proof,) = _mainnet();
        bytes memory target = proof[node % proof.length];
        bit %= target.length * 8;
        target[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        (bool ok,) =
            address(state).staticcall(abi.encodeCall(state.proveAccount, (root, DEPOSIT_CONTRACT, proof)));
        assertTrue(!ok, "flipped bit rejected");
    }

    function _mainnet() private returns (bytes32 root, bytes[] memory proof, string memory json) {
        string memory header = readOrSkip(string.concat(REAL_DATA, "mainnet-el/block.json"));
        json = readOrSkip(string.concat(REAL_DATA, "mainnet-el/proof.json"));
        root = vm.parseJsonBytes32(header, ".stateRoot");
        proof = vm.parseJsonBytesArray(json, ".accountProof");
    }
}
