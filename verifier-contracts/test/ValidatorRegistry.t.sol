// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IPoseidon3} from "../src/interfaces/IPoseidon3.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";
import {PoseidonDeployer} from "./PoseidonDeployer.sol";

contract WrongPoseidon is IPoseidon3 {
    function poseidon(uint256[3] calldata) external pure returns (uint256) {
        return 6;
    }
}

contract ValidatorRegistryTest is PoseidonDeployer {
    ValidatorRegistry private registry;
    string private vectors;

    function setUp() public {
        registry = new ValidatorRegistry(address(this), deployPoseidon());
        vectors = vm.readFile(POSEIDON_FIXTURE);
    }

    function test_append_followsTheChainOfCircomlibjs() public {
        (uint64[] memory indices, uint64[] memory principals, uint256[] memory commitments) = _vectors();
        assertEq(registry.commitment(), 0);
        uint64[] memory index = new uint64[](1);
        uint64[] memory principal = new uint64[](1);
        for (uint256 i = 0; i < indices.length; ++i) {
            (index[0], principal[0]) = (indices[i], principals[i]);
            vm.expectEmit(true, true, true, true, address(registry));
            emit ValidatorRegistry.ValidatorAppended(uint64(i), index[0], principal[0], commitments[i]);
            registry.append(index, principal);
            assertEq(registry.commitment(), commitments[i]);
            assertEq(registry.count(), i + 1);
            assertTrue(registry.isRegistered(index[0]), "registered");
        }
    }

    function test_append_inOneCallIsAppendOneByOne() public {
        (uint64[] memory indices, uint64[] memory principals, uint256[] memory commitments) = _vectors();
        registry.append(indices, principals);
        assertEq(registry.commitment(), commitments[commitments.length - 1]);
        assertEq(registry.count(), indices.length);
    }

    function test_append_revert_duplicateIndex() public {
        registry.append(_one(7), _one(32e9));
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.ValidatorAlreadyRegistered.selector, 7));
        registry.append(_one(7), _one(1));
    }

    function test_append_revert_duplicateInOneCall() public {
        uint64[] memory twice = new uint64[](2);
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.PrincipalZero.selector, 0));
        registry.append(twice, twice);
        uint64[] memory principals = new uint64[](2);
        (principals[0], principals[1]) = (1, 1);
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.ValidatorAlreadyRegistered.selector, 0));
        registry.append(twice, principals);
        assertEq(registry.count(), 0);
        assertEq(registry.commitment(), 0);
    }

    function testFuzz_append_revert_indexAbove40Bits(uint64 index) public {
        vm.assume(index >= 2 ** 40);
        vm.expectRevert(
            abi.encodeWithSelector(ValidatorRegistry.ValidatorIndexTooLarge.selector, index, 2 ** 40)
        );
        registry.append(_one(index), _one(1));
    }

    function test_append_revert_lengths() public {
        vm.expectRevert(abi.encodeWithSelector(ValidatorRegistry.LengthMismatch.selector, 1, 0));
        registry.append(_one(1), new uint64[](0));
    }

    function testFuzz_append_revert_notOwner(address caller) public {
        vm.assume(caller != address(this));
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, caller));
        vm.prank(caller);
        registry.append(_one(1), _one(1));
    }

    function test_constructor_revert_anotherPoseidon() public {
        WrongPoseidon wrong = new WrongPoseidon();
        uint256 right = registry.poseidon().poseidon([uint256(1), 2, 3]);
        vm.expectRevert(
            abi.encodeWithSelector(ValidatorRegistry.PoseidonMismatch.selector, address(wrong), right, 6)
        );
        new ValidatorRegistry(address(this), wrong);
    }

    function test_constructor_revert_addressWithoutCode() public {
        uint256 right = registry.poseidon().poseidon([uint256(1), 2, 3]);
        vm.expectRevert(
            abi.encodeWithSelector(ValidatorRegistry.PoseidonMismatch.selector, address(0xdead), right, 0)
        );
        new ValidatorRegistry(address(this), IPoseidon3(address(0xdead)));
    }

    function _vectors() private view returns (uint64[] memory, uint64[] memory, uint256[] memory) {
        return (
            _narrow(vm.parseJsonUintArray(vectors, ".indices")),
            _narrow(vm.parseJsonUintArray(vectors, ".principalsGwei")),
            vm.parseJsonUintArray(vectors, ".commitments")
        );
    }

    function _narrow(uint256[] memory wide) private pure returns (uint64[] memory narrow) {
        narrow = new uint64[](wide.length);
        for (uint256 i = 0; i < wide.length; ++i) {
            narrow[i] = uint64(wide[i]);
        }
    }

    function _one(uint64 value) private pure returns (uint64[] memory list) {
        list = new uint64[](1);
        list[0] = value;
    }
}
