// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {SSZ} from "../../src/SSZ.sol";
import {ListTop} from "../../src/ListTree.sol";
import {Test} from "../Test.sol";
import {TrieBuilder, TrieNodes} from "./TrieBuilder.sol";

/// @dev An account to prove, with slots.
struct Wanted {
    address account;
    uint256[] slots;
}

/// @dev The state of all accounts wanted, as it is now.
struct BuiltState {
    bytes32 root;
    bytes[] nodes;
    /// Of the accounts, and of their slots.
    bytes[] accounts;
    bytes[][] slots;
}

/// @dev Leaves of a list at some positions; everywhere else zeros.
struct BuiltList {
    uint64 length;
    uint256 depth;
    uint256[] positions;
    bytes32[] leaves;
}

/// @notice Builds execution and beacon states out of what the contracts of a test hold, with proofs for all of it.
abstract contract StateBuilder is Test {
    uint256 private constant NODES_AT_MOST = 4096;

    /// @dev The branch of a leaf below the beacon state root: a tree of 16 leaves.
    uint256 internal constant STATE_DEPTH = 4;

    /// @param fullLevels  of the account trie; 0: as few nodes as it takes. Of storage tries two less.
    function buildState(Wanted[] memory wanted, uint256 fullLevels)
        internal
        view
        returns (BuiltState memory)
    {
        uint256[] memory storageLevels = new uint256[](wanted.length);
        for (uint256 i = 0; fullLevels > 2 && i < wanted.length; ++i) {
            storageLevels[i] = fullLevels - 2;
        }
        return buildState(wanted, fullLevels, storageLevels);
    }

    /// @param storageLevels  full ones of each account's own trie.
    function buildState(Wanted[] memory wanted, uint256 fullLevels, uint256[] memory storageLevels)
        internal
        view
        returns (BuiltState memory built)
    {
        TrieNodes memory into = TrieNodes(new bytes[](NODES_AT_MOST), 0);
        bytes32[] memory keys = new bytes32[](wanted.length);
        bytes[] memory values = new bytes[](wanted.length);
        built.slots = new bytes[][](wanted.length);
        for (uint256 i = 0; i < wanted.length; ++i) {
            bytes32 storageRoot;
            (storageRoot, built.slots[i]) = _buildStorage(into, wanted[i], storageLevels[i]);
            keys[i] = keccak256(abi.encodePacked(wanted[i].account));
            bool isThere = wanted[i].account.balance != 0 || wanted[i].account.code.length != 0;
            if (isThere) values[i] = _account(wanted[i].account, storageRoot);
        }
        (built.root, built.accounts) = TrieBuilder.build(into, keys, values, fullLevels);
        built.nodes = into.nodes;
        bytes[] memory nodes = built.nodes;
        uint256 count = into.count;
        assembly ("memory-safe") {
            mstore(nodes, count)
        }
    }

    function _buildStorage(TrieNodes memory into, Wanted memory wanted, uint256 fullLevels)
        private
        view
        returns (bytes32, bytes[] memory)
    {
        bytes32[] memory keys = new bytes32[](wanted.slots.length);
        bytes[] memory values = new bytes[](wanted.slots.length);
        for (uint256 i = 0; i < wanted.slots.length; ++i) {
            keys[i] = keccak256(abi.encode(wanted.slots[i]));
            uint256 value = uint256(vm.load(wanted.account, bytes32(wanted.slots[i])));
            if (value != 0) values[i] = TrieBuilder.number(value);
        }
        return TrieBuilder.build(into, keys, values, fullLevels);
    }

    function _account(address account, bytes32 storageRoot) private view returns (bytes memory) {
        return TrieBuilder.list(
            abi.encodePacked(
                TrieBuilder.number(1),
                TrieBuilder.number(account.balance),
                TrieBuilder.hashItem(storageRoot),
                TrieBuilder.hashItem(keccak256("code"))
            )
        );
    }

    /// @dev Siblings of leaf `leaf` of the state's sixteen, and the root.
    function stateBranch(bytes32[16] memory leaves, uint256 leaf)
        internal
        view
        returns (bytes32[] memory branch, bytes32 root)
    {
        bytes32[] memory nodes = new bytes32[](16);
        for (uint256 i = 0; i < 16; ++i) {
            nodes[i] = leaves[i];
        }
        branch = new bytes32[](STATE_DEPTH);
        for (uint256 level = 0; level < STATE_DEPTH; ++level) {
            branch[level] = nodes[leaf ^ 1];
            leaf /= 2;
            for (uint256 i = 0; i < 16 >> (level + 1); ++i) {
                nodes[i] = SSZ.hashPair(nodes[2 * i], nodes[2 * i + 1]);
            }
        }
        root = nodes[0];
    }

    function listRoot(BuiltList memory list, uint256 limitDepth) internal view returns (bytes32 root) {
        root = nodeAt(list, list.depth, 0);
        for (uint256 level = list.depth; level < limitDepth; ++level) {
            root = SSZ.hashPair(root, _zero(level));
        }
        root = SSZ.hashPair(root, SSZ.toChunk(list.length));
    }

    /// @param siblings  of the list root below the state root.
    function topOf(BuiltList memory list, uint256 limitDepth, bytes32[] memory siblings)
        internal
        view
        returns (ListTop memory top)
    {
        top.node = nodeAt(list, list.depth, 0);
        top.length = list.length;
        uint256 above = limitDepth - list.depth;
        top.branch = new bytes32[](above + 1 + siblings.length);
        for (uint256 i = 0; i < above; ++i) {
            top.branch[i] = _zero(list.depth + i);
        }
        top.branch[above] = SSZ.toChunk(list.length);
        for (uint256 i = 0; i < siblings.length; ++i) {
            top.branch[above + 1 + i] = siblings[i];
        }
    }

    /// @param inner  siblings inside the element.
    function branchOf(BuiltList memory list, uint256 position, bytes32[] memory inner)
        internal
        view
        returns (bytes32[] memory branch)
    {
        branch = new bytes32[](inner.length + list.depth);
        for (uint256 i = 0; i < inner.length; ++i) {
            branch[i] = inner[i];
        }
        for (uint256 level = 0; level < list.depth; ++level) {
            branch[inner.length + level] = nodeAt(list, level, (position >> level) ^ 1);
        }
    }

    function nodeAt(BuiltList memory list, uint256 level, uint256 index) internal view returns (bytes32) {
        bool isEmpty = true;
        for (uint256 i = 0; i < list.positions.length; ++i) {
            if (list.positions[i] >> level != index) continue;
            if (level == 0) return list.leaves[i];
            isEmpty = false;
            break;
        }
        if (isEmpty) return _zero(level);
        return SSZ.hashPair(nodeAt(list, level - 1, 2 * index), nodeAt(list, level - 1, 2 * index + 1));
    }

    function _zero(uint256 level) private view returns (bytes32 node) {
        for (uint256 i = 0; i < level; ++i) {
            node = SSZ.hashPair(node, node);
        }
    }
}
