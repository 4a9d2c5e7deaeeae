// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SSZ} from "./SSZ.sol";

/// @notice The node under which all leaves of a list lie, and the number of its entries.
struct ListTop {
    /// Node above all leaves in use; of a progressive list the data root.
    bytes32 node;
    /// Entries of the list.
    uint64 length;
    /// Siblings from `node` up to the state root; one of them is the length chunk.
    bytes32[] branch;
    /// Of a progressive list: the roots of all levels in use, from level 0. Else empty.
    bytes32[] levels;
}

/// @notice Which list of a state, and what shape it has.
struct ListShape {
    /// Generalized index of the list root below the state root.
    uint256 gindex;
    /// Levels from the data root to the leaves; not read where the list is progressive.
    uint256 limitDepth;
    /// Entries that share a leaf; 1 for containers.
    uint256 entriesPerLeaf;
    /// EIP-7916.
    bool progressive;
}

/// @notice A perfect subtree of leaves. A list of fixed depth has one in use, a progressive list one a level.
struct ListWindow {
    bytes32 node;
    uint256 firstLeaf;
    /// Levels from the node to the leaves, at least 1.
    uint256 depth;
    /// Leaves that may be named below the node.
    uint256 span;
}

/// @title  ListTree
/// @notice The steps from a state root down into one of its lists: to the top of the part in use, and from there to a
///         page's link node or to one element.
/// @dev    https://github.com/ethereum/consensus-specs/blob/dev/ssz/simple-serialize.md#merkleization
///
///         Up to Fulu a list is a tree of fixed height, almost all of it zeros. Its top is the lowest node above every
///         leaf in use, its only window:
///
///             state root
///             └── list root, at the layout's gindex
///                 ├── data root, `limitDepth` levels above the leaves
///                 │   └── top: k levels above leaf 0
///                 │       ├── link node of a page: d levels above leaves firstLeaf .. firstLeaf + 2^d - 1
///                 │       └── element: leaf p itself, a container's root with fields below it
///                 └── list length, little-endian uint64
///
///         From Gloas on it is progressive (https://eips.ethereum.org/EIPS/eip-7916): levels of 1, 4, 16, ... leaves,
///         each a perfect tree and a window of its own, level k from leaf (4^k - 1) / 3 on:
///
///             data root S0                     the top; also the window of level 0, whose left child is its only leaf
///             ├── L0: leaf 0
///             └── S1
///                 ├── L1: leaves 1 .. 4
///                 └── S2 ── ...                behind the last level 32 zero bytes
///
///         `balances` packs four entries into a leaf; the other lists have one container a leaf.
///
///         Verified here: top and length by one branch (the length chunk is one of its siblings); that the roots of the
///         levels lead to the top, and are as many as the length asks for; each link node and each element by a short
///         branch below its window, at the place that its numbers name; that an element's position is below the length.
///         Trusted, not verified: gindex and shape of the list, and the state root, which the caller proves.
library ListTree {
    /// @notice Levels from the data root of `balances` to its leaves: 2^40 entries, four a leaf.
    /// @dev    VALIDATOR_REGISTRY_LIMIT, consensus-specs phase0/beacon-chain.md; the same up to Fulu.
    uint256 internal constant BALANCES_DEPTH = 38;

    /// @notice Entries of `balances` that share a leaf: uint64 in 32 bytes.
    uint256 internal constant BALANCES_PER_LEAF = 4;

    /// @notice Levels from the data root of `validators` to its leaves, the validators' roots.
    /// @dev    VALIDATOR_REGISTRY_LIMIT.
    uint256 internal constant VALIDATORS_DEPTH = 40;

    /// @notice Levels from the data root of `pending_deposits` to its leaves, the deposits' roots.
    /// @dev    PENDING_DEPOSITS_LIMIT, consensus-specs electra/beacon-chain.md; the same in Fulu.
    uint256 internal constant PENDING_DEPOSITS_DEPTH = 27;

    /// @notice Levels from the data root of `pending_consolidations` to its leaves, the consolidations' roots.
    /// @dev    PENDING_CONSOLIDATIONS_LIMIT, consensus-specs electra/beacon-chain.md; the same in Fulu.
    uint256 internal constant PENDING_CONSOLIDATIONS_DEPTH = 18;

    /// @notice No such list has this length, or it is empty and there is nothing to prove.
    /// @param length The length given.
    /// @param limit  Entries that the list can hold.
    error ListLengthOutOfRange(uint64 length, uint256 limit);

    /// @notice The length chunk beside the data root says another length.
    /// @param lengthChunk The chunk of the length given.
    /// @param sibling     The sibling of the data root in the branch.
    error ListLengthMismatch(bytes32 lengthChunk, bytes32 sibling);

    /// @notice A progressive list has one root for each of its levels, any other list none.
    /// @param expected Levels that the length asks for.
    /// @param given    Roots that came.
    error LevelCount(uint256 expected, uint256 given);

    /// @notice The roots of the levels lead to another top.
    /// @param expected The top.
    /// @param computed The node that they lead to.
    error LevelsMismatch(bytes32 expected, bytes32 computed);

    /// @notice A link node stands below the top and above its leaves: 1 to `topDepth` levels.
    /// @param linkDepth Levels given.
    /// @param topDepth  Levels from the top, or from the root of its level, to the leaves.
    error LinkDepthOutOfRange(uint256 linkDepth, uint256 topDepth);

    /// @notice No link node of this depth starts at this leaf: not aligned, or past the top.
    /// @param firstLeaf First leaf given.
    /// @param linkDepth Levels from the link node to its leaves.
    /// @param topDepth  Levels from the top, or from the root of its level, to the leaves.
    error FirstLeafOutOfRange(uint256 firstLeaf, uint256 linkDepth, uint256 topDepth);

    /// @notice The list has no entry at this position: below it stand zeros.
    /// @param position Position given.
    /// @param length   Entries of the list.
    error PositionOutOfRange(uint64 position, uint64 length);

    /// @notice Levels from the top of a list of fixed depth to the leaves: the fewest that hold all of them, at least 1.
    /// @param leaves Leaves in use, not zero.
    /// @return depth max(1, ceil(log2(leaves))).
    function topDepth(uint256 leaves) internal pure returns (uint256 depth) {
        return Math.max(1, Math.log2(leaves, Math.Rounding.Ceil));
    }

    /// @notice The level of a progressive list that holds a leaf.
    /// @param leaf   Any leaf below 2^64.
    /// @return level The highest k with (4^k - 1) / 3 <= leaf.
    function levelOf(uint256 leaf) internal pure returns (uint256 level) {
        return Math.log2(3 * leaf + 1) / 2;
    }

    /// @notice Requires that top and length are those of the state.
    /// @param top       Node, length, branch and levels.
    /// @param shape     The list.
    /// @param stateRoot Proven state root.
    function verifyTop(ListTop calldata top, ListShape memory shape, bytes32 stateRoot) internal view {
        uint256 leaves = Math.ceilDiv(top.length, shape.entriesPerLeaf);
        uint256 aboveTop = 0;
        if (shape.progressive) {
            if (leaves == 0) revert ListLengthOutOfRange(0, type(uint64).max);
        } else {
            uint256 limit = shape.entriesPerLeaf << shape.limitDepth;
            if (leaves == 0 || top.length > limit) revert ListLengthOutOfRange(top.length, limit);
            aboveTop = shape.limitDepth - topDepth(leaves);
        }
        SSZ.verifyBranch(top.node, (2 * shape.gindex) << aboveTop, top.branch, stateRoot);
        bytes32 lengthChunk = SSZ.toChunk(top.length);
        if (top.branch[aboveTop] != lengthChunk) {
            revert ListLengthMismatch(lengthChunk, top.branch[aboveTop]);
        }
        verifyLevels(top, shape);
    }

    /// @notice Requires that the levels are those of a proven top.
    /// @param top   Proven node and length, and the levels.
    /// @param shape The list.
    function verifyLevels(ListTop calldata top, ListShape memory shape) internal view {
        bytes32[] calldata levels = top.levels;
        uint256 expected =
            shape.progressive ? levelOf(Math.ceilDiv(top.length, shape.entriesPerLeaf) - 1) + 1 : 0;
        if (levels.length != expected) revert LevelCount(expected, levels.length);
        if (expected == 0) return;
        bytes32 node = 0;
        for (uint256 k = expected; k > 0; --k) {
            node = SSZ.hashPair(levels[k - 1], node);
        }
        if (node != top.node) revert LevelsMismatch(top.node, node);
    }

    /// @notice The window that holds a leaf.
    /// @param top   Proven top, with its levels.
    /// @param shape The list.
    /// @param leaf  Any leaf of a window in use.
    /// @return window The window. A leaf past all of them reverts.
    function windowOf(ListTop calldata top, ListShape memory shape, uint256 leaf)
        internal
        pure
        returns (ListWindow memory window)
    {
        if (!shape.progressive) {
            uint256 depth = topDepth(Math.ceilDiv(top.length, shape.entriesPerLeaf));
            return ListWindow(top.node, 0, depth, 1 << depth);
        }
        uint256 level = levelOf(leaf);
        if (level >= top.levels.length) revert FirstLeafOutOfRange(leaf, 0, 2 * (top.levels.length - 1));
        // The other child of the data root is a node and no leaf: nothing but leaf 0 may be named below it.
        if (level == 0) return ListWindow(top.node, 0, 1, 1);
        uint256 span = 1 << (2 * level);
        return ListWindow(top.levels[level], (span - 1) / 3, 2 * level, span);
    }

    /// @notice Requires that a link node covers the leaves from `firstLeaf` on.
    /// @param linkNode  Node that a page is proved under.
    /// @param linkDepth Levels from it to its leaves.
    /// @param firstLeaf First leaf below it, a multiple of 2^linkDepth after the first one of its window.
    /// @param branch    Siblings from it up to the window's node.
    /// @param window    The window that holds `firstLeaf`, by `windowOf`.
    /// @return span     Leaves that may be named below it.
    function verifyLink(
        bytes32 linkNode,
        uint256 linkDepth,
        uint256 firstLeaf,
        bytes32[] calldata branch,
        ListWindow memory window
    ) internal view returns (uint256 span) {
        uint256 depth = window.depth;
        if (linkDepth == 0 || linkDepth > depth) {
            revert LinkDepthOutOfRange(linkDepth, depth);
        }
        uint256 position = firstLeaf - window.firstLeaf;
        if (position >> depth != 0 || (position >> linkDepth) << linkDepth != position) {
            revert FirstLeafOutOfRange(firstLeaf, linkDepth, depth);
        }
        SSZ.verifyBranch(linkNode, (1 << (depth - linkDepth)) | (position >> linkDepth), branch, window.node);
        return Math.min(1 << linkDepth, window.span);
    }

    /// @notice Requires that a node is part of the element at `position`, in a list of one entry a leaf.
    /// @param node       Node to prove.
    /// @param nodeGindex Its generalized index relative to the element's root; 1 is that root.
    /// @param position   Position of the element.
    /// @param branch     Siblings from the node up to the node of the element's window.
    /// @param top        Proven top, with its levels.
    /// @param shape      The list.
    function verifyElement(
        bytes32 node,
        uint256 nodeGindex,
        uint64 position,
        bytes32[] calldata branch,
        ListTop calldata top,
        ListShape memory shape
    ) internal view {
        (uint256 gindex, bytes32 root) = placeOf(nodeGindex, position, top, shape);
        SSZ.verifyBranch(node, gindex, branch, root);
    }

    /// @notice Where a part of an element stands below the node of its window.
    /// @dev    Windows of a list differ in depth, and so do the lengths of these generalized indices.
    /// @param nodeGindex Generalized index of the part relative to the element's root; 1 is that root.
    /// @param position   Position of the element, in a list of one entry a leaf.
    /// @param top        Proven top, with its levels.
    /// @param shape      The list.
    /// @return gindex    Its generalized index relative to the window's node.
    /// @return root      The window's node.
    function placeOf(uint256 nodeGindex, uint64 position, ListTop calldata top, ListShape memory shape)
        internal
        pure
        returns (uint256 gindex, bytes32 root)
    {
        if (position >= top.length) {
            revert PositionOutOfRange(position, top.length);
        }
        ListWindow memory window = windowOf(top, shape, position);
        // Below the length, so below the window's span: the position has at most `depth` bits.
        uint256 element = (1 << window.depth) | (position - window.firstLeaf);
        return (SSZ.concat(element, nodeGindex), window.node);
    }

    /// @notice Requires that a chunk holds the balance of a validator.
    /// @param chunk       Leaf of the balances list, four little-endian uint64.
    /// @param index       Index of the validator.
    /// @param branch      Siblings from the chunk up to the node of its window.
    /// @param top         Proven top, with its levels.
    /// @param shape       The balances list.
    /// @return balanceGwei The balance, gwei.
    function verifyBalance(
        bytes32 chunk,
        uint64 index,
        bytes32[] calldata branch,
        ListTop calldata top,
        ListShape memory shape
    ) internal view returns (uint64 balanceGwei) {
        if (index >= top.length) revert PositionOutOfRange(index, top.length);
        uint256 leaf = index / BALANCES_PER_LEAF;
        ListWindow memory window = windowOf(top, shape, leaf);
        uint256 gindex = (1 << window.depth) | (leaf - window.firstLeaf);
        SSZ.verifyBranch(chunk, gindex, branch, window.node);
        return SSZ.fromChunk(chunk << (64 * (index % BALANCES_PER_LEAF)));
    }
}
