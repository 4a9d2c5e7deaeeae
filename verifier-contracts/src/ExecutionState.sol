// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {ExpectedWithdrawalsProof} from "./ExpectedWithdrawals.sol";
import {ForkLayout} from "./ForkLayouts.sol";
import {SSZ} from "./SSZ.sol";
import {TrieAbsence} from "./TrieAbsence.sol";

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
    /// Withdrawals on their way to the execution layer; nothing before Gloas.
    ExpectedWithdrawalsProof withdrawals;
}

/// @title  ExecutionState
/// @notice The execution state root of a beacon state, and accounts and storage slots under it, by Merkle-Patricia
///         proofs (`eth_getProof`).
/// @dev    https://ethereum.org/en/developers/docs/data-structures-and-encoding/patricia-merkle-trie
///
///             beacon state root
///             └── execution state root         by branch; or block hash by branch, then the header that hashes to it
///                 └── account                  key keccak256(address): [nonce, balance, storage root, code hash]
///                     └── storage root
///                         └── slot             key keccak256(slot): the number, without leading zeros
///
///         Verified here: the execution state root is the one of the beacon state; the account or slot is in the trie
///         with the value returned (OpenZeppelin's TrieProof), or it is shown to be absent (TrieAbsence) and the value
///         is 0: neither an account without ETH nor a slot that holds 0 has to exist; an account has four fields.
///         Trusted, not verified: the beacon state root, which the caller proves, and that the layout's indices are
///         those of its fork (see ForkLayouts). Where the beacon state names a block hash (from Gloas on), that block is
///         the latest one whose payload it has seen: the one that its own block's payload builds on, of an earlier slot.
library ExecutionState {
    using RLP for bytes;
    using RLP for Memory.Slice;

    /// @notice The beacon state of this fork holds the execution block hash only: the header that it hashes is needed.
    error HeaderMissing();

    /// @notice The beacon state of this fork holds the execution state root itself: a header says nothing.
    /// @param length Bytes of the header given.
    error HeaderUnexpected(uint256 length);

    /// @notice The execution block header holds another state root.
    /// @param expected State root in the header.
    /// @param given    State root in the proof.
    error HeaderStateRootMismatch(bytes32 expected, bytes32 given);

    /// @notice The proof shows neither this account under this state root nor that there is none: it is wrong, cut
    ///         short, or of another block.
    /// @param account   Account that was to be proved.
    /// @param stateRoot Execution state root.
    /// @param reason    What OpenZeppelin's TrieProof objected to.
    error AccountProofRejected(address account, bytes32 stateRoot, TrieProof.ProofError reason);

    /// @notice An account has four fields: nonce, balance, storage root, code hash.
    /// @param account Account that was proved.
    /// @param fields  Fields that the proof showed.
    error AccountMalformed(address account, uint256 fields);

    /// @notice The proof shows neither this slot under this storage root nor that it is empty: it is wrong, cut short,
    ///         or of another block.
    /// @param slot        Storage slot that was to be proved.
    /// @param storageRoot Storage root of its account.
    /// @param reason      What OpenZeppelin's TrieProof objected to.
    error StorageProofRejected(uint256 slot, bytes32 storageRoot, TrieProof.ProofError reason);

    /// @notice Requires that `proof.stateRoot` is the execution state root of a beacon state.
    /// @param proof           Root, branch and, where the state holds only the block hash, header.
    /// @param forkLayout      Layout of the beacon state.
    /// @param beaconStateRoot Proven beacon state root.
    /// @param beaconTime      Time of the beacon block, seconds.
    /// @return timestamp      Of the execution block, seconds.
    function proveStateRoot(
        ExecutionProof calldata proof,
        ForkLayout memory forkLayout,
        bytes32 beaconStateRoot,
        uint64 beaconTime
    ) internal view returns (uint48 timestamp) {
        if (forkLayout.executionBlockHash == 0) {
            if (proof.header.length != 0) revert HeaderUnexpected(proof.header.length);
            SSZ.verifyBranch(proof.stateRoot, forkLayout.executionStateRoot, proof.branch, beaconStateRoot);
            return uint48(beaconTime);
        }
        if (proof.header.length == 0) revert HeaderMissing();
        SSZ.verifyBranch(
            keccak256(proof.header), forkLayout.executionBlockHash, proof.branch, beaconStateRoot
        );
        bytes32 inHeader = BlockHeader.getStateRoot(proof.header);
        if (inHeader != proof.stateRoot) revert HeaderStateRootMismatch(inHeader, proof.stateRoot);
        return uint48(BlockHeader.getTimestamp(proof.header));
    }

    /// @notice What a source holds; 0 if its account or its slot is shown to be absent.
    /// @param source     Account, or account and slot.
    /// @param proof      Its proof.
    /// @param stateRoot  Proven execution state root.
    /// @return amountWei The balance, or the number in the slot, wei.
    function valueOf(Source memory source, SourceProof calldata proof, bytes32 stateRoot)
        internal
        pure
        returns (uint256 amountWei)
    {
        (uint256 balanceWei, bytes32 storageRoot) = _account(source.account, proof.account, stateRoot);
        return source.kind == SourceKind.Balance ? balanceWei : _slot(source.slot, proof.slot, storageRoot);
    }

    /// @dev Balance and storage root of an account; 0 and the empty trie if there is none.
    function _account(address account, bytes[] memory proof, bytes32 stateRoot)
        private
        pure
        returns (uint256 balanceWei, bytes32 storageRoot)
    {
        bytes32 key = keccak256(abi.encodePacked(account));
        if (TrieAbsence.isProved(stateRoot, key, proof)) return (0, TrieAbsence.EMPTY_TRIE_ROOT);
        (bytes memory encoded, TrieProof.ProofError reason) =
            TrieProof.tryTraverse(stateRoot, bytes.concat(key), proof);
        if (reason != TrieProof.ProofError.NO_ERROR) revert AccountProofRejected(account, stateRoot, reason);
        Memory.Slice[] memory fields = encoded.decodeList();
        if (fields.length != 4) revert AccountMalformed(account, fields.length);
        return (fields[1].readUint256(), fields[2].readBytes32());
    }

    /// @dev Value of a storage slot; 0 if the trie does not hold it.
    function _slot(uint256 slot, bytes[] memory proof, bytes32 storageRoot)
        private
        pure
        returns (uint256 value)
    {
        bytes32 key = keccak256(abi.encode(slot));
        if (TrieAbsence.isProved(storageRoot, key, proof)) return 0;
        (bytes memory encoded, TrieProof.ProofError reason) =
            TrieProof.tryTraverse(storageRoot, bytes.concat(key), proof);
        if (reason != TrieProof.ProofError.NO_ERROR) revert StorageProofRejected(slot, storageRoot, reason);
        return encoded.decodeUint256();
    }
}
