// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BeaconHeader, SSZ} from "../src/SSZ.sol";
import {Test} from "./Test.sol";

contract SSZHarness {
    function verifyBranch(bytes32 leaf, uint256 gindex, bytes32[] calldata branch, bytes32 root)
        external
        view
    {
        SSZ.verifyBranch(leaf, gindex, branch, root);
    }

    function depthOf(uint256 gindex) external pure returns (uint256) {
        return SSZ.depthOf(gindex);
    }

    function concat(uint256 outer, uint256 inner) external pure returns (uint256) {
        return SSZ.concat(outer, inner);
    }

    function hashPair(bytes32 left, bytes32 right) external view returns (bytes32) {
        return SSZ.hashPair(left, right);
    }
}

contract SSZTest is Test {
    SSZHarness private ssz = new SSZHarness();

    function test_hashTreeRoot_agreesWithLodestar() public {
        string memory json = readOrSkip(string.concat(FIXTURES, "headers.json"));
        uint256[] memory slots = vm.parseJsonUintArray(json, ".slots");
        uint256[] memory proposers = vm.parseJsonUintArray(json, ".proposerIndices");
        bytes32[] memory parents = vm.parseJsonBytes32Array(json, ".parentRoots");
        bytes32[] memory states = vm.parseJsonBytes32Array(json, ".stateRoots");
        bytes32[] memory bodies = vm.parseJsonBytes32Array(json, ".bodyRoots");
        bytes32[] memory roots = vm.parseJsonBytes32Array(json, ".roots");
        for (uint256 i = 0; i < roots.length; ++i) {
            BeaconHeader memory header =
                BeaconHeader(uint64(slots[i]), uint64(proposers[i]), parents[i], states[i], bodies[i]);
            assertEq(SSZ.hashTreeRoot(header), roots[i]);
        }
    }

    function testFuzz_toChunk_isLittleEndian(uint64 value) public pure {
        bytes32 chunk = SSZ.toChunk(value);
        uint256 read = 0;
        for (uint256 i = 0; i < 8; ++i) {
            read |= uint256(uint8(chunk[i])) << (8 * i);
        }
        assertEq(read, value);
        assertEq(uint256(chunk) << 64, 0);
    }

    function testFuzz_depthOf_isFloorLog2(uint256 gindex) public {
        if (gindex == 0) vm.expectPartialRevert(SSZ.SSZGindexZero.selector);
        uint256 depth = ssz.depthOf(gindex);
        if (gindex != 0) assertEq(gindex >> depth, 1);
    }

    function testFuzz_hashPair_isSha256OfBoth(bytes32 left, bytes32 right) public view {
        assertEq(SSZ.hashPair(left, right), sha256(abi.encodePacked(left, right)));
    }

    /// @dev The path of a node below an inner node: first the way to the inner node, then the way down from it.
    function testFuzz_concat_walksOuterThenInner(uint128 outer, uint128 inner) public view {
        vm.assume(outer != 0 && inner != 0);
        uint256 expected = outer;
        uint256 depth = ssz.depthOf(inner);
        for (uint256 i = depth; i > 0; --i) {
            expected = 2 * expected + ((inner >> (i - 1)) & 1);
        }
        assertEq(ssz.concat(outer, inner), expected);
    }

    function test_concat_edges() public {
        assertEq(ssz.concat(1, 13), 13);
        assertEq(ssz.concat(13, 1), 13);
        vm.expectPartialRevert(SSZ.SSZGindexZero.selector);
        ssz.concat(1, 0);
    }

    function testFuzz_verifyBranch_acceptsEveryLeafOfATree(bytes32[8] memory leaves, uint256 position)
        public
        view
    {
        position %= 8;
        (bytes32 root, bytes32[] memory branch) = _treeOfEight(leaves, position);
        ssz.verifyBranch(leaves[position], 8 + position, branch, root);
    }

    function testFuzz_verifyBranch_rejectsAnotherPlace(
        bytes32[8] memory leaves,
        uint256 position,
        uint256 other
    ) public {
        (position, other) = (position % 8, other % 8);
        vm.assume(position != other);
        for (uint256 i = 0; i < 8; ++i) {
            leaves[i] = keccak256(abi.encode(leaves[i], i));
        }
        (bytes32 root, bytes32[] memory branch) = _treeOfEight(leaves, position);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        ssz.verifyBranch(leaves[position], 8 + other, branch, root);
    }

    function testFuzz_verifyBranch_rejectsAnyFlippedBit(
        bytes32[8] memory leaves,
        uint256 position,
        uint256 bit
    ) public {
        position %= 8;
        (bytes32 root, bytes32[] memory branch) = _treeOfEight(leaves, position);
        bytes32 leaf = leaves[position];
        uint256 where = bit % (4 * 256);
        bytes32 flip = bytes32(1 << (where % 256));
        if (where < 256) leaf ^= flip;
        else branch[where / 256 - 1] ^= flip;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        ssz.verifyBranch(leaf, 8 + position, branch, root);
    }

    function testFuzz_verifyBranch_rejectsAnotherLength(uint8 length) public {
        vm.assume(length != 3);
        vm.expectRevert(abi.encodeWithSelector(SSZ.SSZBranchLength.selector, 9, 3, length));
        ssz.verifyBranch(0, 9, new bytes32[](length), 0);
    }

    /// @dev Shifts by 256 and more: a branch longer than any index.
    function test_verifyBranch_revert_branchLongerThanAWord() public {
        vm.expectRevert(abi.encodeWithSelector(SSZ.SSZBranchLength.selector, 9, 3, 259));
        ssz.verifyBranch(0, 9, new bytes32[](259), 0);
    }

    /// @dev The deepest index: 255 levels.
    function test_verifyBranch_acceptsTheDeepestLeaf() public view {
        bytes32[] memory branch = new bytes32[](255);
        bytes32 root = "leaf";
        for (uint256 i = 0; i < 255; ++i) {
            branch[i] = bytes32(i);
            root = sha256(abi.encodePacked(bytes32(i), root));
        }
        ssz.verifyBranch("leaf", type(uint256).max, branch, root);
    }

    function test_verifyBranch_rootNeedsNoBranch() public {
        ssz.verifyBranch("root", 1, new bytes32[](0), "root");
        vm.expectRevert(
            abi.encodeWithSelector(SSZ.SSZBranchMismatch.selector, 1, bytes32("root"), bytes32("leaf"))
        );
        ssz.verifyBranch("leaf", 1, new bytes32[](0), "root");
    }

    function test_verifyBranch_revert_gindexZero() public {
        vm.expectPartialRevert(SSZ.SSZGindexZero.selector);
        ssz.verifyBranch(0, 0, new bytes32[](0), 0);
    }

    function test_sha256_revert_precompileFails() public {
        vm.mockCallRevert(address(2), "", "");
        _expectNoHash();
    }

    /// @dev A call to an address without code succeeds.
    function test_sha256_revert_nothingAnswers() public {
        vm.mockCall(address(2), "", "");
        _expectNoHash();
        // Nothing has to be hashed.
        ssz.verifyBranch("root", 1, new bytes32[](0), "root");
    }

    /// @dev The answer would be what stood in the scratch space before: the left child.
    function _expectNoHash() private {
        vm.expectRevert("");
        ssz.hashPair("left", "right");
        vm.expectRevert("");
        ssz.verifyBranch("leaf", 2, new bytes32[](1), "leaf");
    }

    function _treeOfEight(bytes32[8] memory leaves, uint256 position)
        private
        pure
        returns (bytes32 root, bytes32[] memory branch)
    {
        bytes32[] memory nodes = new bytes32[](16);
        for (uint256 i = 0; i < 8; ++i) {
            nodes[8 + i] = leaves[i];
        }
        for (uint256 i = 7; i > 0; --i) {
            nodes[i] = sha256(abi.encodePacked(nodes[2 * i], nodes[2 * i + 1]));
        }
        branch = new bytes32[](3);
        for (uint256 i = 0; i < 3; ++i) {
            branch[i] = nodes[((8 + position) >> i) ^ 1];
        }
        return (nodes[1], branch);
    }
}
