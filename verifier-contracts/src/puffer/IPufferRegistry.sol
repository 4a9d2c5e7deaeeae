// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IEntryChain} from "../interfaces/IEntryChain.sol";
import {ListTop} from "../ListTree.sol";
import {BeaconHeader} from "../SSZ.sol";
import {StateProof} from "./PufferState.sol";
import {PufferSource} from "./PufferSource.sol";

/// @notice A validator of the protocol: the number `index` of the module `name`.
struct Pair {
    bytes32 name;
    uint64 index;
}

/// @notice What is known of a pair's validator.
enum PairPlacement {
    Unknown,
    /// It pays out to the module's pod and is in the chain.
    Placed,
    /// It pays out to somebody else.
    Foreign
}

/// @notice What the registry keeps of a pair: 64 bits.
struct PairRecord {
    /// In the order of announcements, from 1; 0 if it is not announced.
    uint32 number;
    /// In the order of settlements, from 1; 0 if it is not settled.
    uint24 settledNumber;
    PairPlacement placement;
}

/// @notice Pairs so far.
struct PairCounts {
    uint32 announced;
    /// Of these, no longer active.
    uint32 settled;
    /// Shown to pay out to somebody else.
    uint32 foreign;
    /// Settled before anybody showed a validator of theirs.
    uint32 settledUnplaced;
}

/// @notice The proof that a pair's key is the validator with this index.
struct PairRegistration {
    Pair pair;
    uint64 validatorIndex;
    bytes32 withdrawalCredentials;
    /// Siblings from the parent of public key and credentials up to the top of the validators list, or up to where they meet
    /// those of the validator that the call has proved before (NeighbourBranch). One that is skipped proves nothing.
    bytes32[] branch;
}

/// @notice Where the storage of the protocol says that a pair was active: positions of trie nodes.
struct PairProof {
    bytes status;
    /// The two chunks of its key.
    bytes firstChunk;
    bytes lastChunk;
}

/// @notice The protocol at a block.
struct ProtocolProof {
    bytes account;
    bytes implementation;
}

/// @notice That pairs were active at a block, by the protocol's storage.
struct PairsProof {
    StateProof state;
    ProtocolProof protocol;
    /// One for each registration.
    PairProof[] pairs;
}

/// @title  IPufferRegistry
/// @notice Which validators are those of the deployed Puffer protocol. Anyone may call everything.
interface IPufferRegistry is IEntryChain {
    /// @notice A module is known.
    /// @param position Its place in the list, from 0.
    /// @param name     Its name.
    /// @param module   Its address.
    /// @param pod      Its pod.
    event ModuleAdded(uint256 indexed position, bytes32 indexed name, address module, address pod);

    /// @notice The protocol counts a pair.
    /// @param name   Name of the module.
    /// @param index  Number of the validator there.
    /// @param number In the order of announcements, from 1.
    /// @param pubkeyRoot hash_tree_root of its public key.
    event Announced(bytes32 indexed name, uint64 indexed index, uint64 indexed number, bytes32 pubkeyRoot);

    /// @notice A pair's validator is in the chain.
    /// @param position       Place in the list, from 0.
    /// @param name           Name of the module.
    /// @param index          Number of the validator there.
    /// @param validatorIndex Beacon chain index.
    event Registered(
        uint64 indexed position, bytes32 indexed name, uint64 index, uint64 indexed validatorIndex
    );

    /// @notice A pair's validator pays out to somebody else: it counts 0.
    /// @param name                  Name of the module.
    /// @param index                 Number of the validator there.
    /// @param validatorIndex        Beacon chain index.
    /// @param withdrawalCredentials Whom it pays out to.
    event ForeignCredentials(
        bytes32 indexed name,
        uint64 indexed index,
        uint64 indexed validatorIndex,
        bytes32 withdrawalCredentials
    );

