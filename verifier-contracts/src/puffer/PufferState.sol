// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ExecutionState} from "../ExecutionState.sol";
import {ForkLayout} from "../interfaces/IForkLayouts.sol";
import {TrieNodes, TrieReader} from "../TrieReader.sol";

/// @notice The execution state of a block, and the trie nodes of all that is read of it in a call, each once.
struct StateProof {
    /// Execution state root.
    bytes32 stateRoot;
    /// Siblings from it, or from the execution block hash, up to the beacon state root.
    bytes32[] branch;
    /// RLP of the execution block header where the state holds only its hash; else empty.
    bytes header;
    bytes[] nodes;
}

/// @notice An execution state that is proven, and its nodes.
struct OpenState {
    bytes32 root;
    TrieNodes nodes;
}

/// @notice An account and some of its slots: positions in `StateProof.nodes`, two bytes each, root first.
struct AccountProof {
    bytes account;
    bytes[] slots;
}

/// @notice An account whose slots are read.
struct ProvedAccount {
    uint256 balanceWei;
    bytes32 storageRoot;
}

/// @title  PufferState
/// @notice Accounts and slots of a proven execution state (see ExecutionState).
library PufferState {
    /// @notice Where a proxy keeps the address of its code: keccak256("eip1967.proxy.implementation") - 1.
    uint256 internal constant IMPLEMENTATION_SLOT =
        0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

    /// @notice There must be one path for each slot that is read.
    /// @param expected Slots.
    /// @param given    Paths.
    error SlotProofCount(uint256 expected, uint256 given);

    /// @notice Requires that a state is the one below a beacon state.
    /// @param state           The state.
    /// @param forkLayout      Layout of the beacon state.
    /// @param beaconStateRoot Proven beacon state root.
    /// @param beaconTime      Time of the beacon block, seconds.
    /// @return timestamp      Of the execution block, seconds.
    /// @return opened         The state, to read from.
    function open(
        StateProof calldata state,
        ForkLayout memory forkLayout,
        bytes32 beaconStateRoot,
        uint64 beaconTime
    ) internal view returns (uint48 timestamp, OpenState memory opened) {
        timestamp = ExecutionState.proveStateRoot(
            state.stateRoot, state.branch, state.header, forkLayout, beaconStateRoot, beaconTime
        );
        opened = OpenState(state.stateRoot, TrieReader.list(state.nodes));
    }

    /// @notice An account of the state.
    /// @param state   Opened.
    /// @param account The account.
    /// @param path    Its path.
    /// @return proved Balance and storage root.
    function read(OpenState memory state, address account, bytes calldata path)
        internal
        pure
        returns (ProvedAccount memory proved)
    {
        (proved.balanceWei, proved.storageRoot) =
            ExecutionState.accountOf(account, state.root, state.nodes, path);
    }

    /// @notice A slot of an account of the state.
    /// @param state  Opened.
    /// @param proved The account.
    /// @param slot   The slot.
    /// @param path   Its path.
    /// @return The number.
    function read(OpenState memory state, ProvedAccount memory proved, uint256 slot, bytes calldata path)
        internal
        pure
        returns (uint256)
    {
        return ExecutionState.slotOf(proved.storageRoot, slot, state.nodes, path);
    }

    /// @notice An account of the state with slots of it.
    /// @param state    Opened.
    /// @param account  The account.
    /// @param proof    Its paths.
    /// @param slots    The slots.
    /// @return balanceWei Its balance.
    /// @return values     The numbers.
    function read(
        OpenState memory state,
        address account,
        AccountProof calldata proof,
        uint256[] memory slots
    ) internal pure returns (uint256 balanceWei, uint256[] memory values) {
        if (proof.slots.length != slots.length) {
            revert SlotProofCount(slots.length, proof.slots.length);
        }
        ProvedAccount memory proved = read(state, account, proof.account);
        values = new uint256[](slots.length);
        for (uint256 i = 0; i < slots.length; ++i) {
            values[i] = read(state, proved, slots[i], proof.slots[i]);
        }
        return (proved.balanceWei, values);
    }
}
