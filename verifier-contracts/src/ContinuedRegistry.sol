// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {EntryChain} from "./EntryChain.sol";
import {IBeaconRoots} from "./interfaces/IBeaconRoots.sol";
import {IEntryChain} from "./interfaces/IEntryChain.sol";
import {IPoseidon3} from "./interfaces/IPoseidon3.sol";
import {IValidatorRegistry, Provision, RegistryTotals} from "./interfaces/IValidatorRegistry.sol";
import {ValidatorRegistry} from "./ValidatorRegistry.sol";

/// @title  ContinuedRegistry
/// @notice A registry that goes on where another one ended: a fork that moves fields needs other layouts, and so other
///         contracts, but nothing that was proved about a validator changes with it.
/// @dev    earlier registry, retired                 this one
///         provisions 1 .. n                         n + 1, ...
///         entries 0 .. m - 1, chain c_0 .. c_m      m, ... from c_m on
///         pods 0 .. p - 1                           p, ...
///         totals and pods by time, until it retired from then on
///
///         What was taken over is read from the earlier registry when it is asked for; only pods are copied, and a
///         provision when it changes. So a deployment costs the same for ten validators and for ten thousand. The
///         earlier one may be a continued one itself.
///
///         Verified here: the earlier registry is retired, so that nothing it says can change; it computes the same
///         Poseidon (each of the two has checked its own); and what ValidatorRegistry verifies, for what is new.
///         Trusted, not verified: that `earlier` has the code of this repository: no proof of what it says is repeated.
contract ContinuedRegistry is ValidatorRegistry {
    using Checkpoints for Checkpoints.Trace208;

    /// @dev Of the earlier registry, when it had retired.
    uint64 private immutable _entriesBefore;
    uint64 private immutable _provisionsBefore;
    uint48 private immutable _retiredBefore;
    IValidatorRegistry private immutable _earlier;

    /// @notice This registry goes on where another one ended.
    /// @param earlier    The other one.
    /// @param provisions Provisions that it had.
    /// @param entries    Entries that it had.
    /// @param pods       Pods that it had.
    event Continues(address indexed earlier, uint64 provisions, uint64 entries, uint256 pods);

    /// @notice What can still change cannot be taken over.
    /// @param earlier The registry that is in use.
    error EarlierInUse(address earlier);

    /// @param admin        See ValidatorRegistry; roles are not taken over.
    /// @param registrar    See ValidatorRegistry.
    /// @param poseidon_    See ValidatorRegistry.
    /// @param beaconRoots_ Layouts of beacon states, those of the new fork among them.
    /// @param earlier_     The registry to continue, retired.
    constructor(
        address admin,
        address registrar,
        IPoseidon3 poseidon_,
        IBeaconRoots beaconRoots_,
        IValidatorRegistry earlier_
    ) ValidatorRegistry(admin, registrar, poseidon_, beaconRoots_) {
        uint48 retired = earlier_.retiredAt();
        if (retired == 0) revert EarlierInUse(address(earlier_));
        uint64 entries_ = earlier_.count();
        uint64 provisions_ = earlier_.provisionCount();
        (_earlier, _entriesBefore, _provisionsBefore, _retiredBefore) =
            (earlier_, entries_, provisions_, retired);
        sealedAt = earlier_.sealedAt();
        _startChain(entries_, earlier_.commitment());
        // As of the second in which it retired: nothing was added since.
        _keepAt(retired, earlier_.totalsBy(retired));
        address[] memory pods_ = earlier_.pods();
        for (uint256 i = 0; i < pods_.length; ++i) {
            _pods.push(pods_[i]);
            isPod[pods_[i]] = true;
        }
        _podCounts.push(retired, uint208(pods_.length));
        emit Continues(address(earlier_), provisions_, entries_, pods_.length);
    }

    /// @inheritdoc IEntryChain
    function commitmentAt(uint64 entries_) public view override(EntryChain, IEntryChain) returns (uint256) {
        return entries_ < _entriesBefore ? _earlier.commitmentAt(entries_) : super.commitmentAt(entries_);
    }

    /// @inheritdoc IEntryChain
    function entries(uint64 from, uint64 to)
        public
        view
        override
        returns (uint64[] memory indices, uint64[] memory principalsGwei)
    {
        if (from >= _entriesBefore) return super.entries(from, to);
        if (to <= _entriesBefore) return _earlier.entries(from, to);
        (uint64[] memory firstIndices, uint64[] memory firstPrincipals) =
            _earlier.entries(from, _entriesBefore);
        (uint64[] memory ownIndices, uint64[] memory ownPrincipals) = super.entries(_entriesBefore, to);
        return (_joined(firstIndices, ownIndices), _joined(firstPrincipals, ownPrincipals));
    }

    /// @inheritdoc IValidatorRegistry
    function totalsBy(uint48 timestamp) public view override returns (RegistryTotals memory) {
        return timestamp < _retiredBefore ? _earlier.totalsBy(timestamp) : super.totalsBy(timestamp);
    }

    /// @inheritdoc IValidatorRegistry
    function podsBy(uint48 timestamp) public view override returns (uint256) {
        return timestamp < _retiredBefore ? _earlier.podsBy(timestamp) : super.podsBy(timestamp);
    }

    /// @inheritdoc IValidatorRegistry
    function provisionOf(uint64 number) public view override returns (Provision memory) {
        if (number <= _provisionsBefore && !_isOwn(number)) return _earlier.provisionOf(number);
        return super.provisionOf(number);
    }

    /// @inheritdoc IValidatorRegistry
    function numberOf(bytes32 pubkeyRoot) public view override returns (uint64 number) {
        number = super.numberOf(pubkeyRoot);
        if (number == 0) number = _earlier.numberOf(pubkeyRoot);
    }

    /// @inheritdoc IEntryChain
    function isIndexRegistered(uint64 validatorIndex)
        public
        view
        override(EntryChain, IEntryChain)
        returns (bool) {
        return super.isIndexRegistered(validatorIndex) || _earlier.isIndexRegistered(validatorIndex);
    }

    /// @inheritdoc IValidatorRegistry
    function firstOwnEntry() public view override returns (uint64) {
        return _entriesBefore;
    }

    /// @inheritdoc IValidatorRegistry
    function earlier() public view override returns (IValidatorRegistry) {
        return _earlier;
    }

    function _joined(uint64[] memory first, uint64[] memory second)
        private
        pure
        returns (uint64[] memory all)
    {
        all = new uint64[](first.length + second.length);
        for (uint256 i = 0; i < first.length; ++i) {
            all[i] = first[i];
        }
        for (uint256 i = 0; i < second.length; ++i) {
            all[first.length + i] = second[i];
        }
    }
}
