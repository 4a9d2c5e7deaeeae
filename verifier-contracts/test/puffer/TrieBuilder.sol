// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @dev A trie in the making: nodes in one list, and the positions on the way to each key, root first.
struct TrieNodes {
    bytes[] nodes;
    uint256 count;
}

/// @notice Builds Merkle-Patricia tries of 32-byte keys, so that tests can prove any state that they are in. Values are longer
///         than a few bytes or stand near the root, so no node is inline.
library TrieBuilder {
    bytes32 internal constant EMPTY_TRIE_ROOT =
        0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421;

    struct Build {
        bytes32[] keys;
        bytes[] values;
        bytes[] paths;
        /// Levels that are branches of sixteen hashes, as in a large trie.
        uint256 fullLevels;
    }

    /// @param keys   Hashed; one whose value is empty is absent, and its path shows so.
    /// @param values RLP.
    /// @return root  Of the trie.
    /// @return paths Of the keys.
    function build(TrieNodes memory into, bytes32[] memory keys, bytes[] memory values, uint256 fullLevels)
        internal
        pure
        returns (bytes32 root, bytes[] memory paths)
    {
        Build memory made = Build(keys, values, new bytes[](keys.length), fullLevels);
        uint256[] memory all = new uint256[](keys.length);
        uint256 present = 0;
        for (uint256 i = 0; i < keys.length; ++i) {
            all[i] = i;
            if (values[i].length != 0) ++present;
        }
        root = present == 0 ? EMPTY_TRIE_ROOT : _node(into, made, all, present, 0);
        return (root, made.paths);
    }

    /// @param here    Keys that lead here, absent ones too. @param present  Those that the trie holds.
    function _node(
        TrieNodes memory into,
        Build memory made,
        uint256[] memory here,
        uint256 present,
        uint256 depth
    ) private pure returns (bytes32) {
        uint256 position = into.count++;
        for (uint256 i = 0; i < here.length; ++i) {
            made.paths[here[i]] = abi.encodePacked(made.paths[here[i]], uint16(position));
        }
        bytes memory node = _encode(into, made, here, present, depth);
        into.nodes[position] = node;
        return keccak256(node);
    }

    function _encode(
        TrieNodes memory into,
        Build memory made,
        uint256[] memory here,
        uint256 present,
        uint256 depth
    ) private pure returns (bytes memory) {
        if (depth < made.fullLevels) return _branch(into, made, here, depth);
        uint256 first = _firstPresent(made, here);
        if (present == 1) return _leaf(made, first, depth);
        uint256 shared = _sharedTo(made, here, first, depth);
        if (shared == depth) return _branch(into, made, here, depth);
        bytes memory path = string_(_hexPrefix(made.keys[first], depth, shared, false));
        (uint256[] memory below, uint256 count) = _withPrefix(made, here, first, shared);
        bytes32 child = _node(into, made, below, count, shared);
        return list(abi.encodePacked(path, hashItem(child)));
    }

    function _leaf(Build memory made, uint256 first, uint256 depth) private pure returns (bytes memory) {
        bytes memory path = string_(_hexPrefix(made.keys[first], depth, 64, true));
        return list(abi.encodePacked(path, string_(made.values[first])));
    }

    function _branch(TrieNodes memory into, Build memory made, uint256[] memory here, uint256 depth)
        private
        pure
        returns (bytes memory)
    {
        // Written in place: tries of many accounts would take more memory than a test has gas for.
        bytes memory items = new bytes(16 * 33 + 1);
        uint256 length = 0;
        for (uint256 n = 0; n < 16; ++n) {
            (uint256[] memory below, uint256 present) = _withNibble(made, here, depth, n);
            if (present != 0) {
                length = _putHash(items, length, _node(into, made, below, present, depth + 1));
            } else if (depth < made.fullLevels && below.length == 0) {
                length =
                    _putHash(items, length, bytes32(uint256(keccak256("nobody's")) + 16 * into.count + n));
            } else {
                items[length++] = 0x80;
            }
        }
        items[length++] = 0x80;
        assembly ("memory-safe") {
            mstore(items, length)
        }
        return list(items);
    }

    function _putHash(bytes memory items, uint256 length, bytes32 hash) private pure returns (uint256) {
        items[length] = 0xa0;
        assembly ("memory-safe") {
            mstore(add(add(items, 33), length), hash)
        }
        return length + 33;
    }

    function _firstPresent(Build memory made, uint256[] memory here) private pure returns (uint256) {
        for (uint256 i = 0; i < here.length; ++i) {
            if (made.values[here[i]].length != 0) return here[i];
        }
        revert("nothing there");
    }

    /// @dev First depth at which two keys that are there differ.
    function _sharedTo(Build memory made, uint256[] memory here, uint256 first, uint256 depth)
        private
        pure
        returns (uint256 shared)
    {
        for (shared = depth; shared < 64; ++shared) {
            for (uint256 i = 0; i < here.length; ++i) {
                if (made.values[here[i]].length == 0) continue;
                if (_nibble(made.keys[here[i]], shared) != _nibble(made.keys[first], shared)) return shared;
            }
        }
    }

    function _withPrefix(Build memory made, uint256[] memory here, uint256 first, uint256 depth)
        private
        pure
        returns (uint256[] memory below, uint256 present)
    {
        below = new uint256[](here.length);
        uint256 count = 0;
        for (uint256 i = 0; i < here.length; ++i) {
            if (uint256(made.keys[here[i]] ^ made.keys[first]) >> (256 - 4 * depth) != 0) continue;
            below[count++] = here[i];
            if (made.values[here[i]].length != 0) ++present;
        }
        assembly ("memory-safe") {
            mstore(below, count)
        }
    }

    function _withNibble(Build memory made, uint256[] memory here, uint256 depth, uint256 nibble)
        private
        pure
        returns (uint256[] memory below, uint256 present)
    {
        uint256 count = 0;
        for (uint256 i = 0; i < here.length; ++i) {
            if (_nibble(made.keys[here[i]], depth) == nibble) ++count;
        }
        below = new uint256[](count);
        for (uint256 i = here.length; i > 0; --i) {
            if (_nibble(made.keys[here[i - 1]], depth) != nibble) continue;
            below[--count] = here[i - 1];
            if (made.values[here[i - 1]].length != 0) ++present;
        }
    }

    function _nibble(bytes32 key, uint256 depth) private pure returns (uint256) {
        return (uint256(key) >> (252 - 4 * depth)) & 15;
    }

    function _hexPrefix(bytes32 key, uint256 from, uint256 to, bool isLeaf)
        private
        pure
        returns (bytes memory path)
    {
        uint256 flag = isLeaf ? 2 : 0;
        bool isOdd = (to - from) % 2 == 1;
        path = abi.encodePacked(
            isOdd ? bytes1(uint8((flag + 1) * 16 + _nibble(key, from))) : bytes1(uint8(flag * 16))
        );
        for (uint256 d = isOdd ? from + 1 : from; d < to; d += 2) {
            path = abi.encodePacked(path, bytes1(uint8(_nibble(key, d) * 16 + _nibble(key, d + 1))));
        }
    }

    function hashItem(bytes32 hash) internal pure returns (bytes memory) {
        return abi.encodePacked(bytes1(0xa0), hash);
    }

    /// @dev RLP of a string.
    function string_(bytes memory value) internal pure returns (bytes memory) {
        if (value.length == 1 && uint8(value[0]) < 0x80) return value;
        return abi.encodePacked(_header(value.length, 0x80), value);
    }

    /// @dev RLP of a list of items that are encoded already.
    function list(bytes memory items) internal pure returns (bytes memory) {
        return abi.encodePacked(_header(items.length, 0xc0), items);
    }

    /// @dev RLP of a number.
    function number(uint256 value) internal pure returns (bytes memory) {
        bytes memory digits = "";
        for (; value != 0; value >>= 8) {
            digits = abi.encodePacked(bytes1(uint8(value)), digits);
        }
        return string_(digits);
    }

    function _header(uint256 length, uint256 offset) private pure returns (bytes memory) {
        if (length <= 55) return abi.encodePacked(bytes1(uint8(offset + length)));
        if (length < 256) return abi.encodePacked(bytes1(uint8(offset + 56)), bytes1(uint8(length)));
        return abi.encodePacked(bytes1(uint8(offset + 57)), uint16(length));
    }
}
