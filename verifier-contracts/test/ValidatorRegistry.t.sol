// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {EntryChain} from "../src/EntryChain.sol";
import {IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {IEntryChain} from "../src/interfaces/IEntryChain.sol";
import {IPoseidon3} from "../src/interfaces/IPoseidon3.sol";
import {
    IValidatorRegistry,
    Provision,
    ProvisionStatus,
    RegistryTotals
} from "../src/interfaces/IValidatorRegistry.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";
import {OpenRegistry} from "./OpenRegistry.sol";
import {RegistryFixture} from "./RegistryFixture.sol";

contract WrongPoseidon is IPoseidon3 {
    function poseidon(uint256[3] calldata) external pure returns (uint256) {
        return 6;
    }
}

/// @notice Everything but `register`: provisions, write-offs, pods, the chain, counts by time. The public keys are those of
///         registry.json.
contract ValidatorRegistryTest is RegistryFixture {
    uint256 private constant NOW = 1_800_000_000;
    address private constant POD = address(0xb0d);

    function setUp() public {
        load("registry.json", ".small");
        vm.warp(NOW);
    }

    function newRegistry(IPoseidon3 poseidon, IBeaconRoots beaconRoots)
        internal
        override
        returns (ValidatorRegistry)
    {
        return deployRegistry("OpenRegistry.sol:OpenRegistry", poseidon, beaconRoots);
    }

    // Deployment

    function test_constructor_givesEachRoleToItsHolderOnly() public view {
        bytes32 admin = registry.DEFAULT_ADMIN_ROLE();
        bytes32 registrar = registry.REGISTRAR_ROLE();
        assertTrue(registry.hasRole(admin, ADMIN), "admin");
        assertTrue(registry.hasRole(registrar, REGISTRAR), "registrar");
        assertTrue(!registry.hasRole(registrar, ADMIN) && !registry.hasRole(admin, REGISTRAR), "not swapped");
        assertTrue(!registry.hasRole(admin, address(this)), "not the deployer");
        assertEq(registry.getRoleAdmin(registrar), admin);
        assertEq(registry.beaconRoots().secondsPerSlot(), 12);
    }

    function test_constructor_revert_anotherPoseidon() public {
        WrongPoseidon wrong = new WrongPoseidon();
        _expectPoseidonMismatch(address(wrong), 6);
        new ValidatorRegistry(ADMIN, REGISTRAR, wrong, IBeaconRoots(address(0)));
    }

    function test_constructor_revert_addressWithoutCode() public {
        _expectPoseidonMismatch(address(0xdead), 0);
        new ValidatorRegistry(ADMIN, REGISTRAR, IPoseidon3(address(0xdead)), IBeaconRoots(address(0)));
    }

    // Provisions

    function test_provision_numbersFromOneAndKeepsEverything() public {
        for (uint64 i = 0; i < 3; ++i) {
            uint64 number = i + 1;
            vm.warp(NOW + i);
            vm.expectEmit(true, true, true, true, address(registry));
            emit IValidatorRegistry.Provisioned(number, pubkeyRoots[i], pubkeys[i], principalsGwei[i]);
            assertEq(provision(i), number);
            assertEq(registry.provisionCount(), number);
            assertEq(registry.numberOf(pubkeyRoots[i]), number);
            Provision memory given = registry.provisionOf(number);
            assertEq(given.pubkeyRoot, pubkeyRoots[i]);
            assertEq(given.principalGwei, principalsGwei[i]);
            assertEq(given.validatorIndex, 0);
            assertEq(given.provisionedAt, NOW + i);
            _assertStatus(number, ProvisionStatus.Provisioned);
        }
        assertEq(registry.count(), 0);
    }

    /// @dev Against @lodestar/types, for all keys of the fixture.
    function test_provision_pubkeyRootIsTheHashTreeRootOfTheKey() public {
        provisionAll();
        for (uint256 i = 0; i < pubkeys.length; ++i) {
            assertEq(registry.numberOf(pubkeyRoots[i]), i + 1);
        }
        assertEq(registry.numberOf(keccak256("unknown")), 0);
    }

    function testFuzz_provision_revert_pubkeyLength(bytes calldata pubkey) public {
        vm.assume(pubkey.length != 48);
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.PubkeyLength.selector, pubkey.length));
        vm.prank(REGISTRAR);
        registry.provision(pubkey, 32e9);
    }

    function test_provision_revert_pubkeyKnownInEveryStatus() public {
        provisionAll();
        _open().append(2, 77);
        writeOff(3);
        for (uint64 number = 1; number <= 3; ++number) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    ValidatorRegistry.PubkeyKnown.selector, pubkeyRoots[number - 1], number
                )
            );
            provision(number - 1);
        }
    }

    function test_provision_revert_principalZero() public {
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.PrincipalZero.selector, pubkeyRoots[0]));
        vm.prank(REGISTRAR);
        registry.provision(pubkeys[0], 0);
    }

    function testFuzz_provision_revert_notRegistrar(address caller) public {
        vm.assume(caller != REGISTRAR);
        _expectMissingRole(caller, registry.REGISTRAR_ROLE());
        vm.prank(caller);
        registry.provision(pubkeys[0], 32e9);
    }

    function test_provisionOf_revert_numberNeverGiven() public {
        provision(0);
        _expectUnknown(0, 1);
        registry.provisionOf(0);
        _expectUnknown(2, 1);
        registry.provisionOf(2);
    }

    /// @dev Any range, within, past and before the provisions there are: those that `provisionOf` gives one by one.
    function testFuzz_provisions_areThoseOfTheirNumbers(uint64 from, uint64 to) public {
        provisionAll();
        _open().append(2, 77);
        writeOff(3);
        uint64 count = registry.provisionCount();
        from = 1 + from % (count + 2);
        to = to % (count + 4) == count + 3 ? type(uint64).max : to % (count + 4);
        Provision[] memory given = registry.provisions(from, to);
        uint256 next = 0;
        for (uint64 number = from; number < to && number <= count; ++number) {
            assertEq(
                keccak256(abi.encode(given[next++])), keccak256(abi.encode(registry.provisionOf(number)))
            );
        }
        assertEq(given.length, next);
    }

    function test_provisions_revert_numberZero() public {
        provision(0);
        _expectUnknown(0, 1);
        registry.provisions(0, 2);
    }

    // Counts by time

    /// @dev Keys are announced after waits of 0 to 3 seconds; at every second the count is that of a plain list.
    function testFuzz_totalsBy_countsWhatWasAnnouncedAtOrBefore(uint256 waits) public {
        uint256[] memory times = new uint256[](pubkeys.length);
        uint256 time = NOW;
        for (uint256 i = 0; i < times.length; ++i) {
            time += (waits >> (2 * i)) & 3;
            vm.warp(time);
            times[i] = time;
            provision(i);
        }
        for (uint256 second = NOW - 1; second <= time; ++second) {
            uint256 expected;
            while (expected < times.length && times[expected] <= second) ++expected;
            assertEq(registry.totalsBy(uint48(second)).provisioned, expected);
        }
    }

    /// @dev What happens later changes nothing of what was.
    function test_totalsBy_followTheSteps() public {
        provision(0);
        provision(1);
        uint64 principalGwei = registry.provisionOf(1).principalGwei;
        uint64 otherGwei = registry.provisionOf(2).principalGwei;
        vm.warp(NOW + 1);
        writeOff(2);
        assertEq(registry.provisionOf(2).settledAt, NOW + 1);
        vm.warp(NOW + 2);
        _open().append(1, 7);
        _returnPrincipal(1);
        assertEq(registry.provisionOf(1).settledAt, NOW + 2);
        assertTrue(registry.provisionOf(1).status == ProvisionStatus.Registered, "in the chain for good");
        _assertTotals(NOW - 1, 0, 0, 0);
        _assertTotals(NOW, 2, 0, principalGwei + otherGwei);
        _assertTotals(NOW + 1, 2, 1, principalGwei);
        _assertTotals(NOW + 2, 2, 1, 0);
    }

    function test_returnPrincipal_isOnceAndOfRegisteredOnes() public {
        provision(0);
        _expectNotOut(1, ProvisionStatus.Provisioned, 0);
        _open().append(1, 7);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IValidatorRegistry.PrincipalReturned(1, registry.provisionOf(1).principalGwei);
        _returnPrincipal(1);
        _expectNotOut(1, ProvisionStatus.Registered, uint48(NOW));
        provision(1);
        writeOff(2);
        _expectNotOut(2, ProvisionStatus.WrittenOff, uint48(NOW));
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.ProvisionUnknown.selector, 3, 2));
        _returnPrincipal(3);
    }

    function testFuzz_returnPrincipal_revert_anyoneElse(address caller) public {
        vm.assume(caller != REGISTRAR);
        bytes32 role = registry.REGISTRAR_ROLE();
        _expectMissingRole(caller, role);
        vm.prank(caller);
        registry.returnPrincipal(1);
    }

    function testFuzz_countsByTime_revert_future(uint48 later) public {
        vm.assume(later > NOW);
        vm.expectRevert(abi.encodeWithSelector(EntryChain.TimeInFuture.selector, later, NOW));
        registry.totalsBy(later);
        vm.expectRevert(abi.encodeWithSelector(EntryChain.TimeInFuture.selector, later, NOW));
        registry.podsBy(later);
    }

    // The seal

    function test_seal_isOnceAndOverWhatTheRegistrarExpects() public {
        registry = _unsealed();
        assertEq(registry.sealedAt(), 0);
        provision(0);
        for (uint64 wrong = 0; wrong <= 2; wrong += 2) {
            vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.SealCount.selector, 1, wrong));
            _seal(wrong);
        }
        vm.expectEmit(true, true, true, true, address(registry));
        emit IValidatorRegistry.Sealed(1);
        _seal(1);
        assertEq(registry.sealedAt(), NOW);
        vm.warp(NOW + 1);
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.AlreadySealed.selector, NOW));
        _seal(1);
        // Validators of the protocol keep coming.
        assertEq(provision(1), 2);
    }

    function testFuzz_seal_revert_notRegistrar(address caller) public {
        vm.assume(caller != REGISTRAR);
        ValidatorRegistry fresh = _unsealed();
        _expectMissingRole(caller, fresh.REGISTRAR_ROLE());
        vm.prank(caller);
        fresh.seal(0);
    }

    // Write-offs

    function test_writeOff_isFinalAndSaysWhy() public {
        provision(0);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IValidatorRegistry.WrittenOff(1, "never deposited");
        writeOff(1);
        _assertStatus(1, ProvisionStatus.WrittenOff);
        assertEq(registry.provisionCount(), 1);
        _expectSettled(1, ProvisionStatus.WrittenOff);
        writeOff(1);
    }

    function test_writeOff_revert_registered() public {
        provision(0);
        _open().append(1, 77);
        _expectSettled(1, ProvisionStatus.Registered);
        writeOff(1);
    }

    function test_writeOff_revert_unknown() public {
        _expectUnknown(0, 0);
        writeOff(0);
        _expectUnknown(1, 0);
        writeOff(1);
    }

    function testFuzz_writeOff_revert_notRegistrar(address caller) public {
        vm.assume(caller != REGISTRAR);
        provision(0);
        _expectMissingRole(caller, registry.REGISTRAR_ROLE());
        vm.prank(caller);
        registry.writeOff(1, "");
    }

    // Pods

    function test_addPod_keepsOrderAndTimes() public {
        assertEq(registry.podsBy(uint48(NOW)), 0);
        for (uint160 i = 0; i < 3; ++i) {
            vm.warp(NOW + 10 * i);
            address pod = address(0xb0d + i);
            assertTrue(!registry.isPod(pod), "not yet");
            vm.expectEmit(true, true, true, true, address(registry));
            emit IValidatorRegistry.PodAdded(i, pod);
            addPod(pod);
            assertTrue(registry.isPod(pod), "pod");
            assertEq(registry.pods().length, i + 1);
            assertEq(registry.pods()[i], pod);
        }
        assertEq(registry.podsBy(uint48(NOW - 1)), 0);
        assertEq(registry.podsBy(uint48(NOW)), 1);
        assertEq(registry.podsBy(uint48(NOW + 19)), 2);
        assertEq(registry.podsBy(uint48(NOW + 20)), 3);
    }

    function test_addPod_revert_withoutCode() public {
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.PodWithoutCode.selector, POD));
        vm.prank(ADMIN);
        registry.addPod(POD);
    }

    function test_addPod_revert_known() public {
        addPod(POD);
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.PodKnown.selector, POD));
        addPod(POD);
    }

    /// @dev EIP-7702: its key could move the balance at any time. A contract of the same length is a pod.
    function testFuzz_addPod_revert_delegation(address target) public {
        vm.etch(POD, abi.encodePacked(hex"ef0100", target));
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.PodDelegates.selector, POD));
        vm.prank(ADMIN);
        registry.addPod(POD);
        vm.etch(POD, abi.encodePacked(hex"600100", target));
        vm.prank(ADMIN);
        registry.addPod(POD);
        assertTrue(registry.isPod(POD), "pod");
    }

    function testFuzz_addPod_revert_notAdmin(address caller) public {
        vm.assume(caller != ADMIN);
        vm.etch(POD, hex"00");
        _expectMissingRole(caller, registry.DEFAULT_ADMIN_ROLE());
        vm.prank(caller);
        registry.addPod(POD);
    }

    // The chain

    function test_append_followsTheChainOfCircomlibjs() public {
        string memory vectors = vm.readFile(POSEIDON_FIXTURE);
        uint256[] memory indices = vm.parseJsonUintArray(vectors, ".indices");
        uint256[] memory principals = vm.parseJsonUintArray(vectors, ".principalsGwei");
        uint256[] memory commitments = vm.parseJsonUintArray(vectors, ".commitments");
        assertEq(registry.commitment(), 0);
        assertEq(registry.commitmentAt(0), 0);
        for (uint256 i = 0; i < indices.length; ++i) {
            vm.prank(REGISTRAR);
            uint64 number = registry.provision(pubkeys[i], uint64(principals[i]));
            vm.expectEmit(true, true, true, true, address(registry));
            emit IValidatorRegistry.Registered(
                uint64(i), number, uint64(indices[i]), uint64(principals[i])
            );
            vm.expectEmit(true, true, true, true, address(registry));
            emit IEntryChain.Extended(uint64(i + 1), commitments[i]);
            _open().append(number, uint64(indices[i]));
            assertEq(registry.commitment(), commitments[i]);
            assertEq(registry.count(), i + 1);
            _assertStatus(number, ProvisionStatus.Registered);
            assertEq(registry.provisionOf(number).validatorIndex, indices[i]);
        }
        for (uint256 i = 0; i < indices.length; ++i) {
            assertEq(registry.commitmentAt(uint64(i + 1)), commitments[i]);
        }
    }

    /// @dev An index that the beacon chain gives to a second key (EIP-6914) would count one balance twice.
    function testFuzz_append_revert_indexOfAnotherKey(uint64 index, uint64 other) public {
        index %= 2 ** 40;
        other %= 2 ** 40;
        vm.assume(other != index);
        provisionAll();
        _open().append(1, index);
        vm.expectRevert(abi.encodeWithSelector(EntryChain.IndexRegistered.selector, index));
        _open().append(2, index);
        _open().append(2, other);
        assertEq(registry.count(), 2);
    }

    function test_append_takesTheLargestIndex() public {
        testFuzz_append_revert_indexAbove40Bits(2 ** 40);
        _open().append(1, 2 ** 40 - 1);
        assertEq(registry.provisionOf(1).validatorIndex, 2 ** 40 - 1);
    }

    function testFuzz_append_revert_indexAbove40Bits(uint64 index) public {
        vm.assume(index >= 2 ** 40);
        provision(0);
        vm.expectRevert(abi.encodeWithSelector(EntryChain.IndexTooLarge.selector, index, 2 ** 40));
        _open().append(1, index);
    }

    function test_commitmentAt_revert_oneEntryPastTheEnd() public {
        testFuzz_commitmentAt_revert_pastTheEnd(2);
    }

    function testFuzz_commitmentAt_revert_pastTheEnd(uint64 entries) public {
        vm.assume(entries > 1);
        provision(0);
        _open().append(1, 77);
        vm.expectRevert(abi.encodeWithSelector(EntryChain.EntriesOutOfRange.selector, entries, 1));
        registry.commitmentAt(entries);
    }

    /// @dev Positions in another order than provisions: the last key joins first.
    function testFuzz_entries_areTheWindowCutAtTheEnd(uint64 from, uint64 to) public {
        provisionAll();
        for (uint64 position = 0; position < 10; ++position) {
            _open().append(40 - position, 1000 + position * position);
        }
        from %= 13;
        to = to % 4 == 0 ? type(uint64).max : to % 13;
        (uint64[] memory indices, uint64[] memory principals) = registry.entries(from, to);
        uint256 end = to < 10 ? to : 10;
        assertEq(indices.length, from < end ? end - from : 0);
        assertEq(principals.length, indices.length);
        for (uint64 i = 0; i < indices.length; ++i) {
            uint64 position = from + i;
            assertEq(indices[i], 1000 + position * position);
            assertEq(principals[i], principalsGwei[39 - position]);
        }
    }

    function _seal(uint64 expected) private {
        vm.prank(REGISTRAR);
        registry.seal(expected);
    }

    function _unsealed() private returns (ValidatorRegistry) {
        return new ValidatorRegistry(ADMIN, REGISTRAR, registry.poseidon(), registry.beaconRoots());
    }

    function _open() private view returns (OpenRegistry) {
        return OpenRegistry(address(registry));
    }

    function _assertStatus(uint64 number, ProvisionStatus expected) private view {
        assertEq(uint256(registry.provisionOf(number).status), uint256(expected));
    }

    function _expectPoseidonMismatch(address poseidon, uint256 answer) private {
        uint256 right = registry.poseidon().poseidon([uint256(1), 2, 3]);
        vm.expectRevert(abi.encodeWithSelector(EntryChain.PoseidonMismatch.selector, poseidon, right, answer));
    }

    function _expectMissingRole(address caller, bytes32 role) private {
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, role)
        );
    }

    function _expectUnknown(uint64 number, uint64 count) private {
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.ProvisionUnknown.selector, number, count));
    }

    function _returnPrincipal(uint64 number) private {
        vm.prank(REGISTRAR);
        registry.returnPrincipal(number);
    }

    function _expectNotOut(uint64 number, ProvisionStatus status, uint48 settledAt) private {
        vm.expectRevert(
            abi.encodeWithSelector(ValidatorRegistry.PrincipalNotOut.selector, number, status, settledAt)
        );
        _returnPrincipal(number);
    }

    function _assertTotals(uint256 timestamp, uint64 provisioned, uint64 writtenOff, uint80 outGwei)
        private
        view
    {
        RegistryTotals memory totals = registry.totalsBy(uint48(timestamp));
        assertEq(totals.provisioned, provisioned);
        assertEq(totals.writtenOff, writtenOff);
        assertEq(totals.outstandingGwei, outGwei);
    }

    function _expectSettled(uint64 number, ProvisionStatus status) private {
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.ProvisionSettled.selector, number, status));
    }
}
