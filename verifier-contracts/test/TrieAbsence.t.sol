// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {TrieAbsence} from "../src/TrieAbsence.sol";
import {Test} from "./Test.sol";

struct KeyedCase {
    bytes32 root;
    bytes32 key;
    /// Empty: the trie does not hold the key.
    bytes value;
    /// Inline nodes are listed.
    bytes[] proof;
}

contract TrieAbsenceHarness {
    function isProved(bytes32 root, bytes32 key, bytes[] calldata proof) external pure returns (bool) {
        return TrieAbsence.isProved(root, key, proof);
    }

    function valueOf(bytes32 root, bytes32 key, bytes[] calldata proof) external pure returns (bytes memory) {
        return TrieProof.traverse(root, bytes.concat(key), proof);
    }
}

/// @dev Tries by @ethereumjs/mpt (test/contract-fixtures/trie-proofs.ts), and nodes made by hand for what no trie has.
contract TrieAbsenceTest is Test {
    TrieAbsenceHarness private trie = new TrieAbsenceHarness();

    /// @dev The cases, where reading them again is cheap.
    address private constant STORE = address(0x5704e);

    function setUp() public {
        vm.etch(STORE, vm.parseJsonBytes(readOrSkip(string.concat(FIXTURES, "keyed-tries.json")), ".cases"));
    }

    function test_isProved_forEveryKeyThatTheTrieDoesNotHoldAndNoOther() public view {
        KeyedCase[] memory cases = _cases();
        uint256 absent = 0;
        for (uint256 i = 0; i < cases.length; ++i) {
            _assertRead(cases[i], cases[i].proof);
            _assertRead(cases[i], _withoutInline(cases[i].proof));
            if (cases[i].value.length == 0) ++absent;
        }
        assertTrue(absent > 300 && cases.length - absent > 70, "hundreds of keys");
    }

    /// @dev The law of soundness: whatever the proof, a key that the trie holds is not shown to be absent.
    function test_isProved_neverForAPresentKeyByTheProofOfAnother() public view {
        KeyedCase[] memory cases = _cases();
        for (uint256 i = 0; i < cases.length; ++i) {
            if (cases[i].value.length == 0) continue;
            // A third of the pairs, for time's sake.
            for (uint256 k = i % 3; k < cases.length; k += 3) {
                if (cases[k].root == cases[i].root) _assertNotAbsent(cases[i], cases[k].proof);
            }
        }
    }

    function test_isProved_neverByACutProof() public view {
        KeyedCase[] memory cases = _cases();
        for (uint256 i = 0; i < cases.length; ++i) {
            bytes[] memory proof = _withoutInline(cases[i].proof);
            bytes[] memory tail = new bytes[](proof.length - 1);
            for (uint256 k = 0; k < tail.length; ++k) {
                tail[k] = proof[k + 1];
            }
            _assertNotAbsent(cases[i], tail);
            _shorten(proof, proof.length - 1);
            _assertNotAbsent(cases[i], proof);
        }
    }

    function testFuzz_isProved_neverWithAChangedNode(uint256 which, uint256 node, uint256 bit) public view {
        KeyedCase[] memory cases = _cases();
        KeyedCase memory given = cases[which % cases.length];
        bytes[] memory proof = _withoutInline(given.proof);
        bytes memory target = proof[node % proof.length];
        bit %= target.length * 8;
        target[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _assertNotAbsent(given, proof);
    }

    function testFuzz_isProved_emptyTrieHoldsNothing(bytes32 key, bytes[] calldata proof) public view {
        assertTrue(trie.isProved(keccak256(hex"80"), key, proof), "empty trie");
    }

    function test_isProved_revert_nodesAfterEnd() public {
        KeyedCase[] memory cases = _cases();
        for (uint256 i = 0; i < cases.length; ++i) {
            if (cases[i].value.length != 0) continue;
            bytes[] memory proof = cases[i].proof;
            bytes[] memory longer = new bytes[](proof.length + 1);
            for (uint256 k = 0; k < proof.length; ++k) {
                longer[k] = proof[k];
            }
            longer[proof.length] = proof[0];
            vm.expectRevert(
                abi.encodeWithSelector(TrieAbsence.NodesAfterEnd.selector, proof.length, longer.length)
            );
            trie.isProved(cases[i].root, cases[i].key, longer);
        }
    }

    function test_isProved_revert_noList() public {
        _refuse(hex"");
        _refuse(hex"05");
        _refuse(hex"820102");
        // A string that would be an extension of another path.
        _refuse(hex"821205");
        // One that ends before its node does, and after it.
        _refuse(hex"c22005ff");
        _refuse(hex"c32005");
    }

    function test_isProved_revert_itemsOutOfBounds() public {
        // No items; an item that ends after its list; a long one that does; one whose length is cut off.
        _refuse(hex"c0");
        _refuse(hex"c28105");
        _refuse(hex"c4b8400505");
        _refuse(hex"c205b9");
        // The last child of a branch is cut off.
        _refuse(hex"d180808080808080808080808080808080a0");
    }

    function test_isProved_revert_neitherBranchNorLeafNorExtension() public {
        // 3, 16 and 18 items.
        _refuse(hex"c3050505");
        _refuse(hex"d080808080808080808080808080808080");
        _refuse(hex"d2808080808080808080808080808080808080");
    }

    function test_isProved_revert_pathMalformed() public {
        // Empty; of an unknown kind, without nibbles and with others than the key's; a leaf's that is too short; an
        // extension's without a nibble.
        _refuse(hex"c28005");
        _refuse(hex"c24005");
        _refuse(hex"c482402505");
        _refuse(hex"c22005");
        _refuse(hex"c200c0");
    }

    function test_isProved_revert_childIsNoNode() public {
        // An extension that leads nowhere, or to a string that is no hash; such a child of a branch.
        _refuse(hex"c21180");
        _refuse(hex"c21105");
        _refuse(hex"d18005808080808080808080808080808080");
    }

    /// @dev An inline child may have 31 bytes at most: from 32 on it is hashed.
    function test_isProved_revert_inlineChildTooLong() public {
        bytes memory child = abi.encodePacked(hex"df209d", new bytes(29));
        _refuse(abi.encodePacked(hex"e111", child));
        // As long as a hash.
        child = abi.encodePacked(hex"e0209e", new bytes(30));
        _refuse(abi.encodePacked(hex"e211", child));
    }

    function test_isProved_revert_pathLongerThanTheKey() public {
        // A leaf of 65 nibbles.
        _refuse(abi.encodePacked(hex"e3a131", new bytes(32), hex"05"));
    }

    function test_isProved_revert_extensionLeavesNothingOfTheKey() public {
        // One of 64 nibbles, none of which the key has to take: malformed all the same.
        _refuse(abi.encodePacked(hex"e3a100", new bytes(32), hex"05"));
    }

    /// @dev An extension of 62 nibbles, a branch for each of the last two, and one more.
    function test_isProved_revert_branchBelowTheKey() public {
        bytes[] memory proof = new bytes[](3);
        bytes memory below = _branchTo(hex"80");
        proof[2] = _branchTo(below);
        proof[1] = _branchTo(abi.encodePacked(hex"a0", keccak256(proof[2])));
        proof[0] = abi.encodePacked(hex"f842a0", new bytes(32), hex"a0", keccak256(proof[1]));
        vm.expectRevert(abi.encodeWithSelector(TrieAbsence.NodeMalformed.selector, below));
        trie.isProved(keccak256(proof[0]), 0, proof);
    }

    /// @dev As the root, on the way to a key whose nibbles are 1, then zeros.
    function _refuse(bytes memory node) private {
        bytes[] memory proof = new bytes[](1);
        proof[0] = node;
        vm.expectRevert(abi.encodeWithSelector(TrieAbsence.NodeMalformed.selector, node));
        trie.isProved(keccak256(node), bytes32(uint256(1) << 252), proof);
    }

    /// @dev A branch whose other children are empty.
    function _branchTo(bytes memory firstChild) private pure returns (bytes memory) {
        bytes memory others = hex"80808080808080808080808080808080";
        return abi.encodePacked(bytes1(uint8(0xc0 + firstChild.length + 16)), firstChild, others);
    }

    /// @dev Absent, or left to TrieProof, which reads the value.
    function _assertRead(KeyedCase memory given, bytes[] memory proof) private view {
        bool isAbsent = given.value.length == 0;
        assertTrue(
            trie.isProved(given.root, given.key, proof) == isAbsent, "absent if the trie does not hold it"
        );
        if (isAbsent) return;
        assertEq(keccak256(trie.valueOf(given.root, given.key, proof)), keccak256(given.value));
    }

    /// @dev Not absent: false or a revert.
    function _assertNotAbsent(KeyedCase memory given, bytes[] memory proof) private view {
        try trie.isProved(given.root, given.key, proof) returns (bool isAbsent) {
            assertTrue(!isAbsent, "not shown to be absent");
        } catch {}
    }

    function _cases() private view returns (KeyedCase[] memory) {
        return abi.decode(STORE.code, (KeyedCase[]));
    }

    /// @dev As geth lists nodes: one shorter than a hash stands in its parent only.
    function _withoutInline(bytes[] memory nodes) private pure returns (bytes[] memory listed) {
        listed = new bytes[](nodes.length);
        uint256 count = 0;
        for (uint256 i = 0; i < nodes.length; ++i) {
            if (i == 0 || nodes[i].length >= 32) listed[count++] = nodes[i];
        }
        _shorten(listed, count);
    }

    function _shorten(bytes[] memory list, uint256 length) private pure {
        assembly ("memory-safe") {
            mstore(list, length)
        }
    }
}
