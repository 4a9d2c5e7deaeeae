// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {ForkLayout} from "./ForkLayouts.sol";
import {SSZ} from "./SSZ.sol";

/// @notice What a source or liability is.
enum SourceKind {
    /// ETH that the account holds.
    Balance,
    /// The number in one of its storage slots, wei.
    Slot
}

/// @notice An amount on the execution layer that counts.
struct Source {
    /// For people, ASCII, e.g. "PufferPool".
    bytes32 name;
    SourceKind kind;
    address account;
    /// Storage slot; 0 for a balance.
    uint256 slot;
}

/// @notice Proof of one account, and of one of its slots where a slot counts.
struct SourceProof {
    /// `accountProof` of `eth_getProof`, root first.
    bytes[] account;
    /// `storageProof[0].proof`; empty for a balance.
    bytes[] slot;
}

/// @notice What is read from the execution layer of one block.
struct ExecutionProof {
    /// Execution state root.
    bytes32 stateRoot;
    /// Siblings from it, or from the execution block hash, up to the beacon state root.
    bytes32[] branch;
    /// RLP of the execution block header where the state holds only its hash; else empty.
    bytes header;
    /// One for each source, then one for each pod.
    SourceProof[] sources;
    /// One for each liability.
    SourceProof[] liabilities;
    /// The token and the slot of its total supply.
    SourceProof supply;
}

/// @title  ExecutionState
/// @notice Accounts and storage slots under an execution state root, by Merkle-Patricia proofs (`eth_getProof`).
/// @dev    https://ethereum.org/en/developers/docs/data-structures-and-encoding/patricia-merkle-trie
///
///         Both tries are "secure": their keys are keccak256(address) and keccak256(slot).
///
///         Verified here: the account or slot is IN the trie with the value returned, and an account has four fields.
///         Trusted, not verified: the state root (ReservesOracle proves it under the beacon root).
///
///         Absence cannot be proved: OpenZeppelin's TrieProof has inclusion proofs only, so an account that does not
///         exist and a slot that holds zero are refused, not read as zero. A pool therefore needs an account: a deployed
///         contract always has one.
library ExecutionState {
    using RLP for bytes;
    using RLP for Memory.Slice;

    /// @notice The proof does not show this account under this state root: it is wrong, of another block, or the
    ///         account does not exist.
    /// @param account   Account that was to be proved.
    /// @param stateRoot Execution state root.
    /// @param reason    What OpenZeppelin's TrieProof objected to.
    error AccountProofRejected(address account, bytes32 stateRoot, TrieProof.ProofError reason);

    /// @notice An account has four fields: nonce, balance, storage root, code hash.
    /// @param account Account that was proved.
    /// @param fields  Fields that the proof showed.
    error AccountMalformed(address account, uint256 fields);

    /// @notice The proof does not show this slot under this storage root: it is wrong, of another block, or the slot
    ///         holds zero.
    /// @param slot        Storage slot that was to be proved.
    /// @param storageRoot Storage root of its account.
    /// @param reason      What OpenZeppelin's TrieProof objected to.
    error StorageProofRejected(uint256 slot, bytes32 storageRoot, TrieProof.ProofError reason);

    /// @notice Requires that `proof.stateRoot` is the execution state root of a beacon state.
    /// @param proof           Root, branch and, where the state holds only the block hash, header.
    /// @param layout          Layout of the beacon state.
    /// @param beaconStateRoot Proven beacon state root.
    function proveStateRoot(ExecutionProof calldata proof, ForkLayout memory layout, bytes32 beaconStateRoot)
        internal
        pure
    {
        SSZ.verifyBranch(proof.stateRoot, layout.executionStateRoot, proof.branch, beaconStateRoot);
    }

    /// @notice What a source holds, wei; 0 if its account or slot is proved to be absent.
    /// @param source    Account, or account and slot.
    /// @param proof     Its proof.
    /// @param stateRoot Proven execution state root.
    /// @return amountWei The amount.
    function valueOf(Source memory source, SourceProof calldata proof, bytes32 stateRoot)
        internal
        pure
        returns (uint256 amountWei)
    {
        (uint256 balanceWei, bytes32 storageRoot) = proveAccount(stateRoot, source.account, proof.account);
        return source.kind == SourceKind.Balance
            ? balanceWei
            : proveSlot(storageRoot, source.slot, proof.slot);
    }

    /// @notice Balance and storage root of an account.
    /// @param stateRoot    Execution state root.
    /// @param account      Address of the account.
    /// @param proof        Trie nodes from the root to the account (`accountProof` of `eth_getProof`).
    /// @return balanceWei  Its balance, wei.
    /// @return storageRoot Root of its storage trie.
    function proveAccount(bytes32 stateRoot, address account, bytes[] memory proof)
        internal
        pure
        returns (uint256 balanceWei, bytes32 storageRoot)
    {
        bytes memory key = abi.encodePacked(keccak256(abi.encodePacked(account)));
        (bytes memory value, TrieProof.ProofError reason) = TrieProof.tryTraverse(stateRoot, key, proof);
        if (reason != TrieProof.ProofError.NO_ERROR) revert AccountProofRejected(account, stateRoot, reason);
        Memory.Slice[] memory fields = value.decodeList();
        if (fields.length != 4) revert AccountMalformed(account, fields.length);
        return (fields[1].readUint256(), fields[2].readBytes32());
    }

    /// @notice Value of a storage slot, never zero.
    /// @param storageRoot Root of the account's storage trie.
    /// @param slot        Storage slot.
    /// @param proof       Trie nodes from the root to the slot (`storageProof[].proof` of `eth_getProof`).
    /// @return value      What the slot holds.
    function proveSlot(bytes32 storageRoot, uint256 slot, bytes[] memory proof)
        internal
        pure
        returns (uint256 value)
    {
        bytes memory key = abi.encodePacked(keccak256(abi.encode(slot)));
        (bytes memory encoded, TrieProof.ProofError reason) = TrieProof.tryTraverse(storageRoot, key, proof);
        if (reason != TrieProof.ProofError.NO_ERROR) revert StorageProofRejected(slot, storageRoot, reason);
        return encoded.decodeUint256();
    }
}
