// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {Eip4788} from "./Eip4788.sol";
import {IBeaconRoots} from "./interfaces/IBeaconRoots.sol";
import {IEntryChain} from "./interfaces/IEntryChain.sol";
import {ForkLayout} from "./interfaces/IForkLayouts.sol";
import {IPoseidon3} from "./interfaces/IPoseidon3.sol";
import {ListShape, ListTop, ListTree} from "./ListTree.sol";
import {NeighbourBranch, ProvenPath} from "./NeighbourBranch.sol";
import {BeaconHeader, SSZ} from "./SSZ.sol";

/// @notice What is proved of a validator.
struct ValidatorPlace {
    /// hash_tree_root of its public key.
    bytes32 pubkeyRoot;
    bytes32 withdrawalCredentials;
    uint64 validatorIndex;
}

/// @notice The list of validators of a block, of which a call proves one after the other.
struct ProvenList {
    ListShape shape;
    ProvenPath path;
}

/// @notice The end of a chain to which a call adds entries. It is in memory until `_keepEnd`.
struct ChainEnd {
    uint256 commitment;
    uint64 count;
    /// Labels of the entries after the last multiple of six.
    uint256 labels;
}

/// @title  EntryChain
/// @notice What registries of validators have in common: who stands where in a beacon state, indices that are taken once, and
///         the Poseidon chain.
/// @dev    A slot for the chain after each entry would cost more than half of what an entry does. So the chain is kept
///         where pages need it, and computed in memory between:
///
///             entries   0 ............ 40 ........ 64 ................ 128 ... 130
///             kept                      |           |                    |      |
///                                  end of a call   KEPT_EVERY           ...    end of a call
///
///         `count` is the end of a call, so what a spurt requires is kept. Between two kept counts there are 64 entries at
///         most: pages of one validator each, with the longest branches, fit into one transaction.
///
///         Verified here: the list of validators is that of a block that EIP-4788 remembers; public key and credentials stand
///         at the index named; no index is taken twice; Poseidon is circomlib's (one known answer).
///         Trusted, not verified: the layouts of `beaconRoots`.
abstract contract EntryChain is IEntryChain {
    using BitMaps for BitMaps.BitMap;
    using Checkpoints for Checkpoints.Trace208;

    /// @notice VALIDATOR_REGISTRY_LIMIT, consensus-specs phase0/beacon-chain.md; the circuit's range check too.
    uint64 public constant INDEX_LIMIT = 2 ** 40;

    /// @notice After so many entries the chain is kept, also in the middle of a call.
    uint64 public constant KEPT_EVERY = 64;

    /// @dev uint40 each.
    uint64 private constant LABELS_A_SLOT = 6;

    /// @dev Parent of public key and withdrawal credentials, below a validator.
    uint256 private constant KEY_AND_CREDENTIALS_GINDEX = 4;

    /// @dev Poseidon(1, 2, 3), from circomlibjs `buildPoseidon`; a test recomputes it.
    uint256 private constant POSEIDON_OF_1_2_3 =
        6542985608222806190361240322586112750744169038454362455181422643027100751666;

    /// @notice Poseidon of three inputs (scripts/contracts/poseidon-contract.ts).
    IPoseidon3 public immutable poseidon;

    /// @inheritdoc IEntryChain
    IBeaconRoots public immutable beaconRoots;

    /// @inheritdoc IEntryChain
    uint64 public count;

    BitMaps.BitMap private _indices;

    /// @dev 0 where it is not kept, and for no entry.
    mapping(uint64 entries => uint256 commitment) private _commitments;

    /// @dev What the registry notes of each entry, six to a storage slot, the first one lowest.
    mapping(uint64 six => uint256 labels) private _labels;

    /// @notice The contract at this address does not compute circomlib's Poseidon of three inputs.
    /// @param poseidon Its address.
    /// @param expected Poseidon(1, 2, 3).
    /// @param given    What it returned; 0 if there is no code.
    error PoseidonMismatch(address poseidon, uint256 expected, uint256 given);

    /// @notice A validator index is in the chain already.
    /// @param validatorIndex The index.
    error IndexRegistered(uint64 validatorIndex);

    /// @notice No beacon state can hold this index.
    /// @param validatorIndex The index.
    /// @param limit          First index that is too large.
    error IndexTooLarge(uint64 validatorIndex, uint64 limit);

    /// @notice The chain is not that long.
    /// @param entries Number of entries asked for.
    /// @param count   Number of entries there are.
    error EntriesOutOfRange(uint64 entries, uint64 count);

    /// @notice The chain is kept after each call that added entries and after each multiple of `KEPT_EVERY`.
    /// @param entries Number of entries asked for.
    error CommitmentNotKept(uint64 entries);

    /// @notice Counts of the future are not known.
    /// @param timestamp    Time asked for, seconds.
    /// @param currentTime  Time of this block, seconds.
    error TimeInFuture(uint48 timestamp, uint256 currentTime);

    /// @param poseidon_    The Poseidon contract.
    /// @param beaconRoots_ Layouts of beacon states.
    constructor(IPoseidon3 poseidon_, IBeaconRoots beaconRoots_) {
        uint256 answer = address(poseidon_).code.length == 0 ? 0 : poseidon_.poseidon([uint256(1), 2, 3]);
        if (answer != POSEIDON_OF_1_2_3) {
            revert PoseidonMismatch(address(poseidon_), POSEIDON_OF_1_2_3, answer);
        }
        poseidon = poseidon_;
        beaconRoots = beaconRoots_;
    }

    /// @inheritdoc IEntryChain
    function isIndexRegistered(uint64 validatorIndex) public view virtual returns (bool) {
        return _indices.get(validatorIndex);
    }

    /// @inheritdoc IEntryChain
    function commitment() external view returns (uint256) {
        return _commitments[count];
    }

    /// @inheritdoc IEntryChain
    function commitmentAt(uint64 entries_) public view virtual returns (uint256 given) {
        if (entries_ > count) revert EntriesOutOfRange(entries_, count);
        given = _commitments[entries_];
        if (given == 0 && entries_ != 0) revert CommitmentNotKept(entries_);
    }

    /// @dev The list of validators of a block that EIP-4788 remembers, of which the top is proven then.
    function _proveList(uint64 nextTimestamp, BeaconHeader calldata header, ListTop calldata validators)
        internal
        view
        returns (ProvenList memory list)
    {
        Eip4788.requireHeader(nextTimestamp, header);
        ForkLayout memory forkLayout = beaconRoots.layoutAt(header.slot);
        list.shape =
            ListShape(forkLayout.validators, ListTree.VALIDATORS_DEPTH, 1, forkLayout.progressiveLists);
        ListTree.verifyTop(validators, list.shape, header.stateRoot);
        list.path = NeighbourBranch.nothingProven();
    }

    /// @dev Requires that public key and credentials are those of the validator at the index.
    /// @param branch Up to the node of its window; a neighbour of the validator before needs fewer siblings.
    function _proveValidator(
        ValidatorPlace memory place,
        bytes32[] calldata branch,
        ListTop calldata validators,
        ProvenList memory list
    ) internal view {
        (uint256 gindex, bytes32 root) =
            ListTree.placeOf(KEY_AND_CREDENTIALS_GINDEX, place.validatorIndex, validators, list.shape);
        bytes32 node = SSZ.hashPair(place.pubkeyRoot, place.withdrawalCredentials);
        NeighbourBranch.verify(list.path, node, gindex, branch, root);
    }

    /// @dev To go on where another chain ended. Once, before any entry.
    function _startChain(uint64 entries_, uint256 commitment_) internal {
        count = entries_;
        _commitments[entries_] = commitment_;
    }

    /// @dev To add entries. Whoever does calls `_keepEnd` afterwards.
    function _chainEnd() internal view returns (ChainEnd memory) {
        return ChainEnd(_commitments[count], count, _labels[count / LABELS_A_SLOT]);
    }

    /// @dev Takes an index and adds it to the chain.
    /// @param label What the registry notes of the entry.
    function _extend(ChainEnd memory end, uint64 validatorIndex, uint64 principalGwei, uint40 label)
        internal
    {
        if (validatorIndex >= INDEX_LIMIT) revert IndexTooLarge(validatorIndex, INDEX_LIMIT);
        if (isIndexRegistered(validatorIndex)) revert IndexRegistered(validatorIndex);
        _indices.set(validatorIndex);
        end.commitment = poseidon.poseidon([end.commitment, validatorIndex, principalGwei]);
        end.labels |= uint256(label) << _shiftOf(end.count);
        ++end.count;
        if (end.count % LABELS_A_SLOT == 0) {
            _labels[end.count / LABELS_A_SLOT - 1] = end.labels;
            end.labels = 0;
        }
        if (end.count % KEPT_EVERY == 0) _keepCommitment(end);
    }

    /// @dev Writes what a call has added. Nothing where it added nothing.
    function _keepEnd(ChainEnd memory end) internal {
        if (end.count == count) return;
        count = end.count;
        if (end.count % LABELS_A_SLOT != 0) _labels[end.count / LABELS_A_SLOT] = end.labels;
        if (end.count % KEPT_EVERY != 0) _keepCommitment(end);
    }

    /// @dev What was noted of an entry.
    function _labelOf(uint64 position) internal view returns (uint40) {
        return uint40(_labels[position / LABELS_A_SLOT] >> _shiftOf(position));
    }

    function _countBy(Checkpoints.Trace208 storage counts, uint48 timestamp) internal view returns (uint256) {
        if (timestamp > block.timestamp) revert TimeInFuture(timestamp, block.timestamp);
        return counts.upperLookupRecent(timestamp);
    }

    function _keepCommitment(ChainEnd memory end) private {
        _commitments[end.count] = end.commitment;
        emit Extended(end.count, end.commitment);
    }

    /// @dev Bits below an entry's label in its slot.
    function _shiftOf(uint64 position) private pure returns (uint256) {
        return 40 * (position % LABELS_A_SLOT);
    }
}