    /// @notice The protocol no longer counts a pair.
    /// @param name   Name of the module.
    /// @param index  Number of the validator there.
    /// @param number In the order of settlements, from 1.
    event Settled(bytes32 indexed name, uint64 indexed index, uint64 indexed number);

    /// @notice The protocol has no module of this name.
    /// @param name The name.
    error ModuleUnknown(bytes32 name);

    /// @notice The module is in the list.
    /// @param name Its name.
    error ModuleKnown(bytes32 name);

    /// @notice The module's pod is not the one that CREATE2 makes of it.
    /// @param name     Name of the module.
    /// @param expected By CREATE2.
    /// @param given    By the module.
    error PodMismatch(bytes32 name, address expected, address given);

    /// @notice The protocol does not count this pair.
    /// @param name  Name of the module.
    /// @param index Number of the validator there.
    error PairNotActive(bytes32 name, uint64 index);

    /// @notice The protocol still counts this pair, or it was never announced.
    /// @param name   Name of the module.
    /// @param index  Number of the validator there.
    /// @param number Of its announcement, 0 if there was none.
    error PairNotExited(bytes32 name, uint64 index, uint32 number);

    /// @notice There must be one proof for each registration.
    /// @param expected Registrations.
    /// @param given    Proofs.
    error PairProofCount(uint256 expected, uint256 given);

    /// @notice Adds a module of the protocol, so that its balance and its pod's may count.
    /// @param name Its name.
    function addModule(bytes32 name) external;

    /// @notice Announces pairs that the protocol counts now; those announced before are passed over.
    /// @param pairs The pairs.
    function announce(Pair[] calldata pairs) external;

    /// @notice Shows validators of pairs that the protocol counts now, and announces these where nobody did. Those shown
    ///         before are passed over.
    /// @param nextTimestamp Timestamp of the block AFTER the one proved: the key into EIP-4788, seconds.
    /// @param header        Header of the block proved.
    /// @param validators    Top of the validators list of its state.
    /// @param registrations The validators, in the order in which they join.
    function register(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata validators,
        PairRegistration[] calldata registrations
    ) external;

    /// @notice The same for pairs that were active at the block proved, by the protocol's storage: they may have exited since.
    /// @param nextTimestamp See `register`.
    /// @param header        See `register`.
    /// @param validators    See `register`.
    /// @param registrations See `register`.
    /// @param proof         By the storage at that block.
    function registerProved(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata validators,
        PairRegistration[] calldata registrations,
        PairsProof calldata proof
    ) external;

    /// @notice Notes that the protocol no longer counts pairs; those noted before are passed over.
    /// @param pairs Announced, no longer active.
    function settle(Pair[] calldata pairs) external;

    /// @notice How the protocol is read.
    /// @return The contract.
    function source() external view returns (PufferSource);

    /// @notice What is kept of a pair.
    /// @param name  Name of the module.
    /// @param index Number of the validator there.
    /// @return The record; all zero if nothing is.
    function pairOf(bytes32 name, uint64 index) external view returns (PairRecord memory);

    /// @notice Pairs so far.
    /// @return The counts.
    function counts() external view returns (PairCounts memory);

    /// @notice Pairs as they stood at a time. Reverts for one in the future.
    /// @param timestamp Seconds.
    /// @return The counts.
    function countsBy(uint48 timestamp) external view returns (PairCounts memory);

    /// @notice The pod of a module, by CREATE2.
    /// @param module Address of the module.
    /// @return Its address.
    function podOf(address module) external view returns (address);

    /// @notice Modules in the order in which they were added.
    /// @return Their addresses.
    function modules() external view returns (address[] memory);

    /// @notice A module by its place.
    /// @param position From 0. Reverts past the end.
    /// @return Its address.
    function moduleAt(uint256 position) external view returns (address);

    /// @notice Whether an account is the pod of a module in the list.
    /// @param account The account.
    /// @return True if so.
    function isPod(address account) external view returns (bool);
}
