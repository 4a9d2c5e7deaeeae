// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Amounts} from "./Amounts.sol";
import {ExecutionState, Source, SourceKind, SourceProof} from "./ExecutionState.sol";
import {IReservesOracle} from "./interfaces/IReservesOracle.sol";
import {TrieNodes} from "./TrieReader.sol";

/// @title  SourceList
/// @notice Lists of accounts and slots: stored once at deployment, read under an execution state root.
/// @dev    Verified here: no account's balance and no slot is in a list twice; every value, by its proof under the state root.
///         Trusted, not verified: the state root, and the list itself.
library SourceList {
    /// @notice Stores a list. Reverts with DuplicateSource.
    /// @param list  Where, empty.
    /// @param given What.
    function store(Source[] storage list, Source[] memory given) internal {
        for (uint256 i = 0; i < given.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                if (_isSame(given[i], given[j])) {
                    revert IReservesOracle.DuplicateSource(given[i].account, given[i].slot);
                }
            }
            list.push(given[i]);
        }
    }

    /// @notice Whether the balance of an account is in a list.
    /// @param list    The list.
    /// @param account The account.
    /// @return True if so.
    function hasBalanceOf(Source[] memory list, address account) internal pure returns (bool) {
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i].kind == SourceKind.Balance && list[i].account == account) return true;
        }
        return false;
    }

    /// @notice Proves the values of a whole list.
    /// @param list       The list.
    /// @param proofs     One for each entry.
    /// @param stateRoot  Proven state root.
    /// @param nodes      Trie nodes.
    /// @return valuesWei In the order of the list, at most 2^128 - 1 each.
    function prove(
        Source[] memory list,
        SourceProof[] calldata proofs,
        bytes32 stateRoot,
        TrieNodes memory nodes
    ) internal pure returns (uint128[] memory valuesWei) {
        if (proofs.length != list.length) {
            revert IReservesOracle.SourceProofCount(list.length, proofs.length);
        }
        valuesWei = new uint128[](list.length);
        for (uint256 i = 0; i < list.length; ++i) {
            valuesWei[i] = Amounts.capped(ExecutionState.valueOf(list[i], proofs[i], stateRoot, nodes));
        }
    }

    function _isSame(Source memory a, Source memory b) private pure returns (bool) {
        if (a.account != b.account || a.kind != b.kind) return false;
        return a.kind == SourceKind.Balance || a.slot == b.slot;
    }
}
