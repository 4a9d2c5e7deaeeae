// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @notice Trie nodes of an account, and of one of its slots, as `eth_getProof` lists them: root first.
struct NodeLists {
    bytes[] account;
    bytes[] slot;
}

/// @notice Two bytes for each position.
/// @param from  First position.
/// @param count Positions, one after another.
function pathOf(uint256 from, uint256 count) pure returns (bytes memory path) {
    for (uint256 i = 0; i < count; ++i) {
        path = abi.encodePacked(path, uint16(from + i));
    }
}

/// @notice As geth lists nodes: one shorter than a hash stands in its parent only.
function withoutInline(bytes[] memory nodes) pure returns (bytes[] memory listed) {
    uint256 count = 0;
    listed = new bytes[](nodes.length);
    for (uint256 i = 0; i < nodes.length; ++i) {
        if (i == 0 || nodes[i].length >= 32) listed[count++] = nodes[i];
    }
    shorten(listed, count);
}

/// @notice Cuts a list to its first nodes.
function shorten(bytes[] memory list, uint256 length) pure {
    assembly ("memory-safe") {
        mstore(list, length)
    }
}

/// @notice One list behind the other.
function joined(bytes[] memory first, bytes[] memory second) pure returns (bytes[] memory both) {
    both = new bytes[](first.length + second.length);
    for (uint256 i = 0; i < both.length; ++i) {
        both[i] = i < first.length ? first[i] : second[i - first.length];
    }
}
