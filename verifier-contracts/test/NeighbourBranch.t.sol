// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ListShape, ListTop, ListTree} from "../src/ListTree.sol";
import {NeighbourBranch, ProvenPath} from "../src/NeighbourBranch.sol";
import {SSZ} from "../src/SSZ.sol";
import {Test} from "./Test.sol";

/// @dev A node to prove, below one of two roots.
struct Step {
    bytes32 leaf;
    uint256 gindex;
    bytes32[] branch;
    bytes32 root;
}

/// @dev Part of an element of a list.
struct Element {
    uint64 position;
    bytes32 node;
    bytes32[] branch;
}

contract NeighbourBranchHarness {
    /// @dev One after the other, as a call does.
    function verifyAll(Step[] calldata steps) external view {
        ProvenPath memory path = NeighbourBranch.nothingProven();
        for (uint256 i = 0; i < steps.length; ++i) {
            NeighbourBranch.verify(path, steps[i].leaf, steps[i].gindex, steps[i].branch, steps[i].root);
        }
    }

    /// @dev Parents of public key and credentials of validators, one after the other.
    function verifyElements(ListTop calldata top, bool progressive, Element[] calldata elements) external view {
        ProvenPath memory path = NeighbourBranch.nothingProven();
        ListShape memory shape = ListShape(0, 40, 1, progressive);
        for (uint256 i = 0; i < elements.length; ++i) {
            Element calldata element = elements[i];
            (uint256 gindex, bytes32 root) = ListTree.placeOf(4, element.position, top, shape);
            NeighbourBranch.verify(path, element.node, gindex, element.branch, root);
        }
    }
}

/// @notice The branches that the prover makes (prover/state/neighbour-branches.ts), over lists of both shapes.
contract NeighbourBranchOfProverTest is Test {
    NeighbourBranchHarness private harness = new NeighbourBranchHarness();

    function test_verify_takesTheProversBranches() public {
        _verifyAll(".bounded", false, 9);
        _verifyAll(".progressive", true, 10);
    }

    /// @dev One sibling less of any of them that has some, and it ends elsewhere.
    function test_verify_revert_anyOfThemShorter() public {
        string[2] memory keys = [".bounded", ".progressive"];
        for (uint256 kind = 0; kind < 2; ++kind) {
            (ListTop memory top, Element[] memory elements) = _read(keys[kind]);
            for (uint256 i = 0; i < elements.length; ++i) {
                bytes32[] memory branch = elements[i].branch;
                if (branch.length == 0) continue;
                assembly ("memory-safe") {
                    mstore(branch, sub(mload(branch), 1))
                }
                vm.expectPartialRevert(NeighbourBranch.BranchEndsElsewhere.selector);
                harness.verifyElements(top, kind == 1, elements);
                assembly ("memory-safe") {
                    mstore(branch, add(mload(branch), 1))
                }
            }
        }
    }

    function _verifyAll(string memory key, bool progressive, uint256 depth) private {
        (ListTop memory top, Element[] memory elements) = _read(key);
        harness.verifyElements(top, progressive, elements);
        uint256 siblings;
        for (uint256 i = 0; i < elements.length; ++i) {
            siblings += elements[i].branch.length;
        }
        assertTrue(2 * siblings < elements.length * (depth + 2), "less than half of whole branches");
    }

    function _read(string memory key) private returns (ListTop memory, Element[] memory) {
        string memory json = readOrSkip(string.concat(FIXTURES, "neighbours.json"));
        return abi.decode(vm.parseJsonBytes(json, key), (ListTop, Element[]));
    }
}

