// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Eip4788} from "../src/Eip4788.sol";
import {ForkLayouts} from "../src/ForkLayouts.sol";
import {IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {IEntryChain} from "../src/interfaces/IEntryChain.sol";
import {
    IValidatorRegistry,
    Provision,
    ProvisionStatus,
    Registration
} from "../src/interfaces/IValidatorRegistry.sol";
import {ListTree} from "../src/ListTree.sol";
import {NeighbourBranch} from "../src/NeighbourBranch.sol";
import {SSZ} from "../src/SSZ.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";
import {RegisterArguments, RegistryFixture} from "./RegistryFixture.sol";

/// @notice `register`, over a made Electra state of 40 validators whose root EIP-4788 holds. Its credentials come in six
///         kinds by turns: a BLS key; 0x01 with the first pod, 0x02 with the second; 0x01 with a stranger; 0x02 with the
///         first pod; 0x02 with a stranger. The last two validators have credentials of no known form.
contract ValidatorRegistryRegisterTest is RegistryFixture {
    function setUp() public {
        load("registry.json", ".small");
        addPods();
        provisionAll();
    }

    function testFuzz_register_anyoneAddsAllThatPayOutToAPod(address caller) public {
        RegisterArguments memory r = argumentsFor(eligible);
        vm.prank(caller);
        send(r);
        assertEq(registry.commitment(), chain);
        assertEq(registry.count(), eligible.length);
        for (uint64 i = 0; i < eligible.length; ++i) {
            Provision memory joined = registry.provisionOf(uint64(eligible[i] + 1));
            assertEq(uint256(joined.status), uint256(ProvisionStatus.Registered));
            assertEq(joined.validatorIndex, eligible[i]);
        }
    }

    function test_register_emitsEachEntryAndTheChainAfterAllOfThem() public {
        uint256 commitment;
        uint256[] memory two = _pair(eligible[3], eligible[0]);
        for (uint64 i = 0; i < 2; ++i) {
            uint64 position = uint64(two[i]);
            commitment = registry.poseidon().poseidon([commitment, position, principalsGwei[position]]);
            vm.expectEmit(true, true, true, true, address(registry));
            emit IValidatorRegistry.Registered(i, position + 1, position, principalsGwei[position]);
        }
        vm.expectEmit(true, true, true, true, address(registry));
        emit IEntryChain.Extended(2, commitment);
        send(argumentsFor(two));
    }

    /// @dev Eight draws with repetitions, sent in two calls that are cut anywhere: the list is the order of first draws.
    function testFuzz_register_orderIsThatOfFirstAppearance(bytes8 draws, uint256 cut) public {
        uint256[] memory drawn = new uint256[](8);
        for (uint256 i = 0; i < 8; ++i) {
            drawn[i] = eligible[uint8(draws[i]) % 8];
        }
        _sendInTwo(drawn, cut % 9);
        uint256 commitment;
        uint64 count;
        uint256 seen;
        for (uint256 i = 0; i < 8; ++i) {
            uint256 bit = 1 << drawn[i];
            if (seen & bit != 0) continue;
            seen |= bit;
            (uint64[] memory indices, uint64[] memory principals) = registry.entries(count, ++count);
            assertEq(indices[0], drawn[i]);
            assertEq(principals[0], principalsGwei[drawn[i]]);
            commitment = registry.poseidon().poseidon([commitment, indices[0], principals[0]]);
        }
        assertEq(registry.count(), count);
        assertEq(registry.commitment(), commitment);
    }

    /// @dev A registration that somebody else was faster with costs the others of the call nothing. It is not read again.
    function test_register_skipsThoseThatAreRegistered() public {
        send(argumentsFor(list(eligible[0])));
        RegisterArguments memory r = argumentsFor(_pair(eligible[0], eligible[1]));
        r.registrations[0].branch[0] = 0;
        send(r);
        assertEq(registry.count(), 2);
        send(r);
        assertEq(registry.count(), 2);
    }

    /// @dev Else a stranger would choose the order of all first entries, and with it the number of their pages for ever.
    function testFuzz_register_beforeTheSealTheRegistrarAlone(address caller) public {
        vm.assume(caller != REGISTRAR);
        registry = RegistryFixture.newRegistry(registry.poseidon(), registry.beaconRoots());
        addPods();
        provisionAll();
        RegisterArguments memory r = argumentsFor(list(eligible[1]));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, caller, registry.REGISTRAR_ROLE()
            )
        );
        vm.prank(caller);
        send(r);
        vm.prank(REGISTRAR);
        send(argumentsFor(list(eligible[0])));
        vm.prank(REGISTRAR);
        registry.seal(uint64(pubkeys.length));
        vm.prank(caller);
        send(r);
        (uint64[] memory indices,) = registry.entries(0, 2);
        assertEq(indices[0], eligible[0]);
        assertEq(indices[1], eligible[1]);
    }

    function test_register_ofNobodyChangesNothing() public {
        send(argumentsFor(new uint256[](0)));
        assertEq(registry.count(), 0);
    }

    /// @dev Nobody can join a validator that is not the protocol's, whatever provision he names.
    function testFuzz_register_revert_everyOtherProvision(uint256 which, uint64 other) public {
        uint256 position = eligible[which % eligible.length];
        other = uint64(1 + other % pubkeys.length);
        vm.assume(other != position + 1);
        RegisterArguments memory r = argumentsFor(list(position));
        r.registrations[0].provision = other;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        send(r);
    }

    function testFuzz_register_revert_everyOtherIndex(uint256 which, uint64 other) public {
        uint256 position = eligible[which % eligible.length];
        other %= 40;
        vm.assume(other != position);
        RegisterArguments memory r = argumentsFor(list(position));
        r.registrations[0].validatorIndex = other;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        send(r);
    }

    function testFuzz_register_revert_anyFlippedBitOfABranch(uint256 which, uint256 level, uint256 bit)
        public
    {
        RegisterArguments memory r = argumentsFor(list(eligible[which % eligible.length]));
        bytes32[] memory branch = r.registrations[0].branch;
        branch[level % branch.length] ^= bytes32(1 << (bit % 256));
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        send(r);
    }

    function test_register_revert_branchOfAnotherLength() public {
        RegisterArguments memory r = argumentsFor(list(eligible[0]));
        uint256 gindex = ((64 | eligible[0]) << 2);
        bytes32[] memory shorter = new bytes32[](7);
        for (uint256 i = 0; i < 7; ++i) {
            shorter[i] = r.registrations[0].branch[i];
        }
        r.registrations[0].branch = shorter;
        vm.expectRevert(abi.encodeWithSelector(NeighbourBranch.BranchEndsElsewhere.selector, gindex, 0, 7));
        send(r);
        r.registrations[0].branch = new bytes32[](9);
        vm.expectRevert(abi.encodeWithSelector(SSZ.SSZBranchLength.selector, gindex, 8, 9));
        send(r);
    }

    /// @dev In any order, each branch without what it shares with the one before: the chain is that of whole branches.
    function testFuzz_register_takesBranchesWithoutWhatNeighboursShare(uint256 seed) public {
        RegisterArguments memory r = argumentsFor(_shuffled(seed));
        uint256 commitment;
        uint256 siblings;
        shorten(r.registrations);
        for (uint256 i = 0; i < r.registrations.length; ++i) {
            Registration memory each = r.registrations[i];
            siblings += each.branch.length;
            commitment = registry.poseidon()
                .poseidon([commitment, each.validatorIndex, principalsGwei[each.validatorIndex]]);
        }
        assertTrue(siblings < 8 * r.registrations.length, "shorter");
        send(r);
        assertEq(registry.commitment(), commitment);
    }

    /// @dev Every sibling that is left is needed, and so is the validator before.
    function testFuzz_register_revert_changedBranchOfANeighbour(uint256 seed, uint256 which, uint256 bit) public {
        RegisterArguments memory r = argumentsFor(_shuffled(seed));
        shorten(r.registrations);
        which = 1 + which % (r.registrations.length - 1);
        bytes32[] memory branch = r.registrations[which].branch;
        branch[bit / 256 % branch.length] ^= bytes32(1 << (bit % 256));
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        send(r);
    }

    /// @dev One that was registered in the meantime is skipped, and nothing of it is proven.
    function test_register_revert_neighbourOfASkippedOne() public {
        RegisterArguments memory r = argumentsFor(_pair(eligible[0], eligible[1]));
        shorten(r.registrations);
        send(argumentsFor(list(eligible[0])));
        vm.expectPartialRevert(NeighbourBranch.BranchEndsElsewhere.selector);
        send(r);
        r = argumentsFor(_pair(eligible[0], eligible[1]));
        send(r);
        assertEq(registry.count(), 2);
    }

    /// @dev The leaves past the end of the list are zeros, which nobody's public key hashes to; refused all the same.
    function testFuzz_register_revert_indexPastTheEnd(uint64 index) public {
        vm.assume(index >= 40);
        RegisterArguments memory r = argumentsFor(list(eligible[0]));
        r.registrations[0].validatorIndex = index;
        vm.expectRevert(abi.encodeWithSelector(ListTree.PositionOutOfRange.selector, index, 40));
        send(r);
    }

    function test_register_revert_everyValidatorThatPaysOutElsewhere() public {
        Registration[] memory all = arguments().registrations;
        uint256 refused;
        uint256 next;
        for (uint256 i = 0; i < all.length; ++i) {
            if (next < eligible.length && eligible[next] == i) {
                ++next;
                continue;
            }
            ++refused;
            RegisterArguments memory r = argumentsFor(list(i));
            _expectNotOfPod(uint64(i + 1), all[i].withdrawalCredentials);
            send(r);
        }
        assertEq(refused + eligible.length, 40);
        assertEq(registry.count(), 0);
    }

    /// @dev Of two pods in one call, one is added later: until then the whole call is refused.
    function test_register_revert_untilThePodIsAdded() public {
        load("registry.json", ".small");
        provisionAll();
        addPod(pods[0]);
        RegisterArguments memory r = argumentsFor(_pair(1, 2));
        _expectNotOfPod(3, r.registrations[1].withdrawalCredentials);
        send(r);
        assertEq(registry.count(), 0);
        addPod(pods[1]);
        send(r);
        assertEq(registry.count(), 2);
    }

    function test_register_revert_provisionUnknown() public {
        RegisterArguments memory r = argumentsFor(list(eligible[0]));
        r.registrations[0].provision = 0;
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.ProvisionUnknown.selector, 0, 40));
        send(r);
        r.registrations[0].provision = 41;
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.ProvisionUnknown.selector, 41, 40));
        send(r);
    }

    function test_register_revert_writtenOff() public {
        uint64 number = uint64(eligible[0] + 1);
        writeOff(number);
        RegisterArguments memory r = argumentsFor(list(eligible[0]));
        vm.expectRevert(
            abi.encodeWithSelector(
                ValidatorRegistry.ProvisionSettled.selector, number, ProvisionStatus.WrittenOff
            )
        );
        send(r);
    }

    function testFuzz_register_revert_timestampUnknown(uint64 timestamp) public {
        RegisterArguments memory r = arguments();
        vm.assume(timestamp != r.nextTimestamp);
        r.nextTimestamp = timestamp;
        vm.expectRevert(abi.encodeWithSelector(Eip4788.BeaconRootUnknown.selector, timestamp));
        send(r);
    }

    function testFuzz_register_revert_anyFlippedBitOfTheHeader(uint256 field, uint256 bit) public {
        RegisterArguments memory r = arguments();
        bytes32 expected = SSZ.hashTreeRoot(r.header);
        field %= 5;
        if (field == 0) r.header.slot ^= uint64(1 << (bit % 64));
        if (field == 1) r.header.proposerIndex ^= uint64(1 << (bit % 64));
        if (field == 2) r.header.parentRoot ^= bytes32(1 << (bit % 256));
        if (field == 3) r.header.stateRoot ^= bytes32(1 << (bit % 256));
        if (field == 4) r.header.bodyRoot ^= bytes32(1 << (bit % 256));
        vm.expectRevert(
            abi.encodeWithSelector(
                IBeaconRoots.BlockRootMismatch.selector, expected, SSZ.hashTreeRoot(r.header)
            )
        );
        send(r);
    }

    function test_register_revert_otherTopOrLengthOfTheList() public {
        RegisterArguments memory r = arguments();
        r.validators.node ^= bytes32(uint256(1));
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        send(r);
        r = arguments();
        r.validators.length = 41;
        vm.expectRevert(
            abi.encodeWithSelector(ListTree.ListLengthMismatch.selector, SSZ.toChunk(41), SSZ.toChunk(40))
        );
        send(r);
    }

    /// @dev The same block on a chain whose first known fork begins after it.
    function test_register_revert_forkUnknown() public {
        RegisterArguments memory r = arguments();
        registry = RegistryFixture.newRegistry(registry.poseidon(), newBeaconRoots(1));
        seal();
        vm.expectRevert(
            abi.encodeWithSelector(
                ForkLayouts.LayoutUnknown.selector, r.header.slot, 1 + uint256(r.header.slot) * 12
            )
        );
        send(r);
    }

    /// @dev All that may join, each once.
    function _shuffled(uint256 seed) private view returns (uint256[] memory positions) {
        positions = eligible;
        for (uint256 i = positions.length - 1; i > 0; --i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 k = seed % (i + 1);
            (positions[i], positions[k]) = (positions[k], positions[i]);
        }
    }

    function _sendInTwo(uint256[] memory drawn, uint256 cut) private {
        uint256[] memory first = new uint256[](cut);
        uint256[] memory second = new uint256[](drawn.length - cut);
        for (uint256 i = 0; i < drawn.length; ++i) {
            if (i < cut) first[i] = drawn[i];
            else second[i - cut] = drawn[i];
        }
        send(argumentsFor(first));
        send(argumentsFor(second));
    }

    function _expectNotOfPod(uint64 number, bytes32 credentials) private {
        vm.expectRevert(
            abi.encodeWithSelector(ValidatorRegistry.CredentialsNotOfPod.selector, number, credentials)
        );
    }

    function _pair(uint256 a, uint256 b) private pure returns (uint256[] memory positions) {
        positions = new uint256[](2);
        (positions[0], positions[1]) = (a, b);
    }
}
