// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Registration} from "../src/interfaces/IValidatorRegistry.sol";
import {ListTop} from "../src/ListTree.sol";
import {BeaconHeader, SSZ} from "../src/SSZ.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";
import {RegisterArguments, RegistryFixture} from "./RegistryFixture.sol";

/// @dev A branch in calldata, as SSZ wants it.
contract BranchVerifier {
    function verify(bytes32 leaf, uint256 gindex, bytes32[] calldata branch, bytes32 root) external view {
        SSZ.verifyBranch(leaf, gindex, branch, root);
    }
}

/// @notice `register` over validators that exist: Sepolia's in whole states, one of mainnet in a branch.
contract ValidatorRegistryRealStatesTest is RegistryFixture {
    function test_register_realDenebState() public {
        _registerAll(".deneb", 4);
    }

    /// @dev Among them one pod that validators pay out to with 0x01 and with 0x02.
    function test_register_realElectraState() public {
        _registerAll(".electra", 5);
    }

    /// @dev Deneb's branch has one level less, so a fork cannot be taken for another.
    function test_register_revert_realStateOfAnotherFork() public {
        load("real-registry.json", ".deneb");
        RegisterArguments memory r = arguments();
        uint64 afterElectra = 1_655_733_600 + 12 * (222_464 * 32 - r.header.slot);
        registry = RegistryFixture.newRegistry(registry.poseidon(), newBeaconRoots(afterElectra));
        seal();
        vm.expectPartialRevert(SSZ.SSZBranchLength.selector);
        send(r);
    }

    /// @dev Mainnet validator 1804300, credentials 0x02, slot 12235962: 53 siblings from its public key to the block
    ///      root. Three of them belong to the header, whose body root they hide in a hash: so the block root is checked
    ///      here, and the header given to EIP-4788 is one with the same slot and state root.
    function test_register_mainnetValidator() public {
        string memory json = readOrSkip(string.concat(REAL_DATA, "origin/slot_12235962.json"));
        load("registry.json", ".small");
        bytes32[] memory proof = _words(vm.parseJsonBytes(json, ".validatorPubKey.proof"));
        bytes32 pubkeyRoot = vm.parseJsonBytes32(json, ".validatorPubKey.leaf");
        uint64 index = uint64(vm.parseJsonUint(json, ".validatorPubKey.validatorIndex"));
        assertEq(proof.length, 53);
        // validators[index].pubkey below the block root: 11 (state root), 75 (validators), data root, index, first field.
        uint256 gindex = (((((11 << 6) | 11) << 41) | index) << 3);
        new BranchVerifier().verify(pubkeyRoot, gindex, proof, vm.parseJsonBytes32(json, ".beaconBlockRoot"));

        RegisterArguments memory r;
        uint64 length = _toUint64(proof[43]);
        assertTrue(length > 2 ** 20 && length <= 2 ** 21, "21 levels above the validators");
        r.validators = ListTop({
            node: _fold(pubkeyRoot, gindex, proof, 24),
            length: length,
            branch: _slice(proof, 24, 50),
            levels: new bytes32[](0)
        });
        r.header = BeaconHeader({
            slot: uint64(vm.parseJsonUint(json, ".slot")),
            proposerIndex: 1,
            parentRoot: bytes32(uint256(2)),
            stateRoot: _fold(pubkeyRoot, gindex, proof, 50),
            bodyRoot: bytes32(uint256(3))
        });
        r.registrations = new Registration[](1);
        r.registrations[0] = Registration(1, index, proof[0], _slice(proof, 1, 24));
        assertEq(proof[0], vm.parseJsonBytes32(json, ".validatorPubKey.withdrawalCredential"));

        r.nextTimestamp = uint64(registry.beaconRoots().genesisTime() + 12 * (r.header.slot + 1));
        storeBeaconRoot(r.nextTimestamp, SSZ.hashTreeRoot(r.header));
        addPod(address(uint160(uint256(proof[0]))));
        bytes memory pubkey = vm.parseJsonBytes(json, ".validatorPubKey.pubKey");
        vm.prank(REGISTRAR);
        registry.provision(pubkey, 32e9);
        assertEq(registry.provisionOf(1).pubkeyRoot, pubkeyRoot);
        send(r);
        assertEq(registry.provisionOf(1).validatorIndex, index);
        assertEq(registry.count(), 1);
    }

    function _registerAll(string memory fork, uint256 expected) private {
        load("real-registry.json", fork);
        assertEq(eligible.length, expected);
        addPods();
        provisionAll();
        send(argumentsFor(eligible));
        assertEq(registry.count(), expected);
        assertEq(registry.commitment(), chain);
        // Validator 0 has a BLS key.
        RegisterArguments memory r = argumentsFor(list(0));
        vm.expectRevert(
            abi.encodeWithSelector(
                ValidatorRegistry.CredentialsNotOfPod.selector, 1, r.registrations[0].withdrawalCredentials
            )
        );
        send(r);
    }

    /// @dev The ancestor of a leaf after so many levels of its branch.
    function _fold(bytes32 node, uint256 gindex, bytes32[] memory branch, uint256 levels)
        private
        view
        returns (bytes32)
    {
        for (uint256 i = 0; i < levels; ++i) {
            node = (gindex >> i) & 1 == 1 ? SSZ.hashPair(branch[i], node) : SSZ.hashPair(node, branch[i]);
        }
        return node;
    }

    function _words(bytes memory packed) private pure returns (bytes32[] memory words) {
        words = new bytes32[](packed.length / 32);
        for (uint256 i = 0; i < words.length; ++i) {
            assembly ("memory-safe") {
                mstore(add(words, mul(32, add(i, 1))), mload(add(packed, mul(32, add(i, 1)))))
            }
        }
    }

    function _slice(bytes32[] memory from, uint256 start, uint256 end)
        private
        pure
        returns (bytes32[] memory part)
    {
        part = new bytes32[](end - start);
        for (uint256 i = 0; i < part.length; ++i) {
            part[i] = from[start + i];
        }
    }

    function _toUint64(bytes32 chunk) private pure returns (uint64 value) {
        for (uint256 i = 8; i > 0; --i) {
            value = (value << 8) | uint8(chunk[i - 1]);
        }
    }
}
