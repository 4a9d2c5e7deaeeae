// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ListTop, ListTree} from "../src/ListTree.sol";
import {SSZ} from "../src/SSZ.sol";
import {ListTreeHarness} from "./ListTree.t.sol";
import {SSZHarness} from "./SSZ.t.sol";
import {Test} from "./Test.sol";

/// @dev Mainnet, Electra, slot 12235962: branches that Origin Protocol wrote for its own contracts. They lead to the
///      block root or to a list's root; the top of a list is a node on the way, so they hold a ListTop too.
contract ListTreeMainnetTest is Test {
    /// Below the state root: 2^6 places, the field's number in the container.
    uint256 private constant BALANCES = 64 + 12;
    uint256 private constant VALIDATORS = 64 + 11;
    uint256 private constant PENDING_DEPOSITS = 64 + 34;
    /// `state_root` below the block root.
    uint256 private constant STATE_ROOT = 8 + 3;
    /// Siblings from a field of the state to the state root, and from there to the block root.
    uint256 private constant STATE_DEPTH = 6;
    uint256 private constant HEADER_DEPTH = 3;
    /// Public key and withdrawal credentials are fields 0 and 1 of eight: their parent.
    uint256 private constant KEY_AND_CREDENTIALS = 4;

    ListTreeHarness private tree = new ListTreeHarness();
    SSZHarness private ssz = new SSZHarness();
    string private json;
    bytes32 private blockRoot;

    function setUp() public {
        json = readOrSkip(string.concat(REAL_DATA, "origin/slot_12235962.json"));
        blockRoot = vm.parseJsonBytes32(json, ".beaconBlockRoot");
    }

    function test_balancesContainer_standsBelowTheBlockRoot() public view {
        bytes32 listRoot = vm.parseJsonBytes32(json, ".balancesContainer.leaf");
        ssz.verifyBranch(
            listRoot, SSZ.concat(STATE_ROOT, BALANCES), _words(".balancesContainer.proof"), blockRoot
        );
    }

    function test_validatorBalance_standsInItsLane() public {
        bytes32 listRoot = vm.parseJsonBytes32(json, ".balancesContainer.leaf");
        bytes32[] memory branch = _words(".validatorBalance.proof");
        uint256 index = vm.parseJsonUint(json, ".validatorBalance.validatorIndex");
        bytes32 chunk = vm.parseJsonBytes32(json, ".validatorBalance.leaf");
        uint64 balanceGwei = uint64(vm.parseJsonUint(json, ".validatorBalance.balance"));
        assertEq(bytes8(chunk << (64 * (index % 4))), bytes8(SSZ.toChunk(balanceGwei)));

        ssz.verifyBranch(chunk, (2 << ListTree.BALANCES_DEPTH) + index / 4, branch, listRoot);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        ssz.verifyBranch(chunk, (2 << ListTree.BALANCES_DEPTH) + index / 4 + 1, branch, listRoot);
    }

    /// @dev Top of the balances, and the page that one leaf and its neighbour make.
    function test_verifyTop_acceptsMainnetBalances() public {
        bytes32[] memory branch = _words(".validatorBalance.proof");
        bytes32[] memory container = _words(".balancesContainer.proof");
        uint256 leaf = vm.parseJsonUint(json, ".validatorBalance.validatorIndex") / 4;
        bytes32 node = vm.parseJsonBytes32(json, ".validatorBalance.leaf");
        uint64 length = _length(branch[ListTree.BALANCES_DEPTH]);
        uint256 depth = tree.topDepth((uint256(length) + 3) / 4);

        ListTop memory top = ListTop(
            _fold(node, leaf, branch, 0, depth),
            length,
            _join(_slice(branch, depth, branch.length), _slice(container, 0, STATE_DEPTH)),
            new bytes32[](0)
        );
        bytes32 listRoot = vm.parseJsonBytes32(json, ".balancesContainer.leaf");
        bytes32 stateRoot = _fold(listRoot, BALANCES, container, 0, STATE_DEPTH);
        assertEq(_proveStateRoot(stateRoot, container), blockRoot);
        assertEq(
            tree.verifyTop(top, BALANCES, ListTree.BALANCES_DEPTH, ListTree.BALANCES_PER_LEAF, stateRoot),
            depth
        );
        bytes32 link = leaf % 2 == 0 ? SSZ.hashPair(node, branch[0]) : SSZ.hashPair(branch[0], node);
        tree.verifyLink(link, 1, leaf - leaf % 2, _slice(branch, 1, depth), top.node, depth);

        // The same list with two entries a leaf would be twice as high.
        vm.expectPartialRevert(SSZ.SSZBranchLength.selector);
        tree.verifyTop(top, BALANCES, ListTree.BALANCES_DEPTH, 2, stateRoot);
    }

    /// @dev What a registration proves: public key and withdrawal credentials of the validator with this index.
    function test_verifyElement_acceptsMainnetKeyAndCredentials() public {
        bytes32[] memory branch = _words(".validatorPubKey.proof");
        uint64 index = uint64(vm.parseJsonUint(json, ".validatorPubKey.validatorIndex"));
        bytes memory pubkey = vm.parseJsonBytes(json, ".validatorPubKey.pubKey");
        bytes32 pubkeyRoot = sha256(abi.encodePacked(pubkey, bytes16(0)));
        bytes32 credentials = vm.parseJsonBytes32(json, ".validatorPubKey.withdrawalCredential");
        assertEq(branch[0], credentials);
        bytes32 node = SSZ.hashPair(pubkeyRoot, credentials);

        // Three levels of the container, the list and its length.
        uint256 dataRoot = 3 + ListTree.VALIDATORS_DEPTH;
        uint64 length = _length(branch[dataRoot]);
        uint256 depth = tree.topDepth(length);
        bytes32 stateRoot = _fold(
            _fold(node, SSZ.concat((2 << ListTree.VALIDATORS_DEPTH) + index, 4), branch, 1, dataRoot + 1),
            VALIDATORS,
            branch,
            dataRoot + 1,
            dataRoot + 1 + STATE_DEPTH
        );
        assertEq(_proveStateRoot(stateRoot, branch), blockRoot);

        ListTop memory top = ListTop(
            _fold(node, (uint256(index) << 2), branch, 1, 3 + depth),
            length,
            _slice(branch, 3 + depth, dataRoot + 1 + STATE_DEPTH),
            new bytes32[](0)
        );
        assertEq(tree.verifyTop(top, VALIDATORS, ListTree.VALIDATORS_DEPTH, 1, stateRoot), depth);
        bytes32[] memory below = _slice(branch, 1, 3 + depth);
        tree.verifyElement(node, KEY_AND_CREDENTIALS, index, below, top);

        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        tree.verifyElement(node, KEY_AND_CREDENTIALS, index - 1, below, top);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        tree.verifyElement(node, KEY_AND_CREDENTIALS + 1, index, below, top);
        bytes32 otherNode = SSZ.hashPair(pubkeyRoot, credentials ^ bytes32(uint256(1)));
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        tree.verifyElement(otherNode, KEY_AND_CREDENTIALS, index, below, top);
    }

    /// @dev An entry of the queue of deposits, below the list that stands in the state.
    function test_verifyElement_acceptsMainnetPendingDeposit() public {
        bytes32[] memory branch = _words(".pendingDeposit.proof");
        bytes32[] memory container = _words(".pendingDepositsContainer.proof");
        bytes32 entry = vm.parseJsonBytes32(json, ".pendingDeposit.leaf");
        uint64 position = uint64(vm.parseJsonUint(json, ".pendingDeposit.depositIndex"));
        uint64 length = _length(branch[ListTree.PENDING_DEPOSITS_DEPTH]);
        uint256 depth = tree.topDepth(length);

        bytes32 listRoot = vm.parseJsonBytes32(json, ".pendingDepositsContainer.leaf");
        bytes32 stateRoot = _fold(listRoot, PENDING_DEPOSITS, container, 0, STATE_DEPTH);
        assertEq(_proveStateRoot(stateRoot, container), blockRoot);
        ListTop memory top = ListTop(
            _fold(entry, position, branch, 0, depth),
            length,
            _join(_slice(branch, depth, branch.length), _slice(container, 0, STATE_DEPTH)),
            new bytes32[](0)
        );
        assertEq(tree.verifyTop(top, PENDING_DEPOSITS, ListTree.PENDING_DEPOSITS_DEPTH, 1, stateRoot), depth);
        bytes32[] memory below = _slice(branch, 0, depth);
        tree.verifyElement(entry, 1, position, below, top);

        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        tree.verifyElement(entry, 1, position + 1, below, top);
        vm.expectRevert(abi.encodeWithSelector(ListTree.PositionOutOfRange.selector, length, length));
        tree.verifyElement(entry, 1, length, below, top);
    }

    /// @dev Root of the block: `branch` ends with the siblings from the state root up.
    function _proveStateRoot(bytes32 stateRoot, bytes32[] memory branch) private view returns (bytes32) {
        return _fold(stateRoot, STATE_ROOT, branch, branch.length - HEADER_DEPTH, branch.length);
    }

    /// @dev The node above `node` after the siblings `from` to `to`; sides are the low bits of `path`.
    function _fold(bytes32 node, uint256 path, bytes32[] memory branch, uint256 from, uint256 to)
        private
        view
        returns (bytes32)
    {
        for (uint256 i = from; i < to; ++i) {
            node = path & 1 == 1 ? SSZ.hashPair(branch[i], node) : SSZ.hashPair(node, branch[i]);
            path >>= 1;
        }
        return node;
    }

    /// @dev The number in a length chunk.
    function _length(bytes32 chunk) private pure returns (uint64 length) {
        for (uint256 i = 0; i < 8; ++i) {
            length |= uint64(uint8(chunk[i])) << uint64(8 * i);
        }
        assertEq(SSZ.toChunk(length), chunk);
    }

    function _slice(bytes32[] memory words, uint256 from, uint256 to)
        private
        pure
        returns (bytes32[] memory part)
    {
        part = new bytes32[](to - from);
        for (uint256 i = from; i < to; ++i) {
            part[i - from] = words[i];
        }
    }

    function _join(bytes32[] memory a, bytes32[] memory b) private pure returns (bytes32[] memory all) {
        all = new bytes32[](a.length + b.length);
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = i < a.length ? a[i] : b[i - a.length];
        }
    }

    function _words(string memory key) private view returns (bytes32[] memory words) {
        bytes memory packed = vm.parseJsonBytes(json, key);
        words = new bytes32[](packed.length / 32);
        for (uint256 i = 0; i < words.length; ++i) {
            bytes32 word;
            assembly ("memory-safe") {
                word := mload(add(add(packed, 32), mul(i, 32)))
            }
            words[i] = word;
        }
    }
}
