// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {TrieReader} from "../src/TrieReader.sol";
import {joined, pathOf, shorten, withoutInline} from "./NodeLists.sol";
import {Test} from "./Test.sol";

struct KeyedCase {
    bytes32 root;
    bytes32 key;
    /// Empty: the trie does not hold the key.
    bytes value;
    /// Inline nodes are listed.
    bytes[] proof;
}

contract TrieReaderHarness {
    function find(bytes32 root, bytes32 key, bytes[] calldata nodes, bytes calldata path)
        external
        pure
        returns (bytes memory)
    {
        return TrieReader.find(root, key, TrieReader.list(nodes), path);
    }

    function traverse(bytes32 root, bytes32 key, bytes[] calldata proof)
        external
        pure
        returns (bytes memory)
    {
        return TrieProof.traverse(root, bytes.concat(key), proof);
    }

    function readAccount(bytes calldata encoded) external pure returns (uint256, bytes32) {
        return TrieReader.readAccount(encoded);
    }

    function readNumber(bytes calldata encoded) external pure returns (uint256) {
        return TrieReader.readNumber(encoded);
    }
}

/// @dev Tries by @ethereumjs/mpt (test/contract-fixtures/trie-proofs.ts), and nodes made by hand for what no trie has.
contract TrieReaderTest is Test {
    TrieReaderHarness private trie = new TrieReaderHarness();

    /// @dev The cases, where reading them again is cheap.
    address private constant STORE = address(0x5704e);
    bytes32 private constant KEY = bytes32(uint256(1) << 252);

    function setUp() public {
        vm.etch(STORE, vm.parseJsonBytes(readOrSkip(string.concat(FIXTURES, "keyed-tries.json")), ".cases"));
    }

    function test_find_everyKeyThatTheTrieHoldsAndNoOther() public view {
        KeyedCase[] memory cases = _cases();
        uint256 absent = 0;
        for (uint256 i = 0; i < cases.length; ++i) {
            KeyedCase memory given = cases[i];
            bytes[] memory nodes = withoutInline(given.proof);
            bytes memory value = trie.find(given.root, given.key, nodes, pathOf(0, nodes.length));
            assertEq(keccak256(value), keccak256(given.value));
            if (given.value.length == 0) {
                ++absent;
                continue;
            }
            assertEq(keccak256(trie.traverse(given.root, given.key, given.proof)), keccak256(given.value));
        }
        assertTrue(absent > 300 && cases.length - absent > 70, "hundreds of keys");
    }

    /// @dev Nodes of other keys, of its own trie and of others, stand before and behind.
    function testFuzz_find_amongTheNodesOfOthers(uint256 which, uint256 before, uint256 behind) public view {
        KeyedCase[] memory cases = _cases();
        KeyedCase memory given = cases[which % cases.length];
        bytes[] memory first = cases[before % cases.length].proof;
        bytes[] memory nodes = withoutInline(given.proof);
        bytes memory path = pathOf(first.length, nodes.length);
        nodes = joined(joined(first, nodes), cases[behind % cases.length].proof);
        assertEq(keccak256(trie.find(given.root, given.key, nodes, path)), keccak256(given.value));
    }

    /// @dev The law of soundness: whatever the proof, the value or a revert.
    function test_find_neverAnotherValueByTheProofOfAnother() public view {
        KeyedCase[] memory cases = _cases();
        for (uint256 i = 0; i < cases.length; ++i) {
            // A ninth of the pairs, for time's sake.
            for (uint256 k = i % 9; k < cases.length; k += 9) {
                if (cases[k].root == cases[i].root) {
                    _assertValueOrRevert(cases[i], withoutInline(cases[k].proof));
                }
            }
        }
    }

    function test_find_neverByACutProof() public view {
        KeyedCase[] memory cases = _cases();
        for (uint256 i = 0; i < cases.length; ++i) {
            bytes[] memory nodes = withoutInline(cases[i].proof);
            _assertRefused(cases[i], nodes, pathOf(1, nodes.length - 1));
            _assertRefused(cases[i], nodes, pathOf(0, nodes.length - 1));
            shorten(nodes, nodes.length - 1);
            _assertRefused(cases[i], nodes, pathOf(0, nodes.length + 1));
        }
    }

    /// @dev As many bytes, and the header of a full branch; what it holds is a path and a value.
    function test_find_leafAsLongAsAFullBranch() public view {
        bytes memory value = new bytes(492);
        value[491] = 0x01;
        bytes[] memory nodes = new bytes[](1);
        nodes[0] = abi.encodePacked(hex"f90211a120", KEY, hex"b901ec", value);
        assertEq(nodes[0].length, 532);
        bytes memory found = trie.find(keccak256(nodes[0]), KEY, nodes, pathOf(0, 1));
        assertEq(keccak256(found), keccak256(value));
    }

    function test_find_revert_asLongAsAFullBranchAndNone() public {
        bytes[] memory nodes = new bytes[](1);
        nodes[0] = abi.encodePacked(hex"f90210", new bytes(529));
        bytes32 root = keccak256(nodes[0]);
        vm.expectRevert(abi.encodeWithSelector(TrieReader.NodeMalformed.selector, root));
        trie.find(root, KEY, nodes, pathOf(0, 1));
    }

    /// @dev 65 full branches where a key has 64 nibbles.
    function test_find_revert_fullBranchAtTheEndOfTheKey() public {
        bytes[] memory nodes = new bytes[](65);
        bytes memory others = abi.encodePacked(hex"a0", KEY);
        bytes32 below = KEY;
        for (uint256 i = nodes.length; i > 0; --i) {
            uint256 nibble = i == nodes.length ? 0 : uint256(KEY) >> (252 - 4 * (i - 1)) & 15;
            bytes memory children;
            for (uint256 k = 0; k < 16; ++k) {
                children = bytes.concat(children, k == nibble ? abi.encodePacked(hex"a0", below) : others);
            }
            nodes[i - 1] = abi.encodePacked(hex"f90211", children, hex"80");
            below = keccak256(nodes[i - 1]);
        }
        vm.expectRevert(
            abi.encodeWithSelector(TrieReader.NodeMalformed.selector, keccak256(nodes[nodes.length - 1]))
        );
        trie.find(below, KEY, nodes, pathOf(0, nodes.length));
    }

    function test_list_revert_nodeBehindTheEndOfTheCall() public view {
        bytes[] memory nodes = new bytes[](1);
        bytes memory asked = abi.encodeCall(trie.find, (keccak256(""), KEY, nodes, pathOf(0, 1)));
        // The selector, four words of the head, how many nodes there are, and where the first one is.
        uint256 length = 4 + 6 * 32;
        uint256[3] memory lengths = [uint256(1 << 40), type(uint256).max, asked.length - length - 31];
        for (uint256 i = 0; i < lengths.length; ++i) {
            uint256 given = lengths[i];
            assembly ("memory-safe") {
                mstore(add(asked, add(32, length)), given)
            }
            (bool ok, bytes memory reason) = address(trie).staticcall(asked);
            assertTrue(!ok && reason.length == 0, "refused before it is hashed");
        }
    }

    function testFuzz_find_neverWithAChangedNode(uint256 which, uint256 node, uint256 bit) public view {
        KeyedCase[] memory cases = _cases();
        KeyedCase memory given = cases[which % cases.length];
        bytes[] memory nodes = withoutInline(given.proof);
        bytes memory target = nodes[node % nodes.length];
        bit %= target.length * 8;
        target[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _assertRefused(given, nodes, pathOf(0, nodes.length));
    }

    function testFuzz_find_anyPathTheValueOrARevert(uint256 which, bytes calldata path) public view {
        KeyedCase[] memory cases = _cases();
        KeyedCase memory given = cases[which % cases.length];
        bytes[] memory nodes = withoutInline(given.proof);
        bytes memory near = new bytes(path.length);
        for (uint256 i = 1; i < path.length; i += 2) {
            near[i] = bytes1(uint8(path[i]) % uint8(nodes.length + 1));
        }
        try trie.find(given.root, given.key, nodes, near) returns (bytes memory value) {
            assertEq(keccak256(value), keccak256(given.value));
        } catch {}
    }

    /// @dev A node that stands in its parent is not listed: it has no hash to be named by.
    function test_find_revert_inlineNodeListed() public view {
        KeyedCase[] memory cases = _cases();
        uint256 withInline = 0;
        for (uint256 i = 0; i < cases.length; ++i) {
            uint256 length = cases[i].proof.length;
            if (withoutInline(cases[i].proof).length == length) continue;
            ++withInline;
            _assertRefused(cases[i], cases[i].proof, pathOf(0, length));
        }
        assertTrue(withInline > 20, "tries with inline nodes");
    }

    function testFuzz_find_emptyTrieHoldsNothing(bytes32 key, bytes[] calldata nodes, bytes calldata path)
        public
        view
    {
        assertEq(trie.find(keccak256(hex"80"), key, nodes, path).length, 0);
    }

    function test_find_revert_nodesAfterEnd() public {
        KeyedCase[] memory cases = _cases();
        for (uint256 i = 0; i < cases.length; ++i) {
            bytes[] memory nodes = withoutInline(cases[i].proof);
            bytes memory longer = abi.encodePacked(pathOf(0, nodes.length), uint16(0));
            vm.expectRevert(
                abi.encodeWithSelector(
                    TrieReader.NodesAfterEnd.selector, cases[i].key, nodes.length, nodes.length + 1
                )
            );
            trie.find(cases[i].root, cases[i].key, nodes, longer);
        }
    }

    function test_find_revert_nodeMissing() public {
        KeyedCase memory given = _cases()[0];
        bytes[] memory none = new bytes[](0);
        bytes memory error_ =
            abi.encodeWithSelector(TrieReader.NodeMissing.selector, given.key, 0, given.root);
        // No path; a position behind the list; half a position is none.
        vm.expectRevert(error_);
        trie.find(given.root, given.key, none, "");
        vm.expectRevert(error_);
        trie.find(given.root, given.key, none, hex"0000");
        vm.expectRevert(error_);
        trie.find(given.root, given.key, given.proof, hex"00");
    }

    // ---- accounts and numbers ----

    function testFuzz_readNumber(uint256 number) public view {
        assertEq(trie.readNumber(RLP.encode(number)), number);
    }

    function test_readNumber_revert_noNumber() public {
        // A list; 33 bytes; something behind.
        bytes[3] memory bad = [bytes(hex"c0"), abi.encodePacked(hex"a1", new bytes(33)), hex"0505"];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(TrieReader.NodeMalformed.selector, keccak256(bad[i])));
            trie.readNumber(bad[i]);
        }
    }

    function testFuzz_readAccount(uint64 nonce, uint256 balanceWei, bytes32 storageRoot) public view {
        bytes memory fields =
            abi.encodePacked(RLP.encode(nonce), RLP.encode(balanceWei), hex"a0", storageRoot, hex"a0", nonce);
        fields = abi.encodePacked(fields, new bytes(24));
        (uint256 wei_, bytes32 root) =
            trie.readAccount(abi.encodePacked(hex"f8", uint8(fields.length), fields));
        assertEq(wei_, balanceWei);
        assertEq(root, storageRoot);
    }

    function test_readAccount_revert_noAccount() public {
        bytes memory roots = abi.encodePacked(hex"a0", new bytes(32), hex"a0", new bytes(32));
        bytes[7] memory bad = [
            // A string; something behind; no fields; no roots.
            abi.encodePacked(hex"b8440505", roots),
            abi.encodePacked(hex"f8440505", roots, hex"05"),
            hex"c0",
            hex"c20505",
            // A balance that is a list; five fields; a root that is too short.
            abi.encodePacked(hex"f84405c0", roots),
            abi.encodePacked(hex"f8450505", roots, hex"05"),
            abi.encodePacked(hex"f84405059f", new bytes(31), hex"05a0", new bytes(32))
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(TrieReader.NodeMalformed.selector, keccak256(bad[i])));
            trie.readAccount(bad[i]);
        }
    }

    // ---- nodes made by hand ----

    /// @dev As long as a branch of sixteen hashes and with its header, but a string where the key's hash should be.
    function test_find_revert_fullBranchWithoutTheHash() public {
        bytes memory node = abi.encodePacked(hex"f90211", new bytes(529));
        _refuse(node);
    }

    /// @dev A leaf whose value is a node's own RLP, not a string.
    function test_find_revert_valueIsAList() public {
        _refuseLeaf(hex"c0");
        _refuseLeaf(hex"80");
    }

    function test_find_revert_noList() public {
        _refuse(hex"");
        _refuse(hex"05");
        _refuse(hex"820102");
        // A string that would be an extension of another path.
        _refuse(hex"821205");
        // One that ends before its node does, and after it.
        _refuse(hex"c22005ff");
        _refuse(hex"c32005");
    }

    function test_find_revert_itemsOutOfBounds() public {
        // No items; an item that ends after its list; a long one that does; one whose length is cut off.
        _refuse(hex"c0");
        _refuse(hex"c28105");
        _refuse(hex"c4b8400505");
        _refuse(hex"c205b9");
        // The last child of a branch is cut off.
        _refuse(hex"d180808080808080808080808080808080a0");
    }

    function test_find_revert_neitherBranchNorLeafNorExtension() public {
        // 3, 16 and 18 items.
        _refuse(hex"c3050505");
        _refuse(hex"d080808080808080808080808080808080");
        _refuse(hex"d2808080808080808080808080808080808080");
    }

    function test_find_revert_pathMalformed() public {
        // Empty; of an unknown kind, without nibbles and with others than the key's; a leaf's that is too short; an
        // extension's without a nibble.
        _refuse(hex"c28005");
        _refuse(hex"c24005");
        _refuse(hex"c482402505");
        _refuse(hex"c22005");
        _refuse(hex"c200c0");
    }

    function test_find_revert_childIsNoNode() public {
        // An extension that leads nowhere, or to a string that is no hash; such a child of a branch.
        _refuse(hex"c21180");
        _refuse(hex"c21105");
        _refuse(hex"d18005808080808080808080808080808080");
    }

    /// @dev An inline child may have 31 bytes at most: from 32 on it is hashed.
    function test_find_revert_inlineChildTooLong() public {
        bytes memory child = abi.encodePacked(hex"df209d", new bytes(29));
        _refuse(abi.encodePacked(hex"e111", child));
        // As long as a hash.
        child = abi.encodePacked(hex"e0209e", new bytes(30));
        _refuse(abi.encodePacked(hex"e211", child));
    }

    function test_find_revert_pathLongerThanTheKey() public {
        // A leaf of 65 nibbles.
        _refuse(abi.encodePacked(hex"e3a131", new bytes(32), hex"05"));
    }

    function test_find_revert_extensionLeavesNothingOfTheKey() public {
        // One of 64 nibbles, none of which the key has to take: malformed all the same.
        _refuse(abi.encodePacked(hex"e3a100", new bytes(32), hex"05"));
    }

    /// @dev An extension of 62 nibbles, a branch for each of the last two, and one more.
    function test_find_revert_branchBelowTheKey() public {
        bytes[] memory proof = new bytes[](3);
        bytes memory below = _branchTo(hex"80");
        proof[2] = _branchTo(below);
        proof[1] = _branchTo(abi.encodePacked(hex"a0", keccak256(proof[2])));
        proof[0] = abi.encodePacked(hex"f842a0", new bytes(32), hex"a0", keccak256(proof[1]));
        vm.expectRevert(abi.encodeWithSelector(TrieReader.NodeMalformed.selector, keccak256(proof[2])));
        trie.find(keccak256(proof[0]), 0, proof, pathOf(0, 3));
    }

    /// @param value RLP as it stands in the leaf.
    function _refuseLeaf(bytes memory value) private {
        bytes memory path = abi.encodePacked(hex"a120", KEY);
        _refuse(abi.encodePacked(bytes1(uint8(0xc0 + path.length + value.length)), path, value));
    }

    /// @dev As the root, on the way to a key whose nibbles are 1, then zeros.
    function _refuse(bytes memory node) private {
        bytes[] memory proof = new bytes[](1);
        proof[0] = node;
        vm.expectRevert(abi.encodeWithSelector(TrieReader.NodeMalformed.selector, keccak256(node)));
        trie.find(keccak256(node), KEY, proof, pathOf(0, 1));
    }

    /// @dev A branch whose other children are empty.
    function _branchTo(bytes memory firstChild) private pure returns (bytes memory) {
        bytes memory others = hex"80808080808080808080808080808080";
        return abi.encodePacked(bytes1(uint8(0xc0 + firstChild.length + 16)), firstChild, others);
    }

    function _assertValueOrRevert(KeyedCase memory given, bytes[] memory nodes) private view {
        try trie.find(given.root, given.key, nodes, pathOf(0, nodes.length)) returns (bytes memory value) {
            assertEq(keccak256(value), keccak256(given.value));
        } catch {}
    }

    function _assertRefused(KeyedCase memory given, bytes[] memory nodes, bytes memory path) private view {
        (bool isAccepted,) =
            address(trie).staticcall(abi.encodeCall(trie.find, (given.root, given.key, nodes, path)));
        assertTrue(!isAccepted, "refused");
    }

    function _cases() private view returns (KeyedCase[] memory) {
        return abi.decode(STORE.code, (KeyedCase[]));
    }
}
