// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";

/// @title  TrieAbsence
/// @notice Shows that a Merkle-Patricia trie does NOT hold a key. What it holds is left to OpenZeppelin's TrieProof,
///         which has inclusion proofs only.
/// @dev    https://ethereum.org/en/developers/docs/data-structures-and-encoding/patricia-merkle-trie
///
///         A node is an RLP list. A branch has 16 children and a value, a leaf or extension a path and what follows it.
///         A child is the hash of its node, or the node itself where that is shorter than 32 bytes (an INLINE node), or
///         the empty string. A key that is not in the trie leads to one of three ends:
///
///             branch      its child for the key's next nibble is the empty string
///             extension   its path has another nibble than the key
///             leaf        its path has another nibble than the key
///
///         Proofs are those of `eth_getProof`: the nodes on the way, root first. Some clients list inline nodes too,
///         some do not: both are read, as by TrieProof.
///
///         Verified here: every node hashes to what its parent (or the root) says, so no node can be changed, left out
///         or taken from another place; the last one is an end for this key; nothing comes after it. All keys are 32
///         bytes, so a leaf's path that is not as long as the rest of the key is malformed and ends nothing.
///         Trusted, not verified: the root.
library TrieAbsence {
    using Memory for bytes;
    using Memory for Memory.Slice;

    /// @notice keccak256(rlp("")): the root of a trie that holds nothing. Clients send no node, or 0x80, for it.
    bytes32 internal constant EMPTY_TRIE_ROOT =
        0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421;

    /// @dev RLP: first bytes of the empty string, of a 32-byte string, and of lists.
    uint256 private constant EMPTY_STRING = 0x80;
    uint256 private constant HASH_STRING = 0xa0;
    uint256 private constant SHORT_LIST = 0xc0;

    /// @dev RLP: the longest payload whose length is part of the first byte.
    uint256 private constant SHORT_LIMIT = 55;

    /// @dev Items of a branch, and nibbles of a key.
    uint256 private constant BRANCH_ITEMS = 17;
    uint256 private constant KEY_NIBBLES = 64;

    /// @dev Where the key goes from a node.
    enum Way {
        /// Down to a child.
        Down,
        /// To an end: the trie does not hold the key.
        Nowhere,
        /// To a leaf of its own: the trie holds the key.
        Found
    }

    /// @notice A node with the right hash is no trie node.
    /// @param node The node.
    error NodeMalformed(bytes node);

    /// @notice The key is shown to be absent before the proof ends.
    /// @param used  Nodes that show it.
    /// @param given Nodes of the proof.
    error NodesAfterEnd(uint256 used, uint256 given);

    /// @notice Whether a proof shows that a trie does not hold a key. False if the trie holds it, and if the proof does
    ///         not lead from the root to one of the three ends: TrieProof tells which.
    /// @param root  Root of the trie.
    /// @param key   Key, hashed already.
    /// @param proof Nodes, root first. Not read if the trie is empty.
    /// @return True if the key is absent.
    function isProved(bytes32 root, bytes32 key, bytes[] memory proof) internal pure returns (bool) {
        if (root == EMPTY_TRIE_ROOT) return true;
        bytes32 expected = root;
        uint256 depth = 0;
        uint256 used = 0;
        while (used < proof.length) {
            if (keccak256(proof[used]) != expected) return false;
            Memory.Slice node = proof[used++].asSlice();
            // The node, then its inline children.
            while (true) {
                Way way;
                Memory.Slice child;
                (way, child, depth) = _follow(node, key, depth);
                if (way == Way.Found) return false;
                if (way == Way.Nowhere) {
                    if (used != proof.length) revert NodesAfterEnd(used, proof.length);
                    return true;
                }
                if (child.length() == 33 && _byteOf(child, 0) == HASH_STRING) {
                    expected = child.load(1);
                    break;
                }
                // A list shorter than a hash, or no node at all.
                if (child.length() >= 32 || _byteOf(child, 0) < SHORT_LIST) {
                    revert NodeMalformed(node.toBytes());
                }
                if (used < proof.length && child.equal(proof[used].asSlice())) ++used;
                node = child;
            }
        }
        return false;
    }

    /// @dev One step from a node towards the key.
    /// @return way   Where the key goes.
    /// @return child The RLP item that it goes to, if it goes down.
    /// @return next  Nibbles of the key above that child.
    function _follow(Memory.Slice node, bytes32 key, uint256 depth)
        private
        pure
        returns (Way way, Memory.Slice child, uint256 next)
    {
        (uint256 first, uint256 end) = _item(node, 0);
        if (end != node.length() || _byteOf(node, 0) < SHORT_LIST) revert NodeMalformed(node.toBytes());
        (uint256 pathStart, uint256 pathEnd) = _item(node, first);
        (, end) = _item(node, pathEnd);
        if (end == node.length()) {
            child = node.slice(pathEnd);
            (way, next) = _comparePath(node, node.slice(pathStart, pathEnd - pathStart), key, depth);
        } else {
            child = _branchChild(node, first, key, depth);
            way = _byteOf(child, 0) == EMPTY_STRING ? Way.Nowhere : Way.Down;
            next = depth + 1;
        }
    }

    /// @dev The child of a branch for the key's next nibble.
    function _branchChild(Memory.Slice node, uint256 offset, bytes32 key, uint256 depth)
        private
        pure
        returns (Memory.Slice child)
    {
        if (depth >= KEY_NIBBLES) revert NodeMalformed(node.toBytes());
        uint256 nibble = uint256(key << (4 * depth)) >> 252;
        uint256 length = node.length();
        uint256 items = 0;
        uint256 childStart = 0;
        uint256 childEnd = 0;
        // Nothing overflows: every item has a byte, and the last one ends at most 32 bytes behind the node.
        unchecked {
            for (; offset < length; ++items) {
                if (items == nibble) childStart = offset;
                uint256 prefix = _byteOf(node, offset);
                // Hashes and empty strings are nearly all that stands in a branch.
                if (prefix == HASH_STRING) offset += 33;
                else if (prefix == EMPTY_STRING) ++offset;
                else (, offset) = _item(node, offset);
                if (items == nibble) childEnd = offset;
            }
        }
        if (items != BRANCH_ITEMS || offset != length) revert NodeMalformed(node.toBytes());
        child = node.slice(childStart, childEnd - childStart);
    }

    /// @dev Whether the key takes the path of a leaf or extension. A path is hex-prefix encoded: a nibble that says
    ///      leaf (2) and odd (1), another one of zeros if it is even, then its nibbles.
    function _comparePath(Memory.Slice node, Memory.Slice path, bytes32 key, uint256 depth)
        private
        pure
        returns (Way way, uint256 next)
    {
        if (path.length() == 0 || _byteOf(path, 0) > 0x3f) revert NodeMalformed(node.toBytes());
        bool isLeaf = _byteOf(path, 0) & 0x20 != 0;
        bool isOdd = _byteOf(path, 0) & 0x10 != 0;
        uint256 length = 2 * path.length() - (isOdd ? 1 : 2);
        next = depth + length;
        // A leaf holds the rest of a key, an extension leaves some of it to the branch below.
        if (isLeaf ? next != KEY_NIBBLES : (length == 0 || next >= KEY_NIBBLES)) {
            revert NodeMalformed(node.toBytes());
        }
        way = isLeaf ? Way.Found : Way.Down;
        if (length != 0) {
            bytes32 nibbles = isOdd ? path.load(0) << 4 : path.load(1);
            // Only the nibbles of the path: the key goes on behind them.
            if (uint256(nibbles ^ (key << (4 * depth))) >> (256 - 4 * length) != 0) way = Way.Nowhere;
        }
    }

    /// @dev Where the payload of the RLP item at `offset` starts, and where the item ends.
    function _item(Memory.Slice node, uint256 offset) private pure returns (uint256 start, uint256 end) {
        if (offset >= node.length()) revert NodeMalformed(node.toBytes());
        uint256 prefix = _byteOf(node, offset);
        // A byte below 0x80 is its own encoding.
        if (prefix < EMPTY_STRING) return (offset, offset + 1);
        start = offset + 1;
        uint256 length = prefix - (prefix < SHORT_LIST ? EMPTY_STRING : SHORT_LIST);
        if (length > SHORT_LIMIT) {
            // The length of the length, one to eight bytes; then the length, big-endian.
            uint256 width = length - SHORT_LIMIT;
            if (start + width > node.length()) revert NodeMalformed(node.toBytes());
            length = uint256(node.load(start)) >> (256 - 8 * width);
            start += width;
        }
        end = start + length;
        if (end > node.length()) revert NodeMalformed(node.toBytes());
    }

    /// @dev One byte of a slice (its pointer is its low half); the caller has checked that it is that long.
    function _byteOf(Memory.Slice item, uint256 offset) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(0, mload(add(and(item, 0xffffffffffffffffffffffffffffffff), offset)))
        }
    }
}
