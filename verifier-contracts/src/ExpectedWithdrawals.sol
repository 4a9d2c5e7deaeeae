// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ForkLayout} from "./interfaces/IForkLayouts.sol";
import {ListTree} from "./ListTree.sol";
import {SSZ} from "./SSZ.sol";

/// @notice A withdrawal that has left a balance and is not paid out yet.
/// @dev https://github.com/ethereum/consensus-specs/blob/dev/specs/capella/beacon-chain.md#withdrawal
struct ExpectedWithdrawal {
    uint64 index;
    /// Or 2^40 and the index of a builder: what counts is whom it pays.
    uint64 validatorIndex;
    address recipient;
    uint64 amountGwei;
}

/// @notice The whole list `payload_expected_withdrawals` of a state.
struct ExpectedWithdrawalsProof {
    /// All entries, in order.
    ExpectedWithdrawal[] entries;
    /// Siblings from the list root up to the state root.
    bytes32[] branch;
}

/// @title  ExpectedWithdrawals
/// @notice ETH on its way from the consensus to the execution layer, from Gloas on.
/// @dev    https://github.com/ethereum/consensus-specs/blob/dev/specs/gloas/beacon-chain.md (process_withdrawals)
///
///         After a block, the withdrawals that the next payload pays out are deducted from the balances and not credited
///         yet on the execution layer, whose state is read before that payload. They are exactly the list
///         `payload_expected_withdrawals`. An entry counts by the account that it pays, not by its validator: builders'
///         and foreign validators' withdrawals change the balance of a counted account one block later just the same.
///
///         Verified here: the list is the whole one of the state: its root, with its length, is computed from the entries.
///         Trusted, not verified: gindex and state root, which the caller proves.
library ExpectedWithdrawals {
    /// @notice The states of this fork hold no such list (before Gloas): nothing is under way after a block.
    /// @param entries Entries that were said to be in it.
    error NoExpectedWithdrawals(uint256 entries);

    /// @notice Requires that these are all withdrawals under way.
    /// @param proof      All entries, and the branch of their list.
    /// @param forkLayout Layout of the beacon state.
    /// @param stateRoot  Proven beacon state root.
    function verify(ExpectedWithdrawalsProof calldata proof, ForkLayout memory forkLayout, bytes32 stateRoot)
        internal
        view
    {
        uint256 gindex = forkLayout.expectedWithdrawals;
        if (gindex == 0) {
            if (proof.entries.length != 0) revert NoExpectedWithdrawals(proof.entries.length);
            return;
        }
        SSZ.verifyBranch(_listRoot(proof.entries), gindex, proof.branch, stateRoot);
    }

    /// @dev hash_tree_root of ProgressiveList[Withdrawal] (EIP-7916): levels of 1, 4, 16, ... leaves, folded from the
    ///      last one, and the length mixed in. Sixteen entries at most on any chain; more only cost more.
    function _listRoot(ExpectedWithdrawal[] calldata entries) private view returns (bytes32) {
        uint256 count = entries.length;
        bytes32 data = 0;
        if (count > 0) {
            for (uint256 k = ListTree.levelOf(count - 1) + 1; k > 0; --k) {
                data = SSZ.hashPair(_levelRoot(entries, k - 1), data);
            }
        }
        return SSZ.hashPair(data, SSZ.toChunk(uint64(count)));
    }

    /// @dev Root of level `level`: 4^level leaves, zeros past the last entry.
    function _levelRoot(ExpectedWithdrawal[] calldata entries, uint256 level) private view returns (bytes32) {
        uint256 span = 1 << (2 * level);
        uint256 firstLeaf = (span - 1) / 3;
        bytes32[] memory nodes = new bytes32[](span);
        for (uint256 i = 0; i < span && firstLeaf + i < entries.length; ++i) {
            nodes[i] = _root(entries[firstLeaf + i]);
        }
        for (; span > 1; span /= 2) {
            for (uint256 i = 0; i < span / 2; ++i) {
                nodes[i] = SSZ.hashPair(nodes[2 * i], nodes[2 * i + 1]);
            }
        }
        return nodes[0];
    }

    /// @dev hash_tree_root of a Withdrawal: four fields, one chunk each.
    function _root(ExpectedWithdrawal calldata entry) private view returns (bytes32) {
        return SSZ.hashPair(
            SSZ.hashPair(SSZ.toChunk(entry.index), SSZ.toChunk(entry.validatorIndex)),
            SSZ.hashPair(bytes32(bytes20(entry.recipient)), SSZ.toChunk(entry.amountGwei))
        );
    }
}
