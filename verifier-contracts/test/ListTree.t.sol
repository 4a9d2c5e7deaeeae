// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ListShape, ListTop, ListTree, ListWindow} from "../src/ListTree.sol";
import {SSZ} from "../src/SSZ.sol";
import {SSZHarness} from "./SSZ.t.sol";
import {Test} from "./Test.sol";

contract ListTreeHarness {
    function topDepth(uint256 leaves) external pure returns (uint256) {
        return ListTree.topDepth(leaves);
    }

    function verifyTop(
        ListTop calldata top,
        uint256 listGindex,
        uint256 limitDepth,
        uint256 entriesPerLeaf,
        bytes32 stateRoot
    ) external view returns (uint256) {
        ListShape memory shape = ListShape(listGindex, limitDepth, entriesPerLeaf, false);
        ListTree.verifyTop(top, shape, stateRoot);
        return ListTree.windowOf(top, shape, 0).depth;
    }

    function verify(ListTop calldata top, ListShape calldata shape, bytes32 stateRoot) external view {
        ListTree.verifyTop(top, shape, stateRoot);
    }

    function verifyLink(
        bytes32 node,
        uint256 linkDepth,
        uint256 first,
        bytes32[] calldata branch,
        bytes32 topNode,
        uint256 depth
    ) external view {
        // A list of fixed depth that is as full as its top allows.
        ListTop memory top = ListTop(topNode, uint64(1 << depth), new bytes32[](0), new bytes32[](0));
        uint256 span = this.verifyLinkOf(node, linkDepth, first, branch, top, ListShape(0, depth, 1, false));
        assert(span == 1 << linkDepth);
    }

    function verifyLinkOf(
        bytes32 node,
        uint256 linkDepth,
        uint256 first,
        bytes32[] calldata branch,
        ListTop calldata top,
        ListShape calldata shape
    ) external view returns (uint256 span) {
        return ListTree.verifyLink(node, linkDepth, first, branch, ListTree.windowOf(top, shape, first));
    }

    function verifyElement(
        bytes32 node,
        uint256 nodeGindex,
        uint64 position,
        bytes32[] calldata branch,
        ListTop calldata top
    ) external view {
        ListTree.verifyElement(node, nodeGindex, position, branch, top, ListShape(0, 0, 1, false));
    }

    function verifyElementOf(
        bytes32 node,
        uint256 nodeGindex,
        uint64 position,
        bytes32[] calldata branch,
        ListTop calldata top,
        ListShape calldata shape
    ) external view {
        ListTree.verifyElement(node, nodeGindex, position, branch, top, shape);
    }

    function verifyBalance(
        bytes32 chunk,
        uint64 index,
        bytes32[] calldata branch,
        ListTop calldata top,
        ListShape calldata shape
    ) external view returns (uint64) {
        return ListTree.verifyBalance(chunk, index, branch, top, shape);
    }
}

