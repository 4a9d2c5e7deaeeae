// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {ChainEnd, EntryChain, ProvenList, ValidatorPlace} from "../EntryChain.sol";
import {IBeaconRoots} from "../interfaces/IBeaconRoots.sol";
import {IEntryChain} from "../interfaces/IEntryChain.sol";
import {IPoseidon3} from "../interfaces/IPoseidon3.sol";
import {ListTop} from "../ListTree.sol";
import {BeaconHeader, SSZ} from "../SSZ.sol";
import {WithdrawalCredentials} from "../WithdrawalCredentials.sol";
import {IPufferModule, PairStatus} from "./IPufferProtocol.sol";
import {
    IPufferRegistry,
    Pair,
    PairCounts,
    PairPlacement,
    PairProof,
    PairRecord,
    PairRegistration,
    PairsProof,
    ProtocolProof
} from "./IPufferRegistry.sol";
import {PufferSource} from "./PufferSource.sol";
import {OpenState, ProvedAccount, PufferState, StateProof} from "./PufferState.sol";

/// @title  PufferRegistry
/// @notice The validators of the deployed Puffer protocol, by its own word, as one Poseidon chain: no registrar, no
///         administrator, no owner. Anyone calls everything.
/// @dev    announce (the protocol counts the pair now) -> register (anyone shows which index its key became)
///                                                  -> settle   (the protocol no longer counts it)
///
///         What the protocol is asked gives no amount, only facts that stay true: this key was one of its validators. Amounts
///         are read at the block of a report. A pair that exited before anybody registered it is shown by the protocol's
///         storage at a block at which it was active (`registerProved`).
///
///         Verified here: a registered pair was counted by the protocol; its key is the validator of that index; it pays out
///         to the pod that CREATE2 makes of its module; each pair and each index is in the chain once; all counts as they
///         stood at any time.
///         Trusted, not verified: the protocol's getter, or its storage by a known implementation; that pods are made by
///         `podManager` with this code; the layouts of `beaconRoots`.
contract PufferRegistry is IPufferRegistry, EntryChain {
    using Checkpoints for Checkpoints.Trace208;

    /// @notice What the protocol pays for each validator, gwei.
    uint64 public constant PRINCIPAL_GWEI = 32_000_000_000;

    uint256 private constant PAIRS_A_SLOT = 4;
    uint256 private constant RECORD = type(uint64).max;

    /// @inheritdoc IPufferRegistry
    PufferSource public immutable source;

    /// @notice Makes the pods.
    address public immutable podManager;

    /// @notice Hash of the code that creates a pod.
    bytes32 public immutable podInitCodeHash;

    /// @inheritdoc IPufferRegistry
    mapping(address account => bool) public isPod;

    address[] private _modules;
    mapping(bytes32 name => bool) private _isAdded;
    /// @dev PairRecord by index, four to a storage slot, the first one lowest. An array of structs would take a slot for each.
    mapping(bytes32 name => mapping(uint256 quarter => uint256 records)) private _pairs;
    /// @dev PairCounts by time, 52 bits each.
    Checkpoints.Trace208 private _counts;

    /// @param source_          How the protocol is read.
    /// @param podManager_      Makes the pods.
    /// @param podInitCodeHash_ Hash of the code that creates one.
    /// @param poseidon_        The Poseidon contract.
    /// @param beaconRoots_     Layouts of beacon states.
    constructor(
        PufferSource source_,
        address podManager_,
        bytes32 podInitCodeHash_,
        IPoseidon3 poseidon_,
        IBeaconRoots beaconRoots_
    ) EntryChain(poseidon_, beaconRoots_) {
        (source, podManager, podInitCodeHash) = (source_, podManager_, podInitCodeHash_);
    }

    /// @inheritdoc IPufferRegistry
    function addModule(bytes32 name) external {
        if (_isAdded[name]) revert ModuleKnown(name);
        address module = source.protocol().getModuleAddress(name);
        if (module == address(0)) revert ModuleUnknown(name);
        (address pod, address given) = (podOf(module), IPufferModule(module).getEigenPod());
        if (pod != given) revert PodMismatch(name, pod, given);
        _isAdded[name] = true;
        isPod[pod] = true;
        _modules.push(module);
        emit ModuleAdded(_modules.length - 1, name, module, pod);
    }

    /// @inheritdoc IPufferRegistry
    function announce(Pair[] calldata pairs) external {
        PairCounts memory kept = counts();
        for (uint256 i = 0; i < pairs.length; ++i) {
            (bytes32 name, uint64 index) = (pairs[i].name, pairs[i].index);
            PairRecord memory pair = _record(name, index);
            if (pair.number != 0) continue;
            pair.number = _announce(kept, pairs[i], _requireActive(pairs[i]).pubkeyRoot);
            _store(name, index, pair);
        }
        _keep(kept);
    }

    /// @inheritdoc IPufferRegistry
    function register(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata validators,
        PairRegistration[] calldata registrations
    ) external {
        ProvenList memory list = _proveList(nextTimestamp, header, validators);
        Placing memory placing = _begin();
        for (uint256 i = 0; i < registrations.length; ++i) {
            PairRegistration calldata given = registrations[i];
            if (_isShown(given.pair)) continue;
            _show(placing, given, _requireActive(given.pair), validators, list);
        }
        _end(placing);
    }

    /// @inheritdoc IPufferRegistry
    function registerProved(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata validators,
        PairRegistration[] calldata registrations,
        PairsProof calldata proof
    ) external {
        if (proof.pairs.length != registrations.length) {
            revert PairProofCount(registrations.length, proof.pairs.length);
        }
        ProvenList memory list = _proveList(nextTimestamp, header, validators);
        ProtocolAt memory past = _protocolAt(header, proof.state, proof.protocol);
        Placing memory placing = _begin();
        for (uint256 i = 0; i < registrations.length; ++i) {
            PairRegistration calldata given = registrations[i];
            if (_isShown(given.pair)) continue;
            _show(placing, given, _provedActive(past, given.pair, proof.pairs[i]), validators, list);
        }
        _end(placing);
    }

    /// @inheritdoc IPufferRegistry
    function settle(Pair[] calldata pairs) external {
        PairCounts memory kept = counts();
        for (uint256 i = 0; i < pairs.length; ++i) {
            (bytes32 name, uint64 index) = (pairs[i].name, pairs[i].index);
            PairRecord memory pair = _record(name, index);
            if (pair.settledNumber != 0) continue;
            (bool isActive,,,) = source.validatorOf(name, index);
            if (pair.number == 0 || isActive) revert PairNotExited(name, index, pair.number);
            pair.settledNumber = SafeCast.toUint24(++kept.settled);
            if (pair.placement == PairPlacement.Unknown) ++kept.settledUnplaced;
            _store(name, index, pair);
            emit Settled(name, index, kept.settled);
        }
        _keep(kept);
    }

    /// @inheritdoc IEntryChain
    function entries(uint64 from, uint64 to)
        external
        view
        returns (uint64[] memory indices, uint64[] memory principalsGwei)
    {
        uint64 end = to < count ? to : count;
        uint256 length = from < end ? end - from : 0;
        (indices, principalsGwei) = (new uint64[](length), new uint64[](length));
        for (uint256 i = 0; i < length; ++i) {
            (indices[i], principalsGwei[i]) = (_labelOf(uint64(from + i)), PRINCIPAL_GWEI);
        }
    }

    /// @inheritdoc IPufferRegistry
    function pairOf(bytes32 name, uint64 index) external view returns (PairRecord memory) {
        return _record(name, index);
    }

    /// @inheritdoc IPufferRegistry
    function countsBy(uint48 timestamp) external view returns (PairCounts memory) {
        return _unpack(_countBy(_counts, timestamp));
    }

    /// @inheritdoc IPufferRegistry
    function modules() external view returns (address[] memory) {
        return _modules;
    }

    /// @inheritdoc IPufferRegistry
    function moduleAt(uint256 position) external view returns (address) {
        return _modules[position];
    }

    /// @inheritdoc IPufferRegistry
    function counts() public view returns (PairCounts memory) {
        return _unpack(_counts.latest());
    }

    /// @inheritdoc IPufferRegistry
    function podOf(address module) public view returns (address) {
        return Create2.computeAddress(bytes32(uint256(uint160(module))), podInitCodeHash, podManager);
    }

    /// @dev What a call that registers changes, in memory.
    struct Placing {
        PairCounts counts;
        ChainEnd end;
    }

    /// @dev A pair that the protocol counts.
    struct ActivePair {
        bytes32 pubkeyRoot;
        address module;
    }

    /// @dev The protocol's storage at a block.
    struct ProtocolAt {
        OpenState state;
        ProvedAccount account;
        address implementation;
    }

    function _begin() private view returns (Placing memory) {
        return Placing(counts(), _chainEnd());
    }

    /// @dev Nothing is written where nothing changed.
    function _end(Placing memory placing) private {
        _keep(placing.counts);
        _keepEnd(placing.end);
    }

    function _isShown(Pair calldata pair) private view returns (bool) {
        return _record(pair.name, pair.index).placement != PairPlacement.Unknown;
    }

    /// @dev A pair that the protocol counts, and the validator of its key.
    function _show(
        Placing memory placing,
        PairRegistration calldata given,
        ActivePair memory pair,
        ListTop calldata validators,
        ProvenList memory list
    ) private {
        ValidatorPlace memory place = ValidatorPlace(
            pair.pubkeyRoot, given.withdrawalCredentials, given.validatorIndex
        );
        _proveValidator(place, given.branch, validators, list);
        _place(placing, given.pair, place, podOf(pair.module));
    }

    /// @dev A pair whose validator is proven.
    function _place(Placing memory placing, Pair calldata given, ValidatorPlace memory place, address pod)
        private
    {
        PairRecord memory pair = _record(given.name, given.index);
        if (pair.number == 0) {
            pair.number = _announce(placing.counts, given, place.pubkeyRoot);
        }
        (uint64 validatorIndex, bytes32 credentials) = (place.validatorIndex, place.withdrawalCredentials);
        bool isOwn = WithdrawalCredentials.payeeOf(credentials) == pod;
        // The protocol lets two pairs have one key: their validator is in the chain once, and stops nobody's call.
        if (isOwn && isIndexRegistered(validatorIndex)) return _store(given.name, given.index, pair);
        if (pair.settledNumber != 0) --placing.counts.settledUnplaced;
        if (isOwn) {
            pair.placement = PairPlacement.Placed;
            emit Registered(placing.end.count, given.name, given.index, validatorIndex);
            _extend(placing.end, validatorIndex, PRINCIPAL_GWEI, uint40(validatorIndex));
        } else {
            pair.placement = PairPlacement.Foreign;
            ++placing.counts.foreign;
            emit ForeignCredentials(given.name, given.index, validatorIndex, credentials);
        }
        _store(given.name, given.index, pair);
    }

    function _announce(PairCounts memory kept, Pair calldata pair, bytes32 pubkeyRoot)
        private
        returns (uint32 number)
    {
        number = ++kept.announced;
        emit Announced(pair.name, pair.index, number, pubkeyRoot);
    }

    /// @dev By the getter, now.
    function _requireActive(Pair calldata given) private view returns (ActivePair memory pair) {
        bool isActive;
        (isActive, pair.module, pair.pubkeyRoot,) = source.validatorOf(given.name, given.index);
        if (!isActive) revert PairNotActive(given.name, given.index);
    }

    function _protocolAt(
        BeaconHeader calldata header,
        StateProof calldata state,
        ProtocolProof calldata proof
    ) private view returns (ProtocolAt memory past) {
        (, past.state) = PufferState.open(state, beaconRoots.layoutAt(header.slot), header.stateRoot, 0);
        past.account = PufferState.read(past.state, address(source.protocol()), proof.account);
        past.implementation = address(
            uint160(
                PufferState.read(
                    past.state, past.account, PufferState.IMPLEMENTATION_SLOT, proof.implementation
                )
            )
        );
    }

    /// @dev By the storage, at a block.
    function _provedActive(ProtocolAt memory past, Pair calldata pair, PairProof calldata proof)
        private
        view
        returns (ActivePair memory active)
    {
        uint256 slot = source.statusSlot(past.implementation, pair.name, pair.index);
        uint256 word = PufferState.read(past.state, past.account, slot, proof.status);
        if (word >> 160 != uint256(PairStatus.Active)) revert PairNotActive(pair.name, pair.index);
        // The key is longer than 31 bytes, so its bytes stand apart from its length, in the word behind the status.
        uint256 chunk = uint256(keccak256(abi.encode(slot + 1)));
        active.pubkeyRoot = SSZ.hashPair(
            bytes32(PufferState.read(past.state, past.account, chunk, proof.firstChunk)),
            bytes32(PufferState.read(past.state, past.account, chunk + 1, proof.lastChunk))
        );
        active.module = address(uint160(word));
    }

    function _record(bytes32 name, uint64 index) private view returns (PairRecord memory) {
        uint256 packed = _pairs[name][index / PAIRS_A_SLOT] >> _bitsBelow(index);
        return PairRecord(uint32(packed), uint24(packed >> 32), PairPlacement(uint8(packed >> 56)));
    }

    function _store(bytes32 name, uint64 index, PairRecord memory pair) private {
        uint256 packed = pair.number | uint256(pair.settledNumber) << 32 | uint256(pair.placement) << 56;
        uint256 bits = _bitsBelow(index);
        uint256 records = _pairs[name][index / PAIRS_A_SLOT];
        _pairs[name][index / PAIRS_A_SLOT] = records & ~(RECORD << bits) | packed << bits;
    }

    /// @dev Of a pair's record in its slot.
    function _bitsBelow(uint64 index) private pure returns (uint256) {
        return 64 * (index % PAIRS_A_SLOT);
    }

    function _keep(PairCounts memory kept) private {
        uint256 packed = kept.announced | uint256(kept.settled) << 52 | uint256(kept.foreign) << 104
            | uint256(kept.settledUnplaced) << 156;
        if (packed != _counts.latest()) _counts.push(uint48(block.timestamp), uint208(packed));
    }

    function _unpack(uint256 packed) private pure returns (PairCounts memory) {
        return PairCounts(uint32(packed), uint32(packed >> 52), uint32(packed >> 104), uint32(packed >> 156));
    }
}
