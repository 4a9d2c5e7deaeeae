// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ContinuedRegistry} from "../src/ContinuedRegistry.sol";
import {EntryChain} from "../src/EntryChain.sol";
import {
    IValidatorRegistry,
    Provision,
    ProvisionStatus,
    RegistryTotals
} from "../src/interfaces/IValidatorRegistry.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";
import {RegisterArguments, RegistryFixture} from "./RegistryFixture.sol";

/// @notice A registry that goes on where another one ended says what one registry would that never ended.
contract ContinuedRegistryTest is RegistryFixture {
    uint48 private constant NOW = 1_800_000_000;
    /// @dev Provisions before the first registry ends; fewer than half of those that may join.
    uint256 private constant BEFORE = 20;

    ValidatorRegistry private first;
    /// @dev Of `eligible`, those below `BEFORE` that have joined.
    uint256 private joined;

    function setUp() public {
        load("registry.json", ".small");
        addPod(pods[0]);
        for (uint256 i = 0; i < BEFORE; ++i) {
            vm.warp(NOW + i);
            provision(i);
        }
        vm.warp(NOW + 100);
        addPod(pods[1]);
        // Two of them stay behind, to join later.
        while (eligible[joined + 2] < BEFORE) ++joined;
        send(argumentsFor(_eligible(0, joined)));
        vm.warp(NOW + 200);
        writeOff(1);
        _returnPrincipal(uint64(eligible[0] + 1));
        first = registry;
    }

    function test_constructor_saysWhatItTakesOver() public {
        _retire();
        ContinuedRegistry next = _continue();
        assertEq(address(next.earlier()), address(first));
        assertEq(next.firstOwnEntry(), joined);
        assertEq(next.count(), joined);
        assertEq(next.provisionCount(), BEFORE);
        assertEq(next.commitment(), first.commitment());
        assertEq(next.sealedAt(), first.sealedAt());
        assertEq(next.retiredAt(), 0);
        assertEq(keccak256(abi.encode(next.pods())), keccak256(abi.encode(first.pods())));
        assertTrue(next.isPod(pods[0]) && next.isPod(pods[1]), "pods");
        assertEq(address(first.earlier()), address(0));
        assertEq(first.firstOwnEntry(), 0);
    }

    /// @dev What can change would be another thing later than what was taken over.
    function test_constructor_revert_earlierInUse() public {
        bytes memory code = _creation(first);
        vm.expectRevert(abi.encodeWithSelector(ContinuedRegistry.EarlierInUse.selector, first));
        this.createFrom(code);
    }

    function test_retire_endsEveryChange() public {
        _retire();
        bytes memory reason = abi.encodeWithSelector(ValidatorRegistry.Retired.selector, block.timestamp);
        vm.warp(block.timestamp + 1);
        vm.expectRevert(reason);
        provision(BEFORE);
        vm.expectRevert(reason);
        writeOff(2);
        vm.expectRevert(reason);
        _returnPrincipal(uint64(eligible[1] + 1));
        vm.expectRevert(reason);
        vm.prank(REGISTRAR);
        registry.seal(0);
        vm.expectRevert(reason);
        vm.prank(ADMIN);
        registry.addPod(address(this));
        vm.expectRevert(reason);
        _retire();
        RegisterArguments memory r = argumentsFor(_eligible(joined, joined + 1));
        vm.expectRevert(reason);
        send(r);
    }

    function testFuzz_retire_revert_notAdmin(address caller) public {
        vm.assume(caller != ADMIN);
        vm.prank(caller);
        (bool ok,) = address(registry).call(abi.encodeCall(registry.retire, ()));
        assertTrue(!ok, "refused");
        assertEq(registry.retiredAt(), 0);
    }

    /// @dev Every view gives what it gave, for any number, any window and any time.
    function testFuzz_views_areThoseOfTheEarlierOne(uint64 from, uint64 to, uint48 age) public {
        _retire();
        vm.warp(NOW + 300);
        registry = _continue();
        from = 1 + from % uint64(BEFORE + 2);
        to = to % uint64(BEFORE + 4);
        assertEq(keccak256(abi.encode(registry.provisions(from, to))), keccak256(abi.encode(first.provisions(from, to))));
        if (from <= BEFORE) {
            assertEq(keccak256(abi.encode(registry.provisionOf(from))), keccak256(abi.encode(first.provisionOf(from))));
            assertEq(registry.numberOf(pubkeyRoots[from - 1]), from);
        }
        (uint64[] memory indices, uint64[] memory principals) = registry.entries(from - 1, to);
        (uint64[] memory firstIndices, uint64[] memory firstPrincipals) = first.entries(from - 1, to);
        assertEq(keccak256(abi.encode(indices, principals)), keccak256(abi.encode(firstIndices, firstPrincipals)));
        _assertSameChain(from % uint64(joined + 1));
        uint48 time = NOW + 300 - age % 400;
        assertEq(keccak256(abi.encode(registry.totalsBy(time))), keccak256(abi.encode(first.totalsBy(time))));
        assertEq(registry.podsBy(time), first.podsBy(time));
    }

    /// @dev Old provisions join and are settled in the new one, new ones are announced there; the chain is that of
    ///      circomlibjs over all of them, and the old registry stays as it was.
    function test_register_goesOnAlongTheSameChain() public {
        bytes32 before = keccak256(abi.encode(first.provisions(1, uint64(BEFORE))));
        _retire();
        vm.warp(NOW + 300);
        registry = _continue();
        // Two of the old ones, and one that is in it already.
        send(argumentsFor(_eligible(joined - 1, joined + 2)));
        for (uint256 i = BEFORE; i < pubkeys.length; ++i) {
            assertEq(provision(i), i + 1);
        }
        send(argumentsFor(_eligible(joined + 2, eligible.length)));
        assertEq(registry.count(), eligible.length);
        assertEq(registry.commitment(), chain);
        (uint64[] memory indices,) = registry.entries(0, type(uint64).max);
        assertEq(indices.length, eligible.length);
        (uint64[] memory oldIndices,) = registry.entries(0, uint64(joined));
        assertEq(oldIndices.length, joined);
        assertEq(oldIndices[0], indices[0]);
        for (uint256 i = 0; i < eligible.length; ++i) {
            Provision memory given = registry.provisionOf(uint64(eligible[i] + 1));
            assertTrue(given.status == ProvisionStatus.Registered, "registered");
            assertEq(given.pubkeyRoot, pubkeyRoots[eligible[i]]);
            assertEq(given.validatorIndex, indices[i]);
            assertTrue(registry.isIndexRegistered(indices[i]), "index");
        }
        assertEq(keccak256(abi.encode(first.provisions(1, uint64(BEFORE)))), before);
        assertEq(first.count(), joined);
    }

    function test_provision_revert_keyOfTheEarlierOne() public {
        _retire();
        registry = _continue();
        vm.expectRevert(
            abi.encodeWithSelector(ValidatorRegistry.PubkeyKnown.selector, pubkeyRoots[4], uint64(5))
        );
        provision(4);
    }

    /// @dev Principals and counts go on from the sums that there were.
    function test_totalsBy_goOn() public {
        _retire();
        vm.warp(NOW + 300);
        registry = _continue();
        RegistryTotals memory before = first.totalsBy(NOW + 300);
        uint64 waiting = uint64(eligible[joined] + 1);
        writeOff(waiting);
        _returnPrincipal(uint64(eligible[1] + 1));
        provision(BEFORE);
        RegistryTotals memory now_ = registry.totalsBy(NOW + 300);
        assertEq(now_.provisioned, before.provisioned + 1);
        assertEq(now_.writtenOff, before.writtenOff + 1);
        assertEq(
            now_.outstandingGwei,
            before.outstandingGwei + principalsGwei[BEFORE] - principalsGwei[eligible[joined]]
                - principalsGwei[eligible[1]]
        );
        assertEq(registry.totalsBy(NOW + 299).provisioned, before.provisioned);
        assertEq(first.provisionOf(waiting).settledAt, 0);
        // Settled before stays settled.
        vm.expectRevert(
            abi.encodeWithSelector(ValidatorRegistry.ProvisionSettled.selector, 1, ProvisionStatus.WrittenOff)
        );
        writeOff(1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ValidatorRegistry.PrincipalNotOut.selector,
                eligible[0] + 1,
                ProvisionStatus.Registered,
                NOW + 200
            )
        );
        _returnPrincipal(uint64(eligible[0] + 1));
    }

    /// @dev The next fork: what the second took over, the third does.
    function test_continuesAContinuedOne() public {
        _retire();
        registry = _continue();
        send(argumentsFor(_eligible(joined, joined + 1)));
        _retire();
        vm.warp(NOW + 400);
        registry = ContinuedRegistry(_deploy(registry));
        send(argumentsFor(_eligible(joined + 1, joined + 2)));
        assertEq(registry.count(), joined + 2);
        (uint64[] memory indices,) = registry.entries(0, type(uint64).max);
        assertEq(indices.length, joined + 2);
        for (uint256 i = 0; i < joined + 2; ++i) {
            assertEq(indices[i], registry.provisionOf(uint64(eligible[i] + 1)).validatorIndex);
        }
        for (uint64 entries = 0; entries <= joined; ++entries) {
            _assertSameChain(entries);
        }
    }

    /// @dev Where the earlier one keeps none, neither does this one.
    function _assertSameChain(uint64 entries) private {
        if (entries != 0 && entries != joined) {
            bytes memory reason = abi.encodeWithSelector(EntryChain.CommitmentNotKept.selector, entries);
            vm.expectRevert(reason);
            first.commitmentAt(entries);
            vm.expectRevert(reason);
            registry.commitmentAt(entries);
        } else {
            assertEq(registry.commitmentAt(entries), first.commitmentAt(entries));
        }
    }

    function _retire() private {
        vm.prank(ADMIN);
        registry.retire();
    }

    function _continue() private returns (ContinuedRegistry) {
        return ContinuedRegistry(_deploy(first));
    }

    function _deploy(IValidatorRegistry earlier) private returns (address) {
        return create(_creation(earlier));
    }

    function createFrom(bytes memory code) external returns (address) {
        return create(code);
    }

    function _creation(IValidatorRegistry earlier) private view returns (bytes memory) {
        return abi.encodePacked(
            vm.getCode("ContinuedRegistry.sol:ContinuedRegistry"),
            abi.encode(ADMIN, REGISTRAR, first.poseidon(), first.beaconRoots(), earlier)
        );
    }

    function _returnPrincipal(uint64 number) private {
        vm.prank(REGISTRAR);
        registry.returnPrincipal(number);
    }

    /// @dev Positions of `eligible` from `from` to `to - 1`.
    function _eligible(uint256 from, uint256 to) private view returns (uint256[] memory positions) {
        positions = new uint256[](to - from);
        for (uint256 i = from; i < to; ++i) {
            positions[i - from] = eligible[i];
        }
    }
}
