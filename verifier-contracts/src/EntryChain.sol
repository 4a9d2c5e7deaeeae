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
import {BeaconHeader, SSZ} from "./SSZ.sol";

/// @notice What is proved of a validator.
struct ValidatorPlace {
    /// hash_tree_root of its public key.
    bytes32 pubkeyRoot;
    bytes32 withdrawalCredentials;
    uint64 validatorIndex;
}

/// @title  EntryChain
/// @notice What registries of validators have in common: who stands where in a beacon state, indices that are taken once, and
///         the links of the Poseidon chain.
/// @dev    Verified here: the list of validators is that of a block that EIP-4788 remembers; public key and credentials stand
///         at the index named; no index is taken twice; Poseidon is circomlib's (one known answer).
///         Trusted, not verified: the layouts of `beaconRoots`.
abstract contract EntryChain is IEntryChain {
    using BitMaps for BitMaps.BitMap;
    using Checkpoints for Checkpoints.Trace208;

    /// @notice VALIDATOR_REGISTRY_LIMIT, consensus-specs phase0/beacon-chain.md; the circuit's range check too.
    uint64 public constant INDEX_LIMIT = 2 ** 40;

    /// @dev Parent of public key and withdrawal credentials, below a validator.
    uint256 private constant KEY_AND_CREDENTIALS_GINDEX = 4;

    /// @dev Poseidon(1, 2, 3), from circomlibjs `buildPoseidon`; a test recomputes it.
    uint256 private constant POSEIDON_OF_1_2_3 =
        6542985608222806190361240322586112750744169038454362455181422643027100751666;

    /// @notice Poseidon of three inputs (scripts/contracts/poseidon-contract.ts).
    IPoseidon3 public immutable poseidon;

    /// @inheritdoc IEntryChain
    IBeaconRoots public immutable beaconRoots;

    BitMaps.BitMap private _indices;

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

    /// @dev The list of validators of a block that EIP-4788 remembers, of which the top is proven then.
    function _proveList(uint64 nextTimestamp, BeaconHeader calldata header, ListTop calldata validators)
        internal
        view
        returns (ListShape memory list)
    {
        Eip4788.requireHeader(nextTimestamp, header);
        ForkLayout memory forkLayout = beaconRoots.layoutAt(header.slot);
        list = ListShape(forkLayout.validators, ListTree.VALIDATORS_DEPTH, 1, forkLayout.progressiveLists);
        ListTree.verifyTop(validators, list, header.stateRoot);
    }

    /// @dev Requires that public key and credentials are those of the validator at the index.
    function _proveValidator(
        ValidatorPlace memory place,
        bytes32[] calldata branch,
        ListTop calldata validators,
        ListShape memory list
    ) internal view {
        bytes32 node = SSZ.hashPair(place.pubkeyRoot, place.withdrawalCredentials);
        ListTree.verifyElement(
            node, KEY_AND_CREDENTIALS_GINDEX, place.validatorIndex, branch, validators, list
        );
    }

    /// @dev Takes an index and returns the chain with it.
    function _extend(uint256 chain, uint64 validatorIndex, uint64 principalGwei) internal returns (uint256) {
        if (validatorIndex >= INDEX_LIMIT) revert IndexTooLarge(validatorIndex, INDEX_LIMIT);
        if (isIndexRegistered(validatorIndex)) revert IndexRegistered(validatorIndex);
        _indices.set(validatorIndex);
        return poseidon.poseidon([chain, validatorIndex, principalGwei]);
    }

    function _countBy(Checkpoints.Trace208 storage counts, uint48 timestamp) internal view returns (uint256) {
        if (timestamp > block.timestamp) revert TimeInFuture(timestamp, block.timestamp);
        return counts.upperLookupRecent(timestamp);
    }
}
