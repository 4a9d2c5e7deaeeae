// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {SSZ} from "./SSZ.sol";

/// @notice The way from the node that was proved last up to the root.
struct ProvenPath {
    /// Generalized index of that node below the root; 0 while nothing is proved.
    uint256 gindex;
    /// For each level from that node on, two words: the children that were hashed there, the left one first.
    bytes32[] pairs;
}

/// @title  NeighbourBranch
/// @notice Merkle branches of nodes that lie close to each other, below one root: what a branch has in common with the one
///         before is neither sent nor hashed again.
/// @dev        root                        branch of a: [b, c, d], up to the root
///             ├── o                       branch of e: [f]; it ends at c, the sibling that a's branch has one level up.
///             │   ├── o                   The children of each node on a's way are known, so where e's way comes to one
///             │   │   ├── a               of them, it has come to the root.
///             │   │   └── b
///             │   └── c
///             │       ├── e
///             │       └── f
///             └── d
///
///         A branch is as long as its sender likes: up to the root it always holds; a shorter one ends at a child of a node
///         on the way before, the nearest such level being the one below where both ways meet.
///
///         Verified here: that hashing `leaf` with `branch` along the bits of `gindex` gives the root, or the node that the
///         way before has at the very place where this one ends. From a way of another depth nothing is taken.
///         Trusted, not verified: as in SSZ; and that ways below different roots differ in depth. Those below the windows of
///         one list do (ListTree.placeOf).
library NeighbourBranch {
    /// @dev More than any list and element has: 2^64 leaves of a level, and a container below.
    uint256 private constant LEVELS = 72;

    /// @notice A branch that does not lead to the root ends at a child of a node on the way before.
    /// @param gindex   Generalized index of the node that was to be proved.
    /// @param previous The one of the node proved before; 0 if there was none.
    /// @param given    Siblings that came.
    error BranchEndsElsewhere(uint256 gindex, uint256 previous, uint256 given);

    /// @notice Before the first branch, which leads to the root.
    /// @return path Room for the longest way.
    function nothingProven() internal pure returns (ProvenPath memory path) {
        path.pairs = new bytes32[](2 * LEVELS);
    }

    /// @notice Requires that `leaf` stands at `gindex` below `root`.
    /// @param path   What the call before left; at first from `nothingProven`.
    /// @param leaf   Node to prove.
    /// @param gindex Its generalized index relative to `root`.
    /// @param branch Siblings, bottom-up.
    /// @param root   Node that a whole branch must lead to.
    function verify(
        ProvenPath memory path,
        bytes32 leaf,
        uint256 gindex,
        bytes32[] calldata branch,
        bytes32 root
    ) internal view {
        uint256 length = branch.length;
        uint256 end = gindex >> length;
        if (end == 0 || length >= LEVELS) {
            revert SSZ.SSZBranchLength(gindex, SSZ.depthOf(gindex), length);
        }
        bytes32[] memory pairs = path.pairs;
        bytes32 expected = root;
        if (end != 1) {
            // Equal only if both ways are equally long: the leading 1 is part of what is compared.
            if (end >> 1 != path.gindex >> (length + 1)) {
                revert BranchEndsElsewhere(gindex, path.gindex, length);
            }
            expected = pairs[2 * length + (end & 1)];
        }
        bytes32 node = leaf;
        // Writes to the scratch space, and to the pairs of fewer than `LEVELS` levels.
        assembly ("memory-safe") {
            let way := gindex
            let pair := add(pairs, 32)
            let last := add(branch.offset, shl(5, length))
            for { let at := branch.offset } lt(at, last) { at := add(at, 32) } {
                let place := shl(5, and(way, 1))
                mstore(add(pair, place), node)
                mstore(add(pair, xor(place, 32)), calldataload(at))
                // SHA-256 fails for lack of gas only.
                if iszero(staticcall(gas(), 2, pair, 64, 0, 32)) { revert(0, 0) }
                node := mload(0)
                way := shr(1, way)
                pair := add(pair, 64)
            }
            // Where nothing answers at address 2, calls succeed and give nothing.
            if iszero(or(iszero(length), eq(returndatasize(), 32))) { revert(0, 0) }
        }
        if (node != expected) revert SSZ.SSZBranchMismatch(gindex, expected, node);
        path.gindex = gindex;
    }
}