/// @notice Two trees, of six and of three levels, as two windows of a list are. Whatever is accepted is the node that stands
///         there, and every branch that is whole, or reaches the way before, is accepted.
contract NeighbourBranchTest is Test {
    uint256 private constant DEPTH = 6;
    uint256 private constant OTHER_DEPTH = 3;

    NeighbourBranchHarness private harness = new NeighbourBranchHarness();
    mapping(uint256 gindex => bytes32 node) private nodes;
    mapping(uint256 gindex => bytes32 node) private others;

    function setUp() public {
        _grow(nodes, DEPTH, "one");
        _grow(others, OTHER_DEPTH, "two");
    }

    /// @dev Any leaves in any order; each branch as short as can be, or longer by any number of levels.
    function testFuzz_verify_acceptsEveryBranchThatReachesTheWayBefore(bytes16 leaves, uint256 longer) public view {
        Step[] memory steps = new Step[](16);
        uint256 before = 0;
        for (uint256 i = 0; i < 16; ++i) {
            uint256 gindex = _leaf(uint8(leaves[i]));
            uint256 length = _shortest(before, gindex);
            length += (longer >> (8 * i)) % (DEPTH + 1 - length);
            steps[i] = _step(gindex, length);
            before = gindex;
        }
        harness.verifyAll(steps);
    }

    function test_verify_takesNoSiblingForANeighbour() public view {
        Step[] memory steps = new Step[](3);
        steps[0] = _step(_leaf(20), DEPTH);
        steps[1] = _step(_leaf(21), 0);
        // And for the same one again.
        steps[2] = _step(_leaf(21), 0);
        harness.verifyAll(steps);
    }

    function testFuzz_verify_revert_shorterThanToTheWayBefore(uint256 first, uint256 second, uint256 length) public {
        (first, second) = (_leaf(first), _leaf(second));
        uint256 shortest = _shortest(first, second);
        vm.assume(shortest > 0);
        length %= shortest;
        Step[] memory steps = _pair(_step(first, DEPTH), _step(second, length));
        _expectElsewhere(second, first, length);
        harness.verifyAll(steps);
    }

    function testFuzz_verify_revert_nothingBefore(uint256 leaf, uint256 length) public {
        Step[] memory steps = new Step[](1);
        steps[0] = _step(_leaf(leaf), length % DEPTH);
        _expectElsewhere(steps[0].gindex, 0, length % DEPTH);
        harness.verifyAll(steps);
    }

    function testFuzz_verify_revert_beyondTheRoot(uint256 first, uint256 second, uint256 more) public {
        Step memory last = _step(_leaf(second), DEPTH);
        last.branch = new bytes32[](DEPTH + 1 + more % 300);
        _expectLength(last.gindex, DEPTH, last.branch.length);
        harness.verifyAll(_pair(_step(_leaf(first), DEPTH), last));
    }

    /// @dev No list is that deep: there is no room for the way.
    function test_verify_revert_deeperThanAnyList() public {
        Step[] memory steps = new Step[](1);
        (steps[0].gindex, steps[0].branch) = (1 << 71, new bytes32[](71));
        for (uint256 i = 0; i < 71; ++i) {
            steps[0].root = SSZ.hashPair(steps[0].root, 0);
        }
        harness.verifyAll(steps);
        (steps[0].gindex, steps[0].branch) = (1 << 72, new bytes32[](72));
        _expectLength(1 << 72, 72, 72);
        harness.verifyAll(steps);
    }

    /// @dev The same place with another node, at once and one level further up.
    function testFuzz_verify_revert_anotherNodeAtTheSamePlace(uint256 leaf, bytes32 node, uint256 length) public {
        Step memory last = _step(_leaf(leaf), length % (DEPTH + 1));
        vm.assume(node != last.leaf);
        last.leaf = node;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        harness.verifyAll(_pair(_step(_leaf(leaf), DEPTH), last));
    }

    /// @dev From the way below one root nothing is taken for a way below the other one.
    function testFuzz_verify_revert_wayBelowAnotherRoot(uint256 first, uint256 second, uint256 length) public {
        uint256 other = (1 << OTHER_DEPTH) | (second % (1 << OTHER_DEPTH));
        length %= OTHER_DEPTH;
        Step[] memory steps = _pair(_step(_leaf(first), DEPTH), _otherStep(other, length));
        _expectElsewhere(other, _leaf(first), length);
        harness.verifyAll(steps);
        steps = _pair(_otherStep(other, OTHER_DEPTH), _step(_leaf(first), length));
        _expectElsewhere(_leaf(first), other, length);
        harness.verifyAll(steps);
    }

    /// @dev Between whole branches, what was known of the other root is gone.
    function testFuzz_verify_acceptsWaysBelowBothRoots(uint256 first, uint256 second) public {
        uint256 other = (1 << OTHER_DEPTH) | (second % (1 << OTHER_DEPTH));
        Step[] memory steps = new Step[](4);
        steps[0] = _step(_leaf(first), DEPTH);
        steps[1] = _otherStep(other, OTHER_DEPTH);
        steps[2] = _otherStep(other ^ 1, 0);
        steps[3] = _step(_leaf(first), DEPTH);
        harness.verifyAll(steps);
        steps[3] = _step(_leaf(first), 0);
        _expectElsewhere(_leaf(first), other ^ 1, 0);
        harness.verifyAll(steps);
    }

    /// @dev True nodes and others of the tree, branches of any length with any one sibling exchanged: what is accepted is
    ///      right, to the last leaf.
    function testFuzz_verify_acceptsNothingElse(uint256[8] calldata draws) public view {
        Step[] memory steps = new Step[](8);
        bool areTrue = true;
        uint256 before = 0;
        for (uint256 i = 0; i < 8; ++i) {
            uint256 draw = draws[i];
            uint256 gindex = _leaf(draw);
            uint256 length = i == 0 ? DEPTH : (draw >> 8) % (DEPTH + 1);
            steps[i] = _step(gindex, length);
            // One in four is wrong in its leaf, one in four in a sibling.
            bytes32 wrong = nodes[1 + (draw >> 32) % (2 << DEPTH)];
            if ((draw >> 16) % 4 == 0) steps[i].leaf = wrong;
            if ((draw >> 24) % 4 == 0 && length > 0) steps[i].branch[(draw >> 64) % length] = wrong;
            bool isTrue = keccak256(abi.encode(steps[i])) == keccak256(abi.encode(_step(gindex, length)));
            areTrue = areTrue && isTrue && (i == 0 || length >= _shortest(before, gindex));
            before = gindex;
        }
        try harness.verifyAll(steps) {
            assertTrue(areTrue, "only what is right is accepted");
        } catch {
            assertTrue(!areTrue, "what is right is accepted");
        }
    }

    function test_sha256_revert_precompileFails() public {
        Step[] memory steps = new Step[](1);
        steps[0] = _step(_leaf(1), DEPTH);
        vm.mockCallRevert(address(2), "", "");
        vm.expectRevert("");
        harness.verifyAll(steps);
    }

    /// @dev A call to an address without code succeeds; the answer would be what stood in the scratch space before.
    function test_sha256_revert_nothingAnswers() public {
        Step[] memory steps = new Step[](1);
        steps[0] = _step(_leaf(1), DEPTH);
        vm.mockCall(address(2), "", "");
        vm.expectRevert("");
        harness.verifyAll(steps);
    }

    /// @dev Level below the one where both ways meet: there, one's node is the other's sibling.
    function _shortest(uint256 before, uint256 gindex) private pure returns (uint256 length) {
        if (before == 0) return DEPTH;
        while (before >> length != gindex >> length) ++length;
        return length == 0 ? 0 : length - 1;
    }

    function _leaf(uint256 draw) private pure returns (uint256) {
        return (1 << DEPTH) | (draw % (1 << DEPTH));
    }

    function _step(uint256 gindex, uint256 length) private view returns (Step memory) {
        return Step(nodes[gindex], gindex, _branch(nodes, gindex, length), nodes[1]);
    }

    function _otherStep(uint256 gindex, uint256 length) private view returns (Step memory) {
        return Step(others[gindex], gindex, _branch(others, gindex, length), others[1]);
    }

    function _branch(mapping(uint256 => bytes32) storage tree, uint256 gindex, uint256 length)
        private
        view
        returns (bytes32[] memory branch)
    {
        branch = new bytes32[](length);
        for (uint256 level = 0; level < length; ++level) {
            branch[level] = tree[(gindex >> level) ^ 1];
        }
    }

    function _grow(mapping(uint256 => bytes32) storage tree, uint256 depth, string memory seed) private {
        for (uint256 gindex = (2 << depth) - 1; gindex > 0; --gindex) {
            tree[gindex] = gindex >> depth == 0
                ? SSZ.hashPair(tree[2 * gindex], tree[2 * gindex + 1])
                : keccak256(abi.encode(seed, gindex));
        }
    }

    function _pair(Step memory first, Step memory second) private pure returns (Step[] memory steps) {
        steps = new Step[](2);
        (steps[0], steps[1]) = (first, second);
    }

    function _expectElsewhere(uint256 gindex, uint256 previous, uint256 given) private {
        vm.expectRevert(
            abi.encodeWithSelector(NeighbourBranch.BranchEndsElsewhere.selector, gindex, previous, given)
        );
    }

    function _expectLength(uint256 gindex, uint256 expected, uint256 given) private {
        vm.expectRevert(abi.encodeWithSelector(SSZ.SSZBranchLength.selector, gindex, expected, given));
    }
}
