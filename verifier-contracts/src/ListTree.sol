// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SSZ} from "./SSZ.sol";

/// @notice The node under which all leaves of a list lie, and the number of its entries.
struct ListTop {
    /// Node `topDepth(…)` levels above leaf 0.
    bytes32 node;
    /// Entries of the list.
    uint64 length;
    /// Siblings from `node` up to the state root; one of them is the length chunk.
    bytes32[] branch;
}

/// @title  ListTree
/// @notice The steps from a state root down into one of its lists: to the top of the part in use, and from there to a
///         page's link node or to one element.
/// @dev    https://github.com/ethereum/consensus-specs/blob/dev/ssz/simple-serialize.md#merkleization
///
///         A list is a tree of fixed height, almost all of it zeros. Its top is the lowest node above every leaf in use:
///
///             state root
///             └── list root, at the layout's gindex
///                 ├── data root, `limitDepth` levels above the leaves
///                 │   └── top: k levels above leaf 0
///                 │       ├── link node of a page: d levels above leaves firstLeaf .. firstLeaf + 2^d - 1
///                 │       └── element: leaf p itself, a container's root with fields below it
///                 └── list length, little-endian uint64
///
///         `balances` packs four entries into a leaf; `validators` and `pending_deposits` have one container a leaf.
///
///         Verified here: top and length by one branch (the length chunk is one of its siblings); each link node and
///         each element by a short branch below the top, at the place that its numbers name; that an element's position
///         is below the length.
///         Trusted, not verified: the gindex of the list, its limit and the state root, which the caller proves. The
///         progressive lists of Gloas have another shape: they need another library.
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

    /// @notice No such list has this length, or it is empty and there is nothing to prove.
    /// @param length The length given.
    /// @param limit  Entries that the list can hold.
    error ListLengthOutOfRange(uint64 length, uint256 limit);

    /// @notice The length chunk beside the data root says another length.
    /// @param lengthChunk The chunk of the length given.
    /// @param sibling     The sibling of the data root in the branch.
    error ListLengthMismatch(bytes32 lengthChunk, bytes32 sibling);

    /// @notice A link node stands below the top and above its leaves: 1 to `topDepth` levels.
    /// @param linkDepth Levels given.
    /// @param topDepth  Levels from the top to the leaves.
    error LinkDepthOutOfRange(uint256 linkDepth, uint256 topDepth);

    /// @notice No link node of this depth starts at this leaf: not aligned, or past the top.
    /// @param firstLeaf First leaf given.
    /// @param linkDepth Levels from the link node to its leaves.
    /// @param topDepth  Levels from the top to the leaves.
    error FirstLeafOutOfRange(uint256 firstLeaf, uint256 linkDepth, uint256 topDepth);

    /// @notice The list has no entry at this position: below it stand zeros.
    /// @param position Position given.
    /// @param length   Entries of the list.
    error PositionOutOfRange(uint64 position, uint64 length);

    /// @notice Levels from the top to the leaves: the fewest that hold all of them, at least 1.
    /// @param leaves Leaves in use, not zero.
    /// @return depth max(1, ceil(log2(leaves))).
    function topDepth(uint256 leaves) internal pure returns (uint256 depth) {
        return Math.max(1, Math.log2(leaves, Math.Rounding.Ceil));
    }

    /// @notice Requires that top and length are those of the state.
    /// @param top            Node, length and branch.
    /// @param listGindex     Generalized index of the list below the state root.
    /// @param limitDepth     Levels from the data root to the leaves.
    /// @param entriesPerLeaf Entries that share a leaf; 1 for containers.
    /// @param stateRoot      Proven state root.
    /// @return depth         Levels from the top to the leaves.
    function verifyTop(
        ListTop calldata top,
        uint256 listGindex,
        uint256 limitDepth,
        uint256 entriesPerLeaf,
        bytes32 stateRoot
    ) internal view returns (uint256 depth) {
        uint256 limit = entriesPerLeaf << limitDepth;
        if (top.length == 0 || top.length > limit) revert ListLengthOutOfRange(top.length, limit);
        depth = topDepth(Math.ceilDiv(top.length, entriesPerLeaf));
        uint256 aboveTop = limitDepth - depth;
        SSZ.verifyBranch(top.node, (2 * listGindex) << aboveTop, top.branch, stateRoot);
        bytes32 lengthChunk = SSZ.toChunk(top.length);
        if (top.branch[aboveTop] != lengthChunk) {
            revert ListLengthMismatch(lengthChunk, top.branch[aboveTop]);
        }
    }

    /// @notice Requires that a link node covers leaves `firstLeaf` to `firstLeaf + 2^linkDepth - 1`.
    /// @param linkNode  Node that a page is proved under.
    /// @param linkDepth Levels from it to its leaves.
    /// @param firstLeaf First leaf below it, a multiple of 2^linkDepth.
    /// @param branch    Siblings from it up to the top.
    /// @param topNode   Proven top.
    /// @param depth     Levels from the top to the leaves, as `verifyTop` returned it.
    function verifyLink(
        bytes32 linkNode,
        uint256 linkDepth,
        uint256 firstLeaf,
        bytes32[] calldata branch,
        bytes32 topNode,
        uint256 depth
    ) internal view {
        if (linkDepth == 0 || linkDepth > depth) {
            revert LinkDepthOutOfRange(linkDepth, depth);
        }
        if (firstLeaf >> depth != 0 || (firstLeaf >> linkDepth) << linkDepth != firstLeaf) {
            revert FirstLeafOutOfRange(firstLeaf, linkDepth, depth);
        }
        uint256 gindex = (1 << (depth - linkDepth)) | (firstLeaf >> linkDepth);
        SSZ.verifyBranch(linkNode, gindex, branch, topNode);
    }

    /// @notice Requires that a node is part of the element at `position`, in a list of one entry a leaf.
    /// @dev    The length is below 2^depth or equal to it, so `position` has at most `depth` bits.
    /// @param node       Node to prove.
    /// @param nodeGindex Its generalized index relative to the element's root; 1 is that root.
    /// @param position   Position of the element.
    /// @param branch     Siblings from the node up to the top.
    /// @param top        Proven top.
    /// @param depth      Levels from the top to the leaves, as `verifyTop` returned it.
    function verifyElement(
        bytes32 node,
        uint256 nodeGindex,
        uint64 position,
        bytes32[] calldata branch,
        ListTop calldata top,
        uint256 depth
    ) internal view {
        if (position >= top.length) {
            revert PositionOutOfRange(position, top.length);
        }
        SSZ.verifyBranch(node, SSZ.concat((1 << depth) | position, nodeGindex), branch, top.node);
    }
}
