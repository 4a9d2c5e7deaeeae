// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {ExpectedWithdrawalsProof} from "./ExpectedWithdrawals.sol";
import {ForkLayout} from "./ForkLayouts.sol";
import {SSZ} from "./SSZ.sol";
import {TrieNodes, TrieReader} from "./TrieReader.sol";

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

/// @notice Proof of one account, and of one of its slots where a slot counts: positions in `ExecutionProof.nodes`, two
///         bytes each, big-endian, root first.
struct SourceProof {
    /// `accountProof` of `eth_getProof`.
    bytes account;
    /// `storageProof[0].proof`; empty for a balance.
    bytes slot;
}

/// @notice What is read from the execution layer of one block. Each part may be empty but the first three, of which `header`
///         may be as its comment says.
struct ExecutionProof {
    /// Execution state root.
    bytes32 stateRoot;
    /// Siblings from it, or from the execution block hash, up to the beacon state root.
    bytes32[] branch;
    /// RLP of the execution block header where the state holds only its hash; else empty.
    bytes header;
    /// The trie nodes of all proofs below, each once; without those shorter than 32 bytes, which stand in their parents.
    bytes[] nodes;
    /// Places of the sources proved, from 0: those listed, then the pods.
    uint64[] places;
    /// One for each place.
    SourceProof[] sources;
    /// One for each liability; read by `finalize` alone, like the rest.
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
///         with the value returned, or it is shown to be absent and the value is 0 (TrieReader): neither an account
///         without ETH nor a slot that holds 0 has to exist; an account has four fields.
///         Trusted, not verified: the beacon state root, which the caller proves, and that the layout's indices are
///         those of its fork (see ForkLayouts). Where the beacon state names a block hash (from Gloas on), that block is
///         the latest one whose payload it has seen: the one that its own block's payload builds on, of an earlier slot.
library ExecutionState {
    /// @notice The beacon state of this fork holds the execution block hash only: the header that it hashes is needed.
    error HeaderMissing();

    /// @notice The beacon state of this fork holds the execution state root itself: a header says nothing.
    /// @param length Bytes of the header given.
    error HeaderUnexpected(uint256 length);

    /// @notice The execution block header holds another state root.
    /// @param expected State root in the header.
    /// @param given    State root in the proof.
    error HeaderStateRootMismatch(bytes32 expected, bytes32 given);

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
        return proveStateRoot(
            proof.stateRoot, proof.branch, proof.header, forkLayout, beaconStateRoot, beaconTime
        );
    }

    /// @notice The same, of the three parts.
    /// @param stateRoot       Execution state root.
    /// @param branch          As in `ExecutionProof`.
    /// @param header          As in `ExecutionProof`.
    /// @param forkLayout      Layout of the beacon state.
    /// @param beaconStateRoot Proven beacon state root.
    /// @param beaconTime      Time of the beacon block, seconds.
    /// @return timestamp      Of the execution block, seconds.
    function proveStateRoot(
        bytes32 stateRoot,
        bytes32[] calldata branch,
        bytes calldata header,
        ForkLayout memory forkLayout,
        bytes32 beaconStateRoot,
        uint64 beaconTime
    ) internal view returns (uint48 timestamp) {
        if (forkLayout.executionBlockHash == 0) {
            if (header.length != 0) revert HeaderUnexpected(header.length);
            SSZ.verifyBranch(stateRoot, forkLayout.executionStateRoot, branch, beaconStateRoot);
            return uint48(beaconTime);
        }
        if (header.length == 0) revert HeaderMissing();
        SSZ.verifyBranch(keccak256(header), forkLayout.executionBlockHash, branch, beaconStateRoot);
        bytes32 inHeader = BlockHeader.getStateRoot(header);
        if (inHeader != stateRoot) revert HeaderStateRootMismatch(inHeader, stateRoot);
        return uint48(BlockHeader.getTimestamp(header));
    }

    /// @notice What a source holds; 0 if its account or its slot is shown to be absent.
    /// @param source     Account, or account and slot.
    /// @param proof      Its proof.
    /// @param stateRoot  Proven state root.
    /// @param nodes      Trie nodes.
    /// @return amountWei The balance, or the number in the slot, wei.
    function valueOf(
        Source memory source,
        SourceProof calldata proof,
        bytes32 stateRoot,
        TrieNodes memory nodes
    ) internal pure returns (uint256 amountWei) {
        (uint256 balanceWei, bytes32 storageRoot) = accountOf(source.account, stateRoot, nodes, proof.account);
        if (source.kind == SourceKind.Balance) return balanceWei;
        return slotOf(storageRoot, source.slot, nodes, proof.slot);
    }

    /// @notice Balance and storage root of an account; those of an empty one if it is shown to be absent.
    /// @param account      Its address.
    /// @param stateRoot    Proven state root.
    /// @param nodes        Trie nodes.
    /// @param path         Positions of the nodes on the way to it.
    /// @return balanceWei  Its balance, wei.
    /// @return storageRoot Root of its storage trie.
    function accountOf(address account, bytes32 stateRoot, TrieNodes memory nodes, bytes calldata path)
        internal
        pure
        returns (uint256 balanceWei, bytes32 storageRoot)
    {
        bytes calldata found = TrieReader.find(stateRoot, keccak256(abi.encodePacked(account)), nodes, path);
        if (found.length == 0) return (0, TrieReader.EMPTY_TRIE_ROOT);
        return TrieReader.readAccount(found);
    }

    /// @notice The number in a storage slot; 0 if it is shown to be absent.
    /// @param storageRoot Of the account, proven.
    /// @param slot        The slot.
    /// @param nodes       Trie nodes.
    /// @param path        Positions of the nodes on the way to it.
    /// @return The number.
    function slotOf(bytes32 storageRoot, uint256 slot, TrieNodes memory nodes, bytes calldata path)
        internal
        pure
        returns (uint256)
    {
        bytes calldata found = TrieReader.find(storageRoot, keccak256(abi.encode(slot)), nodes, path);
        return found.length == 0 ? 0 : TrieReader.readNumber(found);
    }
}
