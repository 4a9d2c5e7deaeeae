// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BalancesTop, BalancesTree} from "../src/BalancesTree.sol";
import {SSZ} from "../src/SSZ.sol";
import {Test} from "./Test.sol";

contract BalancesTreeHarness {
    function topDepth(uint64 listLength) external pure returns (uint256) {
        return BalancesTree.topDepth(listLength);
    }

    function verifyTop(BalancesTop memory top, uint256 gindex, bytes32 stateRoot)
        external
        pure
        returns (uint256)
    {
        return BalancesTree.verifyTop(top, gindex, 38, stateRoot);
    }

    function verifyLink(
        bytes32 node,
        uint256 linkDepth,
        uint256 first,
        bytes32[] memory branch,
        bytes32 top,
        uint256 k
    ) external pure {
        BalancesTree.verifyLink(node, linkDepth, first, branch, top, k);
    }
}

contract BalancesTreeTest is Test {
    BalancesTreeHarness private tree = new BalancesTreeHarness();

    function testFuzz_topDepth_isTheFewestLevelsThatHoldAllChunks(uint64 listLength) public view {
        listLength = 1 + listLength % BalancesTree.LENGTH_LIMIT;
        uint256 chunks = (uint256(listLength) + 3) / 4;
        uint256 depth = tree.topDepth(listLength);
        assertTrue(1 << depth >= chunks, "holds all chunks");
        assertTrue(depth == 1 || 1 << (depth - 1) < chunks, "and one level less does not");
        assertTrue(depth >= 1 && depth <= 38, "1 to 38");
    }

    function test_topDepth_edges() public {
        assertEq(tree.topDepth(1), 1);
        assertEq(tree.topDepth(8), 1);
        assertEq(tree.topDepth(9), 2);
        assertEq(tree.topDepth(2 ** 40), 38);
        vm.expectRevert(abi.encodeWithSelector(BalancesTree.ListLengthOutOfRange.selector, 0));
        tree.topDepth(0);
        vm.expectRevert(abi.encodeWithSelector(BalancesTree.ListLengthOutOfRange.selector, 2 ** 40 + 1));
        tree.topDepth(2 ** 40 + 1);
    }

    /// @dev Real states: Sepolia Deneb and Electra, a Fulu devnet.
    function test_verify_acceptsRealStates() public {
        string memory json = readOrSkip(string.concat(FIXTURES, "real-states.json"));
        string[3] memory forks = [".deneb", ".electra", ".fulu"];
        uint256[3] memory balancesGindices = [uint256(44), 76, 76];
        uint256[3] memory executionGindices = [uint256(1794), 2818, 2818];
        for (uint256 i = 0; i < 3; ++i) {
            bytes32 stateRoot = vm.parseJsonBytes32(json, string.concat(forks[i], ".stateRoot"));
            BalancesTop memory top = _top(json, forks[i]);
            uint256 depth = tree.verifyTop(top, balancesGindices[i], stateRoot);
            assertEq(depth, vm.parseJsonUint(json, string.concat(forks[i], ".topDepth")));
            tree.verifyLink(
                vm.parseJsonBytes32(json, string.concat(forks[i], ".link")),
                vm.parseJsonUint(json, string.concat(forks[i], ".linkDepth")),
                vm.parseJsonUint(json, string.concat(forks[i], ".linkFirstChunk")),
                vm.parseJsonBytes32Array(json, string.concat(forks[i], ".linkBranch")),
                top.node,
                depth
            );
            SSZ.verifyBranch(
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
        BalancesTop memory top = _top(json, ".electra");
        bytes32 right = SSZ.toChunk(top.listLength);
        top.listLength -= 1;
        assertEq(tree.topDepth(top.listLength), vm.parseJsonUint(json, ".electra.topDepth"));
        vm.expectRevert(
            abi.encodeWithSelector(
                BalancesTree.ListLengthMismatch.selector, SSZ.toChunk(top.listLength), right
            )
        );
        tree.verifyTop(top, 76, vm.parseJsonBytes32(json, ".electra.stateRoot"));
    }

    function test_verifyTop_revert_layoutOfAnotherFork() public {
        string memory json = readOrSkip(string.concat(FIXTURES, "real-states.json"));
        vm.expectPartialRevert(SSZ.SSZBranchLength.selector);
        tree.verifyTop(_top(json, ".electra"), 44, vm.parseJsonBytes32(json, ".electra.stateRoot"));
    }

    function testFuzz_verifyLink_revert_depthOutOfRange(uint256 linkDepth) public {
        vm.assume(linkDepth == 0 || linkDepth > 9);
        vm.expectRevert(abi.encodeWithSelector(BalancesTree.LinkDepthOutOfRange.selector, linkDepth, 9));
        tree.verifyLink(0, linkDepth, 0, new bytes32[](0), 0, 9);
    }

    function testFuzz_verifyLink_revert_chunkUnalignedOrPastTheTop(uint256 linkDepth, uint256 firstChunk)
        public
    {
        linkDepth = 1 + linkDepth % 9;
        vm.assume(firstChunk >= 512 || firstChunk % (1 << linkDepth) != 0);
        vm.expectRevert(
            abi.encodeWithSelector(BalancesTree.FirstChunkOutOfRange.selector, firstChunk, linkDepth, 9)
        );
        tree.verifyLink(0, linkDepth, firstChunk, new bytes32[](9 - linkDepth), 0, 9);
    }

    function testFuzz_verifyLink_rejectsEveryOtherFirstChunk(uint256 other) public {
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

    function _top(string memory json, string memory fork) private pure returns (BalancesTop memory) {
        return BalancesTop({
            node: vm.parseJsonBytes32(json, string.concat(fork, ".top")),
            listLength: uint64(vm.parseJsonUint(json, string.concat(fork, ".listLength"))),
            branch: vm.parseJsonBytes32Array(json, string.concat(fork, ".topBranch"))
        });
    }
}
