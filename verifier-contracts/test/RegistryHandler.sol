// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Provision, ProvisionStatus, Registration, RegistryTotals} from "../src/interfaces/IValidatorRegistry.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";
import {RegisterArguments, RegistryFixture} from "./RegistryFixture.sol";

/// @notice Does to one registry what its callers may do, in any order, and remembers what was true before. It asserts
///         the laws that compare two moments.
contract RegistryHandler is RegistryFixture {
    /// @dev Counts at a time that is over.
    struct Past {
        uint48 timestamp;
        RegistryTotals totals;
        uint256 pods;
    }

    /// @notice Successful calls of those with a role.
    uint64 public provisionsMade;
    uint256 public podsMade;

    Past[] private _pasts;
    mapping(uint64 number => Provision) private _known;
    /// @dev Counts at which calls ended, and the chain after them.
    uint64[] private _ends;
    mapping(uint64 entries => uint256 commitment) private _commitments;

    constructor() {
        load("registry.json", ".small");
        addPod(pods[0]);
        podsMade = 1;
        _ends.push(0);
    }

    /// @dev Every call leaves provisions and chain as they were, but for steps forward.
    modifier checked() {
        _;
        _checkProvisions();
        _checkPrefixes();
    }

    /// @dev One to four at once, from anywhere in the list.
    function announce(uint256 which) external checked {
        for (uint256 left = 1 + which % 4; left > 0 && provisionsMade < pubkeys.length; --left) {
            which = (which / 4) % pubkeys.length;
            // The next one that is unknown.
            while (registry.numberOf(pubkeyRoots[which]) != 0) which = (which + 1) % pubkeys.length;
            assertEq(provision(which), ++provisionsMade);
        }
    }

    /// @dev Any caller, four draws of those that may join, with repetitions and with some that are in it already.
    function register(address caller, uint256 draws) external checked {
        Registration[] memory all = arguments().registrations;
        Registration[] memory drawn = new Registration[](4);
        uint256 length;
        for (uint256 i = 0; i < 4; ++i) {
            (bool found, uint256 position) = _nextThatMayJoin(all, uint64(draws >> (64 * i)));
            if (!found) break;
            drawn[length] = all[position];
            drawn[length++].provision = registry.numberOf(pubkeyRoots[position]);
        }
        assembly ("memory-safe") {
            mstore(drawn, length)
        }
        RegisterArguments memory r = arguments();
        r.registrations = drawn;
        vm.prank(caller);
        send(r);
        for (uint256 i = 0; i < length; ++i) {
            Provision memory joined = registry.provisionOf(drawn[i].provision);
            assertTrue(joined.status == ProvisionStatus.Registered, "registered");
            assertEq(joined.validatorIndex, drawn[i].validatorIndex);
        }
    }

    /// @dev One write-off in eight calls, so that most provisions may join.
    function writeOff(uint256 which) external checked {
        if (provisionsMade == 0 || which % 8 != 0) return;
        uint64 number = uint64(1 + (which / 8) % provisionsMade);
        if (registry.provisionOf(number).status != ProvisionStatus.Provisioned) return;
        writeOff(number);
    }

    /// @dev Of one registered validator in four.
    function returnPrincipal(uint256 which) external checked {
        if (provisionsMade == 0 || which % 4 != 0) return;
        uint64 number = uint64(1 + (which / 4) % provisionsMade);
        Provision memory given = registry.provisionOf(number);
        if (given.status != ProvisionStatus.Registered || given.settledAt != 0) return;
        vm.prank(REGISTRAR);
        registry.returnPrincipal(number);
    }

    function addPod(uint256 which) external checked {
        address pod = podsMade == 1 ? pods[1] : address(uint160(0xb0d0000 + which % 1000));
        if (registry.isPod(pod) || podsMade == 8) return;
        addPod(pod);
        ++podsMade;
    }

    function timePasses(uint256 seconds_) external {
        uint48 now_ = uint48(block.timestamp);
        _pasts.push(Past(now_, registry.totalsBy(now_), registry.pods().length));
        vm.warp(block.timestamp + 1 + seconds_ % 1 days);
    }

    /// @dev Calls of somebody without a role, and a registration that nobody announced, are refused.
    function trespass(address caller, uint256 which) external checked {
        if (caller == ADMIN || caller == REGISTRAR) return;
        bytes memory call;
        if (which % 5 == 4) call = abi.encodeCall(registry.returnPrincipal, (1));
        if (which % 5 == 0) call = abi.encodeCall(registry.provision, (new bytes(48), 32e9));
        if (which % 5 == 1) call = abi.encodeCall(registry.writeOff, (1, ""));
        if (which % 5 == 2) call = abi.encodeCall(registry.addPod, (address(this)));
        if (which % 5 == 3) {
            RegisterArguments memory r = argumentsFor(list(eligible[which % eligible.length]));
            r.registrations[0].provision = provisionsMade + 1;
            call =
                abi.encodeCall(registry.register, (r.nextTimestamp, r.header, r.validators, r.registrations));
        }
        vm.prank(caller);
        (bool ok,) = address(registry).call(call);
        assertTrue(!ok, "refused");
    }

    /// @notice The registry that all this is done to.
    function target() external view returns (ValidatorRegistry) {
        return registry;
    }

    /// @notice Requires that counts at times that are over are what they were.
    function checkPasts() external view {
        for (uint256 i = 0; i < _pasts.length; ++i) {
            bytes32 totals = keccak256(abi.encode(registry.totalsBy(_pasts[i].timestamp)));
            assertEq(totals, keccak256(abi.encode(_pasts[i].totals)));
            assertEq(registry.podsBy(_pasts[i].timestamp), _pasts[i].pods);
        }
    }

    /// @dev From a draw on, the first eligible validator that was announced, not written off, and whose pod is known.
    function _nextThatMayJoin(Registration[] memory all, uint256 draw)
        private
        view
        returns (bool found, uint256 position)
    {
        for (uint256 step = 0; step < eligible.length && !found; ++step) {
            position = eligible[(draw + step) % eligible.length];
            uint64 number = registry.numberOf(pubkeyRoots[position]);
            found = number != 0 && registry.provisionOf(number).status != ProvisionStatus.WrittenOff
                && registry.isPod(address(uint160(uint256(all[position].withdrawalCredentials))));
        }
    }

    /// @dev Status goes from Provisioned to one of the other two or stays; nothing else of a provision changes but the
    ///      index, once, together with the status.
    function _checkProvisions() private {
        for (uint64 number = 1; number <= registry.provisionCount(); ++number) {
            Provision memory now_ = registry.provisionOf(number);
            Provision memory before = _known[number];
            if (before.status != ProvisionStatus.None) {
                assertEq(now_.pubkeyRoot, before.pubkeyRoot);
                assertEq(now_.principalGwei, before.principalGwei);
                assertEq(now_.provisionedAt, before.provisionedAt);
                if (before.status != ProvisionStatus.Provisioned) {
                    assertTrue(now_.status == before.status, "settled");
                }
                if (now_.status != ProvisionStatus.Registered || before.status == now_.status) {
                    assertEq(now_.validatorIndex, before.validatorIndex);
                }
            }
            _known[number] = now_;
        }
    }

    /// @notice Whether the chain is kept after so many entries: a call ended there, or it is a multiple.
    function isKept(uint64 entries) external view returns (bool) {
        if (entries % registry.KEPT_EVERY() == 0) return true;
        for (uint256 i = 0; i < _ends.length; ++i) {
            if (_ends[i] == entries) return true;
        }
        return false;
    }

    /// @dev The chain only grows: every prefix stays.
    function _checkPrefixes() private {
        uint64 count = registry.count();
        if (_ends[_ends.length - 1] != count) {
            _ends.push(count);
            _commitments[count] = registry.commitment();
        }
        for (uint256 i = 0; i < _ends.length; ++i) {
            assertEq(registry.commitmentAt(_ends[i]), _commitments[_ends[i]]);
        }
    }
}