/// @dev Lists made here and the real states of build/fixtures/real-states.json.
contract ListTreeTest is Test {
    ListTreeHarness private tree = new ListTreeHarness();

    function testFuzz_topDepth_isTheFewestLevelsThatHoldAllLeaves(uint256 leaves) public view {
        leaves = 1 + leaves % 2 ** 64;
        uint256 depth = tree.topDepth(leaves);
        assertTrue(1 << depth >= leaves, "holds all leaves");
        assertTrue(depth == 1 || 1 << (depth - 1) < leaves, "and one level less does not");
        assertTrue(depth >= 1, "at least 1");
    }

    function test_topDepth_edges() public view {
        assertEq(tree.topDepth(1), 1);
        assertEq(tree.topDepth(2), 1);
        assertEq(tree.topDepth(3), 2);
        assertEq(tree.topDepth(4), 2);
        assertEq(tree.topDepth(5), 3);
        assertEq(tree.topDepth(2 ** 40), 40);
    }

    /// @dev Real states: Sepolia Deneb and Electra, a Fulu devnet.
    function test_verify_acceptsRealStates() public {
        string memory json = readOrSkip(string.concat(FIXTURES, "real-states.json"));
        string[3] memory forks = [".deneb", ".electra", ".fulu"];
        uint256[3] memory balancesGindices = [uint256(44), 76, 76];
        uint256[3] memory executionGindices = [uint256(1794), 2818, 2818];
        SSZHarness ssz = new SSZHarness();
        for (uint256 i = 0; i < 3; ++i) {
            bytes32 stateRoot = vm.parseJsonBytes32(json, string.concat(forks[i], ".stateRoot"));
            ListTop memory top = _realTop(json, forks[i]);
            uint256 depth = tree.verifyTop(top, balancesGindices[i], 38, 4, stateRoot);
            assertEq(depth, vm.parseJsonUint(json, string.concat(forks[i], ".topDepth")));
            tree.verifyLink(
                vm.parseJsonBytes32(json, string.concat(forks[i], ".link")),
                vm.parseJsonUint(json, string.concat(forks[i], ".linkDepth")),
                vm.parseJsonUint(json, string.concat(forks[i], ".linkFirstChunk")),
                vm.parseJsonBytes32Array(json, string.concat(forks[i], ".linkBranch")),
                top.node,
                depth
            );
            ssz.verifyBranch(
                vm.parseJsonBytes32(json, string.concat(forks[i], ".executionStateRoot")),
                executionGindices[i],
                vm.parseJsonBytes32Array(json, string.concat(forks[i], ".executionBranch")),
                stateRoot
            );
        }
    }

    /// @dev Another length with the same depth: the branch still leads to the state root, the length chunk does not fit.
    function test_verifyTop_revert_anotherLengthOfTheSameDepth() public {
        string memory json = readOrSkip(string.concat(FIXTURES, "real-states.json"));
        ListTop memory top = _realTop(json, ".electra");
        bytes32 right = SSZ.toChunk(top.length);
        top.length -= 1;
        vm.expectRevert(
            abi.encodeWithSelector(ListTree.ListLengthMismatch.selector, SSZ.toChunk(top.length), right)
        );
        tree.verifyTop(top, 76, 38, 4, vm.parseJsonBytes32(json, ".electra.stateRoot"));
    }

    function test_verifyTop_revert_layoutOfAnotherFork() public {
        string memory json = readOrSkip(string.concat(FIXTURES, "real-states.json"));
        vm.expectPartialRevert(SSZ.SSZBranchLength.selector);
        tree.verifyTop(_realTop(json, ".electra"), 44, 38, 4, vm.parseJsonBytes32(json, ".electra.stateRoot"));
    }

    function testFuzz_verifyTop_revert_lengthOutOfRange(uint64 length, uint256 limitDepth, bool packed)
        public
    {
        limitDepth = 1 + limitDepth % 41;
        uint256 perLeaf = packed ? 4 : 1;
        uint256 limit = perLeaf << limitDepth;
        if (length <= limit) length = length % 2 == 0 ? 0 : uint64(limit) + 1 + length;
        vm.expectRevert(abi.encodeWithSelector(ListTree.ListLengthOutOfRange.selector, length, limit));
        tree.verifyTop(ListTop(0, length, new bytes32[](0), new bytes32[](0)), 1, limitDepth, perLeaf, 0);
    }

    /// @dev The longest list of each kind has its data root for a top, and the length chunk is the first sibling.
    function test_verifyTop_acceptsTheLongestLists() public view {
        uint256[3] memory depths =
            [ListTree.BALANCES_DEPTH, ListTree.VALIDATORS_DEPTH, ListTree.PENDING_DEPOSITS_DEPTH];
        uint64[3] memory lengths = [uint64(2 ** 40), 2 ** 40, 2 ** 27];
        uint256[3] memory perLeaf = [ListTree.BALANCES_PER_LEAF, 1, 1];
        for (uint256 i = 0; i < 3; ++i) {
            bytes32[] memory branch = new bytes32[](1);
            branch[0] = SSZ.toChunk(lengths[i]);
            bytes32 listRoot = SSZ.hashPair("data", branch[0]);
            ListTop memory top = ListTop("data", lengths[i], branch, new bytes32[](0));
            assertEq(tree.verifyTop(top, 1, depths[i], perLeaf[i], listRoot), depths[i]);
        }
    }

    /// @dev A list of 1 to 300 containers: top, each element and each field of it.
    function testFuzz_verifyElement_acceptsEveryElement(uint256 length, uint256 position, uint256 field)
        public
        view
    {
        length = 1 + length % 300;
        position %= length;
        field = 4 + field % 4;
        (ListTop memory top, bytes32[] memory branch, bytes32 stateRoot) = _madeList(length, position, field);
        tree.verifyTop(top, 3, 10, 1, stateRoot);
        tree.verifyElement(_field(position, field), field, uint64(position), branch, top);
    }

    function testFuzz_verifyElement_rejectsEveryOtherPlace(
        uint256 length,
        uint256 position,
        uint256 other,
        uint256 otherField
    ) public {
        length = 2 + length % 299;
        (position, other, otherField) = (position % length, other % length, 4 + otherField % 4);
        vm.assume(other != position || otherField != 5);
        (ListTop memory top, bytes32[] memory branch, bytes32 stateRoot) = _madeList(length, position, 5);
        tree.verifyTop(top, 3, 10, 1, stateRoot);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        tree.verifyElement(_field(position, 5), otherField, uint64(other), branch, top);
    }

    /// @dev The branch of a zero leaf past the end is a right branch, so only the length stands against it.
    function test_verifyElement_revert_positionOutOfRange() public {
        (ListTop memory top, bytes32[] memory branch, bytes32 stateRoot) = _madeList(5, 5, 1);
        tree.verifyTop(top, 3, 10, 1, stateRoot);
        vm.expectRevert(abi.encodeWithSelector(ListTree.PositionOutOfRange.selector, 5, 5));
        tree.verifyElement(0, 1, 5, branch, top);
        vm.expectRevert(abi.encodeWithSelector(ListTree.PositionOutOfRange.selector, type(uint64).max, 5));
        tree.verifyElement(0, 1, type(uint64).max, branch, top);
    }

    function testFuzz_verifyLink_revert_depthOutOfRange(uint256 linkDepth) public {
        vm.assume(linkDepth == 0 || linkDepth > 9);
        vm.expectRevert(abi.encodeWithSelector(ListTree.LinkDepthOutOfRange.selector, linkDepth, 9));
        tree.verifyLink(0, linkDepth, 0, new bytes32[](0), 0, 9);
    }

    function testFuzz_verifyLink_revert_leafUnalignedOrPastTheTop(uint256 linkDepth, uint256 firstLeaf)
        public
    {
        linkDepth = 1 + linkDepth % 9;
        vm.assume(firstLeaf >= 512 || firstLeaf % (1 << linkDepth) != 0);
        vm.expectRevert(
            abi.encodeWithSelector(ListTree.FirstLeafOutOfRange.selector, firstLeaf, linkDepth, 9)
        );
        tree.verifyLink(0, linkDepth, firstLeaf, new bytes32[](9 - linkDepth), 0, 9);
    }

    function testFuzz_verifyLink_rejectsEveryOtherFirstLeaf(uint256 other) public {
        string memory json = readOrSkip(string.concat(FIXTURES, "real-states.json"));
        bytes32 link = vm.parseJsonBytes32(json, ".electra.link");
        uint256 right = vm.parseJsonUint(json, ".electra.linkFirstChunk");
        bytes32[] memory branch = vm.parseJsonBytes32Array(json, ".electra.linkBranch");
        bytes32 top = vm.parseJsonBytes32(json, ".electra.top");
        uint256 depth = vm.parseJsonUint(json, ".electra.topDepth");
        other = (other % (1 << (depth - 2))) << 2;
        vm.assume(other != right);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        tree.verifyLink(link, 2, other, branch, top, depth);
    }

    function _realTop(string memory json, string memory fork) private pure returns (ListTop memory) {
        return ListTop({
            node: vm.parseJsonBytes32(json, string.concat(fork, ".top")),
            length: uint64(vm.parseJsonUint(json, string.concat(fork, ".listLength"))),
            branch: vm.parseJsonBytes32Array(json, string.concat(fork, ".topBranch")),
            levels: new bytes32[](0)
        });
    }

    /// @dev Field `gindex` (4 to 7) of the container at a position.
    function _field(uint256 position, uint256 gindex) private pure returns (bytes32) {
        return keccak256(abi.encode(position, gindex));
    }

    /// @dev List[Container of four fields, 2^10] at gindex 3 of a state, and the branch of a node of one element
    ///      (`nodeGindex` 1: its root, 4 to 7: a field) up to the top.
    function _madeList(uint256 length, uint256 position, uint256 nodeGindex)
        private
        pure
        returns (ListTop memory top, bytes32[] memory branch, bytes32 stateRoot)
    {
        uint256 depth = 1;
        while (1 << depth < length) ++depth;
        bytes32[] memory nodes = new bytes32[](2 << depth);
        for (uint256 i = 0; i < length; ++i) {
            nodes[(1 << depth) + i] =
                _hash(_hash(_field(i, 4), _field(i, 5)), _hash(_field(i, 6), _field(i, 7)));
        }
        for (uint256 i = (1 << depth) - 1; i > 0; --i) {
            nodes[i] = _hash(nodes[2 * i], nodes[2 * i + 1]);
        }
        uint256 below = nodeGindex == 1 ? 0 : 2;
        branch = new bytes32[](depth + below);
        if (below == 2) {
            uint256 aunt = (nodeGindex >> 1) ^ 1;
            branch[0] = _field(position, nodeGindex ^ 1);
            branch[1] = _hash(_field(position, 2 * aunt), _field(position, 2 * aunt + 1));
        }
        for (uint256 i = 0; i < depth; ++i) {
            branch[below + i] = nodes[(((1 << depth) + position) >> i) ^ 1];
        }

        // Zero subtrees above the top, the length, the rest of the state.
        top = ListTop(nodes[1], uint64(length), new bytes32[](10 - depth + 2), new bytes32[](0));
        bytes32 zeros = 0;
        stateRoot = top.node;
        for (uint256 level = 0; level < 10; ++level) {
            if (level >= depth) {
                top.branch[level - depth] = zeros;
                stateRoot = _hash(stateRoot, zeros);
            }
            zeros = _hash(zeros, zeros);
        }
        top.branch[10 - depth] = SSZ.toChunk(uint64(length));
        top.branch[11 - depth] = "rest of the state";
        stateRoot = _hash("rest of the state", _hash(stateRoot, top.branch[10 - depth]));
    }

    function _hash(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(left, right));
    }
}
