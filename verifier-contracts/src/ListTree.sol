// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

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
/// @notice The two steps from a state root down to the link node of a page.
/// @dev    `balances` is List[uint64, 2^40]; four balances share a 32-byte chunk, chunk c holds validators 4c..4c+3:
///
///             state root
///             └── balances (list root), at the layout's gindex
///                 ├── data root, 38 levels above the chunks
///                 │   └── top: k levels above chunk 0, above every chunk in use
///                 │       └── link node of a page: d levels above chunks firstChunk .. firstChunk + 2^d - 1
///                 └── list length, little-endian uint64
///
///         Verified here: top and length by one branch (the length chunk is one of its siblings), and each link node
///         by a short branch below the top, at the place that depth and first chunk name.
///         Trusted, not verified: the gindex of the list and the state root, which the caller proves.
library ListTree {
    /// @notice Entries that the list can hold: VALIDATOR_REGISTRY_LIMIT, consensus-specs phase0/beacon-chain.md.
    uint64 internal constant LENGTH_LIMIT = 2 ** 40;

    /// @notice No balances list has this length, or it is empty and there is nothing to prove.
    /// @param listLength The length given.
    error ListLengthOutOfRange(uint64 listLength);

    /// @notice The length chunk beside the data root says another length.
    /// @param lengthChunk The chunk of the length given.
    /// @param sibling     The sibling of the data root in the branch.
    error ListLengthMismatch(bytes32 lengthChunk, bytes32 sibling);

    /// @notice A link node stands below the top and above its chunks: 1 to `topDepth` levels.
    /// @param linkDepth Levels given.
    /// @param topDepth  Levels from the top to the chunks.
    error LinkDepthOutOfRange(uint256 linkDepth, uint256 topDepth);

    /// @notice No link node of this depth starts at this chunk: not aligned, or past the top.
    /// @param firstChunk First chunk given.
    /// @param linkDepth  Levels from the link node to its chunks.
    /// @param topDepth   Levels from the top to the chunks.
    error FirstChunkOutOfRange(uint256 firstChunk, uint256 linkDepth, uint256 topDepth);

    /// @notice Levels from the top to the chunks: the fewest that hold all of them, at least 1.
    /// @param listLength Entries of the list, 1 to 2^40.
    /// @return depth     max(1, ceil(log2(ceil(listLength / 4)))).
    function topDepth(uint64 listLength) internal pure returns (uint256 depth) {
        if (listLength == 0 || listLength > LENGTH_LIMIT) revert ListLengthOutOfRange(listLength);
        uint256 lastChunk = (uint256(listLength) - 1) / 4;
        depth = 1;
        while (lastChunk >> depth != 0) ++depth;
    }

    /// @notice Requires that top and length are those of the state.
    /// @param top            Node, length and branch.
    /// @param balancesGindex Generalized index of the list below the state root.
    /// @param balancesDepth  Levels from the data root to the chunks.
    /// @param stateRoot      Proven state root.
    /// @return depth         Levels from the top to the chunks.
    function verifyTop(
        ListTop memory top,
        uint256 balancesGindex,
        uint256 balancesDepth,
        bytes32 stateRoot
    ) internal pure returns (uint256 depth) {
        depth = topDepth(top.length);
        uint256 aboveTop = balancesDepth - depth;
        SSZ.verifyBranch(top.node, (2 * balancesGindex) << aboveTop, top.branch, stateRoot);
        bytes32 lengthChunk = SSZ.toChunk(top.length);
        if (top.branch[aboveTop] != lengthChunk) {
            revert ListLengthMismatch(lengthChunk, top.branch[aboveTop]);
        }
    }

    /// @notice Requires that a link node covers chunks `firstChunk` to `firstChunk + 2^linkDepth - 1`.
    /// @param linkNode   Node that a page is proved under.
    /// @param linkDepth  Levels from it to its chunks.
    /// @param firstChunk First chunk below it, a multiple of 2^linkDepth.
    /// @param branch     Siblings from it up to the top.
    /// @param topNode    Proven top.
    /// @param depth      Levels from the top to the chunks.
    function verifyLink(
        bytes32 linkNode,
        uint256 linkDepth,
        uint256 firstChunk,
        bytes32[] memory branch,
        bytes32 topNode,
        uint256 depth
    ) internal pure {
        if (linkDepth == 0 || linkDepth > depth) {
            revert LinkDepthOutOfRange(linkDepth, depth);
        }
        if (firstChunk >> depth != 0 || (firstChunk >> linkDepth) << linkDepth != firstChunk) {
            revert FirstChunkOutOfRange(firstChunk, linkDepth, depth);
        }
        uint256 gindex = (1 << (depth - linkDepth)) | (firstChunk >> linkDepth);
        SSZ.verifyBranch(linkNode, gindex, branch, topNode);
    }
}
