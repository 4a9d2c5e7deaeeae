// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {ChainEnd, EntryChain, ProvenList, ValidatorPlace} from "./EntryChain.sol";
import {IBeaconRoots} from "./interfaces/IBeaconRoots.sol";
import {IEntryChain} from "./interfaces/IEntryChain.sol";
import {IPoseidon3} from "./interfaces/IPoseidon3.sol";
import {
    IValidatorRegistry,
    Provision,
    ProvisionStatus,
    Registration,
    RegistryTotals
} from "./interfaces/IValidatorRegistry.sol";
import {ListTop} from "./ListTree.sol";
import {BeaconHeader, SSZ} from "./SSZ.sol";
import {WithdrawalCredentials} from "./WithdrawalCredentials.sol";

/// @title  ValidatorRegistry
/// @notice The ordered list of validators that back pufETH, as one Poseidon chain that the circuit recomputes.
/// @dev    provision (the pool pays for a public key) -> register (anyone shows which index it became)
///                                                             -> returnPrincipal (what is left of it is in the pool again)
///                                                    -> writeOff (it will never become one)
///         seal      (every validator that was there before is announced), once
///
///         Before the seal the list is incomplete: validators that existed earlier are announced one after the other, and
///         a block from then would show ETH without provisions or provisions without ETH. So oracles prove only blocks
///         from the seal on, and only the registrar registers before it: the order of the first entries, which decides
///         for ever how many pages they take, is his. Strangers can do nothing before the seal.
///
///         A registration proves one inner node of the validator at its place in the list; the validator has eight
///         fields, of which the first two are public key and withdrawal credentials:
///
///             state root
///             └── validators, at the layout's gindex          ┐ verifyTop, once a call
///                 └── top: above every validator in use       ┘
///                     └── validator `validatorIndex`          ┐
///                         └── 2                               │ _proveValidator, once a registration;
///                             └── 4 = SHA-256(8 ‖ 9)          ┘ neighbours share the upper part (NeighbourBranch)
///                                 ├── 8: pubkeyRoot, as announced
///                                 └── 9: withdrawal credentials, which pay out to a pod
///
///         The index needs no other proof of uniqueness: a public key has one validator. The set of used indices is kept
///         all the same, should an index ever be given to a second public key (EIP-6914).
///
///         Verified here:
///         - each registered validator: its block is one that EIP-4788 remembers, its public key was announced, its
///           withdrawal credentials have prefix 0x01 or 0x02 and a pod;
///         - each public key is announced once and registered once, each index is registered once and is below 2^40,
///           principals are not zero, and a provision's status only moves forward;
///         - Poseidon is circomlib's (one known answer);
///         - a pod has code of its own when it is added: an account that delegates (EIP-7702) is no pod;
///         - the seal comes once, and over as many provisions as the registrar expects.
///         Trusted, not verified:
///         - the registrar: it announces only fresh public keys (no validator and no deposit of others has them), in the
///           transaction that makes the ONE deposit of `principalGwei` for each, with a valid signature and a pod's
///           credentials, and it writes off only what will never be a validator. A false announcement stops spurts until
///           it is written off; it adds no ETH. A false write-off takes ETH away from the rate and adds none. It says that
///           principal came back in the transaction that brings it back: too early takes ETH away from the rate; as long as
///           it is late, rewards of NoOps in the pods may count up to that principal. When it
///           seals, it has announced every validator that exists: one left out is missing from every rate;
///         - the administrator: an address it adds as a pod is one whose whole balance backs pufETH. It names the
///           registrar;
///         - the administrator retires it when another one is to continue it: nothing can be announced or registered from then
///           on;
///         - the layouts of `beaconRoots`.
contract ValidatorRegistry is IValidatorRegistry, EntryChain, AccessControl {
    using Checkpoints for Checkpoints.Trace208;

    /// @notice May announce and write off.
    bytes32 public constant REGISTRAR_ROLE = keccak256("REGISTRAR_ROLE");

    /// @dev BLS public keys, compressed.
    uint256 private constant PUBKEY_LENGTH = 48;

    /// @dev Code of an account that delegates: these three bytes and an address, https://eips.ethereum.org/EIPS/eip-7702
    bytes3 private constant DELEGATION_PREFIX = 0xef0100;
    uint256 private constant DELEGATION_LENGTH = 23;

    /// @inheritdoc IValidatorRegistry
    uint48 public sealedAt;

    /// @inheritdoc IValidatorRegistry
    uint48 public retiredAt;

    /// @inheritdoc IValidatorRegistry
    mapping(address pod => bool) public isPod;

    mapping(bytes32 pubkeyRoot => uint64 number) private _numbers;

    mapping(uint64 number => Provision) private _provisions;

    /// @dev RegistryTotals by time, all 208 bits of them, the first one lowest.
    Checkpoints.Trace208 internal _totals;

    address[] internal _pods;

    Checkpoints.Trace208 internal _podCounts;

    /// @notice A public key has 48 bytes.
    /// @param given Bytes that came.
    error PubkeyLength(uint256 given);

    /// @notice A public key is announced once, also if it was written off.
    /// @param pubkeyRoot hash_tree_root of the key.
    /// @param number     Number of its provision.
    error PubkeyKnown(bytes32 pubkeyRoot, uint64 number);

    /// @notice A validator without principal backs nothing.
    /// @param pubkeyRoot hash_tree_root of its public key.
    error PrincipalZero(bytes32 pubkeyRoot);

    /// @notice No provision has this number.
    /// @param number The number.
    /// @param count  Provisions there are, numbered from 1.
    error ProvisionUnknown(uint64 number, uint64 count);

    /// @notice What was asked for needs a provision that is neither registered nor written off.
    /// @param number Its number.
    /// @param status Where it stands.
    error ProvisionSettled(uint64 number, ProvisionStatus status);

    /// @notice Principal comes back once, from a registered validator.
    /// @param number    Number of the provision.
    /// @param status    Where it stands.
    /// @param settledAt When it came back, seconds; 0 if it did not.
    error PrincipalNotOut(uint64 number, ProvisionStatus status, uint48 settledAt);

    /// @notice The validator does not pay out to a pod: another prefix than 0x01 and 0x02, bytes between prefix and
    ///         address, or another address.
    /// @param number      Number of the provision.
    /// @param credentials Its withdrawal credentials.
    error CredentialsNotOfPod(uint64 number, bytes32 credentials);

    /// @notice A pod is a contract.
    /// @param pod The address without code.
    error PodWithoutCode(address pod);

    /// @notice The pod is in the list already.
    /// @param pod Its address.
    error PodKnown(address pod);

    /// @notice The account delegates to the code of others (EIP-7702), and its key can move its balance.
    /// @param pod Its address.
    error PodDelegates(address pod);

    /// @notice Another registry continues this one, or will: nothing of it changes any more.
    /// @param retiredAt Since when, seconds.
    error Retired(uint48 retiredAt);

    /// @notice The registry is sealed once.
    /// @param sealedAt When it was, seconds.
    error AlreadySealed(uint48 sealedAt);

    /// @notice There are more or fewer provisions than the registrar seals.
    /// @param count    Provisions there are.
    /// @param expected Provisions that were to be sealed.
    error SealCount(uint64 count, uint64 expected);

    /// @param admin        Gives and takes roles, adds pods.
    /// @param registrar    First holder of REGISTRAR_ROLE: the contract or account that provisions for the pool.
    /// @param poseidon_    The Poseidon contract.
    /// @param beaconRoots_ Layouts of beacon states.
    constructor(address admin, address registrar, IPoseidon3 poseidon_, IBeaconRoots beaconRoots_)
        EntryChain(poseidon_, beaconRoots_)
    {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(REGISTRAR_ROLE, registrar);
    }

    /// @dev What changes the registry.
    modifier whileInUse() {
        if (retiredAt != 0) revert Retired(retiredAt);
        _;
    }

    /// @inheritdoc IValidatorRegistry
    function provision(bytes calldata pubkey, uint64 principalGwei)
        external
        whileInUse
        onlyRole(REGISTRAR_ROLE)
        returns (uint64 number)
    {
        if (pubkey.length != PUBKEY_LENGTH) revert PubkeyLength(pubkey.length);
        // Two chunks: the first 32 bytes, and 16 bytes with zeros behind.
        bytes32 pubkeyRoot = SSZ.hashPair(bytes32(pubkey[:32]), bytes32(pubkey[32:]));
        number = numberOf(pubkeyRoot);
        if (number != 0) revert PubkeyKnown(pubkeyRoot, number);
        if (principalGwei == 0) revert PrincipalZero(pubkeyRoot);
        RegistryTotals memory totals = _newestTotals();
        number = ++totals.provisioned;
        totals.outstandingGwei += principalGwei;
        _numbers[pubkeyRoot] = number;
        _provisions[number] = Provision({
            pubkeyRoot: pubkeyRoot,
            principalGwei: principalGwei,
            validatorIndex: 0,
            provisionedAt: uint48(block.timestamp),
            settledAt: 0,
            status: ProvisionStatus.Provisioned
        });
        _keep(totals);
        emit Provisioned(number, pubkeyRoot, pubkey, principalGwei);
    }

    /// @inheritdoc IValidatorRegistry
    function register(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata validators,
        Registration[] calldata registrations
    ) external whileInUse {
        if (sealedAt == 0) _checkRole(REGISTRAR_ROLE);
        ProvenList memory list = _proveList(nextTimestamp, header, validators);
        ChainEnd memory end = _chainEnd();
        for (uint256 i = 0; i < registrations.length; ++i) {
            Registration calldata given = registrations[i];
            Provision memory known = provisionOf(given.provision);
            if (known.status == ProvisionStatus.Registered) continue;
            if (known.status == ProvisionStatus.WrittenOff) {
                revert ProvisionSettled(given.provision, known.status);
            }
            if (!isPod[WithdrawalCredentials.payeeOf(given.withdrawalCredentials)]) {
                revert CredentialsNotOfPod(given.provision, given.withdrawalCredentials);
            }
            ValidatorPlace memory place =
                ValidatorPlace(known.pubkeyRoot, given.withdrawalCredentials, given.validatorIndex);
            _proveValidator(place, given.branch, validators, list);
            _append(end, given.provision, given.validatorIndex);
        }
        _keepEnd(end);
    }

    /// @inheritdoc IValidatorRegistry
    function writeOff(uint64 number, string calldata reason) external onlyRole(REGISTRAR_ROLE) whileInUse {
        Provision storage entry = _own(number);
        if (entry.status != ProvisionStatus.Provisioned) revert ProvisionSettled(number, entry.status);
        (entry.status, entry.settledAt) = (ProvisionStatus.WrittenOff, uint48(block.timestamp));
        RegistryTotals memory totals = _newestTotals();
        ++totals.writtenOff;
        totals.outstandingGwei -= entry.principalGwei;
        _keep(totals);
        emit WrittenOff(number, reason);
    }

    /// @inheritdoc IValidatorRegistry
    function returnPrincipal(uint64 number) external onlyRole(REGISTRAR_ROLE) whileInUse {
        Provision storage entry = _own(number);
        if (entry.status != ProvisionStatus.Registered || entry.settledAt != 0) {
            revert PrincipalNotOut(number, entry.status, entry.settledAt);
        }
        entry.settledAt = uint48(block.timestamp);
        RegistryTotals memory totals = _newestTotals();
        totals.outstandingGwei -= entry.principalGwei;
        _keep(totals);
        emit PrincipalReturned(number, entry.principalGwei);
    }

    /// @inheritdoc IValidatorRegistry
    function seal(uint64 expected) external onlyRole(REGISTRAR_ROLE) whileInUse {
        if (sealedAt != 0) revert AlreadySealed(sealedAt);
        if (provisionCount() != expected) revert SealCount(provisionCount(), expected);
        sealedAt = uint48(block.timestamp);
        emit Sealed(expected);
    }

    /// @inheritdoc IValidatorRegistry
    function retire() external onlyRole(DEFAULT_ADMIN_ROLE) whileInUse {
        retiredAt = uint48(block.timestamp);
        emit RegistryRetired();
    }

    /// @inheritdoc IValidatorRegistry
    function addPod(address pod) external onlyRole(DEFAULT_ADMIN_ROLE) whileInUse {
        if (pod.code.length == 0) revert PodWithoutCode(pod);
        if (pod.code.length == DELEGATION_LENGTH && bytes3(pod.code) == DELEGATION_PREFIX) {
            revert PodDelegates(pod);
        }
        if (isPod[pod]) revert PodKnown(pod);
        isPod[pod] = true;
        _pods.push(pod);
        _podCounts.push(uint48(block.timestamp), uint208(_pods.length));
        emit PodAdded(_pods.length - 1, pod);
    }

    /// @inheritdoc IEntryChain
    function entries(uint64 from, uint64 to)
        public
        view
        virtual
        returns (uint64[] memory indices, uint64[] memory principalsGwei)
    {
        uint64 end = to < count ? to : count;
        uint256 length = from < end ? end - from : 0;
        indices = new uint64[](length);
        principalsGwei = new uint64[](length);
        for (uint256 i = 0; i < length; ++i) {
            Provision memory entry = provisionOf(_labelOf(uint64(from + i)));
            (indices[i], principalsGwei[i]) = (entry.validatorIndex, entry.principalGwei);
        }
    }

    /// @inheritdoc IValidatorRegistry
    function totalsBy(uint48 timestamp) public view virtual returns (RegistryTotals memory) {
        return _unpack(_countBy(_totals, timestamp));
    }

    /// @inheritdoc IValidatorRegistry
    function provisionOf(uint64 number) public view virtual returns (Provision memory given) {
        given = _provisions[number];
        if (given.status == ProvisionStatus.None) revert ProvisionUnknown(number, provisionCount());
    }

    /// @inheritdoc IValidatorRegistry
    function provisions(uint64 from, uint64 to) external view returns (Provision[] memory given) {
        uint64 newest = provisionCount();
        if (from == 0) revert ProvisionUnknown(from, newest);
        // The newest one has the number `newest`, so the end that counts is one further.
        uint64 end = to > newest ? newest + 1 : to;
        given = new Provision[](from < end ? end - from : 0);
        for (uint256 i = 0; i < given.length; ++i) {
            given[i] = provisionOf(uint64(from + i));
        }
    }

    /// @inheritdoc IValidatorRegistry
    function pods() external view returns (address[] memory) {
        return _pods;
    }

    /// @inheritdoc IValidatorRegistry
    function podsBy(uint48 timestamp) public view virtual returns (uint256) {
        return _countBy(_podCounts, timestamp);
    }

    /// @inheritdoc IValidatorRegistry
    function firstOwnEntry() public view virtual returns (uint64) {
        return 0;
    }

    /// @inheritdoc IValidatorRegistry
    function earlier() public view virtual returns (IValidatorRegistry) {
        return IValidatorRegistry(address(0));
    }

    /// @inheritdoc IValidatorRegistry
    function numberOf(bytes32 pubkeyRoot) public view virtual returns (uint64) {
        return _numbers[pubkeyRoot];
    }

    /// @inheritdoc IValidatorRegistry
    function provisionCount() public view returns (uint64) {
        return _newestTotals().provisioned;
    }

    /// @dev Adds a provision that is neither registered nor written off to the chain.
    /// @param end            End of the chain.
    /// @param number         Its number. There are fewer than 2^40 for what each costs.
    /// @param validatorIndex Its beacon chain index, proven.
    function _append(ChainEnd memory end, uint64 number, uint64 validatorIndex) internal {
        Provision storage entry = _own(number);
        (uint64 position, uint64 principalGwei) = (end.count, entry.principalGwei);
        _extend(end, validatorIndex, principalGwei, uint40(number));
        (entry.validatorIndex, entry.status) = (validatorIndex, ProvisionStatus.Registered);
        emit Registered(position, number, validatorIndex, principalGwei);
    }

    /// @dev To change it: one of an earlier registry is copied first. Reverts for a number that was never given.
    function _own(uint64 number) private returns (Provision storage entry) {
        entry = _provisions[number];
        if (entry.status == ProvisionStatus.None) _provisions[number] = provisionOf(number);
    }

    /// @dev Whether it is kept here, and not only in an earlier registry.
    function _isOwn(uint64 number) internal view returns (bool) {
        return _provisions[number].status != ProvisionStatus.None;
    }

    function _newestTotals() private view returns (RegistryTotals memory) {
        return _unpack(_totals.latest());
    }

    function _keep(RegistryTotals memory totals) private {
        _keepAt(uint48(block.timestamp), totals);
    }

    /// @param timestamp Seconds, not before those of the sums kept last.
    function _keepAt(uint48 timestamp, RegistryTotals memory totals) internal {
        uint256 packed = totals.provisioned | uint256(totals.writtenOff) << 64
            | uint256(totals.outstandingGwei) << 128;
        _totals.push(timestamp, uint208(packed));
    }

    function _unpack(uint256 packed) private pure returns (RegistryTotals memory) {
        return RegistryTotals(uint64(packed), uint64(packed >> 64), uint80(packed >> 128));
    }
}
