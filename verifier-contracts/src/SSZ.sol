// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice The header of a beacon block.
/// @dev https://github.com/ethereum/consensus-specs/blob/dev/specs/phase0/beacon-chain.md#beaconblockheader
struct BeaconHeader {
    uint64 slot;
    uint64 proposerIndex;
    bytes32 parentRoot;
    bytes32 stateRoot;
    bytes32 bodyRoot;
}

/// @title  SSZ
/// @notice Merkle branches and the two hash tree roots this project needs, with the SHA-256 precompile.
/// @dev    https://github.com/ethereum/consensus-specs/blob/dev/ssz/merkle-proofs.md
///
///         A generalized index (gindex) is a path: after its leading 1, each bit from high to low says left (0)
///         or right (1). Branches are given bottom-up, so they consume the bits from low to high:
///
///             root  gindex 1
///             ├── 2
///             │   ├── 4   branch for 5: [4, 3]
///             │   └── 5
///             └── 3
///
///         Verified here: that hashing `leaf` with `branch` along the bits of `gindex` gives `root`, and that the
///         branch has exactly the length that `gindex` asks for, so that a node cannot pose as one of another depth.
///         Trusted, not verified: that `gindex` is the place of the field (see ForkLayouts), and `root` itself.
library SSZ {
    /// @notice A branch does not have one sibling for every level of its generalized index.
    /// @param gindex   Generalized index of the node that was to be proved.
    /// @param expected Siblings that this index needs.
    /// @param given    Siblings that came.
    error SSZBranchLength(uint256 gindex, uint256 expected, uint256 given);

    /// @notice A branch leads to another root.
    /// @param gindex   Generalized index of the node that was to be proved.
    /// @param expected Root that it should have led to.
    /// @param computed Root that it leads to.
    error SSZBranchMismatch(uint256 gindex, bytes32 expected, bytes32 computed);

    /// @notice Zero is no generalized index: the root is 1.
    error SSZGindexZero();

    /// @notice Requires that `leaf` stands at `gindex` below `root`.
    /// @dev    About 330 gas a level, 184 of them the precompile: the two children are hashed in scratch space.
    /// @param leaf   Node to prove, a 32-byte chunk or an inner node.
    /// @param gindex Its generalized index relative to `root`; 1 is the root itself and takes an empty branch.
    /// @param branch Siblings, bottom-up.
    /// @param root   Node it must lead to.
    function verifyBranch(bytes32 leaf, uint256 gindex, bytes32[] calldata branch, bytes32 root)
        internal
        view
    {
        // The leading 1 is left over exactly when the branch has one sibling for each bit below it.
        if (gindex >> branch.length != 1) {
            revert SSZBranchLength(gindex, depthOf(gindex), branch.length);
        }
        bytes32 node = leaf;
        // Memory-safe: writes to the scratch space 0x00-0x3f only.
        assembly ("memory-safe") {
            let path := gindex
            let end := add(branch.offset, shl(5, branch.length))
            for { let at := branch.offset } lt(at, end) { at := add(at, 32) } {
                // A right child (bit 1) goes to 0x20 and its sibling to 0x00, a left one the other way round.
                let place := shl(5, and(path, 1))
                mstore(place, node)
                mstore(xor(place, 32), calldataload(at))
                // SHA-256 fails for lack of gas only.
                if iszero(staticcall(gas(), 2, 0, 64, 0, 32)) { revert(0, 0) }
                node := mload(0)
                path := shr(1, path)
            }
            // Where nothing answers at address 2, calls succeed and give nothing: once a branch is enough to see it.
            if iszero(or(iszero(branch.length), eq(returndatasize(), 32))) { revert(0, 0) }
        }
        if (node != root) revert SSZBranchMismatch(gindex, root, node);
    }

    /// @notice hash_tree_root of a header, which is the block root: five fields, padded to eight chunks.
    /// @param header Header to hash.
    /// @return root The block root.
    function hashTreeRoot(BeaconHeader memory header) internal view returns (bytes32 root) {
        bytes32 zeroPair = hashPair(0, 0);
        bytes32 left = hashPair(
            hashPair(toChunk(header.slot), toChunk(header.proposerIndex)),
            hashPair(header.parentRoot, header.stateRoot)
        );
        bytes32 right = hashPair(hashPair(header.bodyRoot, 0), zeroPair);
        return hashPair(left, right);
    }

    /// @notice The chunk of a uint64: eight bytes, little-endian, then zeros.
    /// @param value Value to encode.
    /// @return chunk Its 32-byte chunk.
    function toChunk(uint64 value) internal pure returns (bytes32 chunk) {
        return bytes32(uint256(_reversed(value)) << 192);
    }

    /// @notice The uint64 that a chunk begins with.
    /// @param chunk Eight bytes, little-endian, and anything behind.
    /// @return value The number.
    function fromChunk(bytes32 chunk) internal pure returns (uint64 value) {
        return _reversed(uint64(uint256(chunk) >> 192));
    }

    /// @notice Levels between a node and its root: floor(log2(gindex)).
    /// @param gindex Generalized index, not zero.
    /// @return depth Number of siblings that its branch needs.
    function depthOf(uint256 gindex) internal pure returns (uint256 depth) {
        if (gindex == 0) revert SSZGindexZero();
        return Math.log2(gindex);
    }

    /// @notice Generalized index of a node below an inner node, relative to the root of the latter.
    /// @param outer Generalized index of the inner node, not zero.
    /// @param inner Generalized index of the node relative to the inner node, not zero.
    /// @return gindex The bits of `outer`, then those of `inner` without its leading 1.
    function concat(uint256 outer, uint256 inner) internal pure returns (uint256 gindex) {
        uint256 depth = depthOf(inner);
        return (outer << depth) | (inner ^ (1 << depth));
    }

    /// @notice SHA-256 of two nodes.
    /// @param left  Left child.
    /// @param right Right child.
    /// @return parent Their parent.
    function hashPair(bytes32 left, bytes32 right) internal view returns (bytes32 parent) {
        // Memory-safe: writes to the scratch space 0x00-0x3f only.
        assembly ("memory-safe") {
            mstore(0, left)
            mstore(32, right)
            // Yul evaluates from the right. SHA-256 fails for lack of gas only; where nothing answers, it gives nothing.
            if iszero(and(eq(returndatasize(), 32), staticcall(gas(), 2, 0, 64, 0, 32))) {
                revert(0, 0)
            }
            parent := mload(0)
        }
    }

    /// @dev The same eight bytes, the last one first.
    function _reversed(uint64 value) private pure returns (uint64 v) {
        v = ((value & 0x00FF00FF00FF00FF) << 8) | ((value >> 8) & 0x00FF00FF00FF00FF);
        v = ((v & 0x0000FFFF0000FFFF) << 16) | ((v >> 16) & 0x0000FFFF0000FFFF);
        v = (v << 32) | (v >> 32);
    }
}
