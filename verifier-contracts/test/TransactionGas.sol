// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Test, Vm} from "./Test.sol";

/// @param today      By the rules of Osaka, calldata floor included.
/// @param amsterdam  By the rules of Amsterdam (EIP-7773).
struct TransactionGas {
    uint256 today;
    uint256 amsterdam;
}

/// @param hidden     What forge did not charge because it recorded: it touches a slot before the EVM does, and an account
///                   of which code or balance are read, so that they were warm.
/// @param today      Of the writes to storage.
/// @param amsterdam  Of the same writes, and what accounts cost more than today.
struct Repriced {
    uint256 hidden;
    uint256 today;
    uint256 amsterdam;
}

/// @notice What a transaction pays, from what forge executed by the rules of Cancun and the accesses that it recorded.
/// @dev    forge's EVM has no Amsterdam: what the repriced EIPs change is counted and priced here, and the rest is as it was
///         executed (precompiles and all other opcodes cost the same). A transaction without value to a contract that
///         exists, without access list; creations and refunds are not priced and make the test fail.
abstract contract TransactionGasPrices is Test {
    uint256 internal constant BASE_GAS = 21_000;
    /// @dev EIP-2780: 12,000, and 3,000 for the recipient.
    uint256 internal constant AMSTERDAM_BASE_GAS = 15_000;

    uint256 private constant NONZERO_BYTE_GAS = 16;
    uint256 private constant ZERO_BYTE_GAS = 4;
    /// @dev EIP-7623, of a token: a zero byte is one, another byte four.
    uint256 private constant TOKEN_FLOOR_GAS = 10;
    uint256 private constant TOKEN_GAS = 4;
    /// @dev EIP-7976.
    uint256 internal constant AMSTERDAM_BYTE_FLOOR_GAS = 64;

    uint256 private constant COLD_SLOT_GAS = 2_100;
    uint256 private constant WARM_GAS = 100;
    /// @dev EIP-2929 with EIP-2200: first change of a slot, beside its access.
    uint256 private constant NEW_SLOT_GAS = 20_000;
    uint256 private constant CHANGED_SLOT_GAS = 2_900;
    /// @dev EIP-8038; EIP-8037: 64 bytes of state at 1,530 each.
    uint256 private constant AMSTERDAM_WRITE_GAS = 10_000;
    uint256 private constant AMSTERDAM_NEW_SLOT_STATE_GAS = 97_920;
    /// @dev EIP-8038: 3,000 for a cold account, where EIP-2929 has 2,600.
    uint256 private constant COLD_ACCOUNT_GAS = 2_600;
    uint256 private constant AMSTERDAM_COLD_ACCOUNT_EXTRA_GAS = 400;
    uint256 private constant AMSTERDAM_READ_CODE_EXTRA_GAS = 100;
    /// @dev Precompiles are never cold. Also those of later forks.
    uint160 private constant PRECOMPILES_END = 0x200;

    struct SlotSeen {
        bool warm;
        bytes32 original;
    }

    uint256 private transactions;
    mapping(uint256 transaction => mapping(address account => bool)) private accountSeen;
    mapping(uint256 transaction => mapping(address account => mapping(bytes32 slot => SlotSeen))) private
        slotSeen;

    /// @param recordedGas  By the rules of Cancun, base and calldata included, as forge executes while it records.
    function priced(
        address target,
        bytes memory data,
        uint256 recordedGas,
        Vm.AccountAccess[] memory accesses
    ) internal returns (TransactionGas memory) {
        return priced(data, recordedGas, repricedGas(target, accesses));
    }

    function priced(bytes memory data, uint256 recordedGas, Repriced memory r)
        internal
        pure
        returns (TransactionGas memory)
    {
        uint256 executedGas = recordedGas + r.hidden;
        uint256 amsterdam = executedGas + AMSTERDAM_BASE_GAS + r.amsterdam - BASE_GAS - r.today;
        return TransactionGas(
            max(executedGas, BASE_GAS + TOKEN_FLOOR_GAS * calldataGas(data) / TOKEN_GAS),
            max(amsterdam, AMSTERDAM_BASE_GAS + AMSTERDAM_BYTE_FLOOR_GAS * data.length)
        );
    }

    function repricedGas(address target, Vm.AccountAccess[] memory accesses)
        internal
        returns (Repriced memory total)
    {
        uint256 id = ++transactions;
        accountSeen[id][target] = true;
        accountSeen[id][address(this)] = true;
        for (uint256 i = 0; i < accesses.length; ++i) {
            Vm.AccountAccess memory access = accesses[i];
            if (access.account == address(vm)) continue;
            _addAccount(total, id, access);
            for (uint256 j = 0; j < access.storageAccesses.length; ++j) {
                _addSlot(total, id, access.storageAccesses[j]);
            }
        }
    }

    /// @dev Without the floor.
    function calldataGas(bytes memory data) internal pure returns (uint256 gas) {
        for (uint256 i = 0; i < data.length; ++i) {
            gas += data[i] == 0 ? ZERO_BYTE_GAS : NONZERO_BYTE_GAS;
        }
    }

    function _addAccount(Repriced memory total, uint256 id, Vm.AccountAccess memory access) private {
        Vm.AccountAccessKind kind = access.kind;
        assertTrue(
            kind != Vm.AccountAccessKind.Create && kind != Vm.AccountAccessKind.SelfDestruct,
            "nothing is created"
        );
        assertTrue(access.value == 0, "no value is sent");
        if (kind == Vm.AccountAccessKind.Extcodesize || kind == Vm.AccountAccessKind.Extcodecopy) {
            total.amsterdam += AMSTERDAM_READ_CODE_EXTRA_GAS;
        }
        if (uint160(access.account) >= PRECOMPILES_END && !accountSeen[id][access.account]) {
            accountSeen[id][access.account] = true;
            total.amsterdam += AMSTERDAM_COLD_ACCOUNT_EXTRA_GAS;
            if (kind >= Vm.AccountAccessKind.Balance) total.hidden += COLD_ACCOUNT_GAS - WARM_GAS;
        }
    }

    function _addSlot(Repriced memory total, uint256 id, Vm.StorageAccess memory access) private {
        SlotSeen storage seen = slotSeen[id][access.account][access.slot];
        bool cold = !seen.warm;
        if (cold) (seen.warm, seen.original) = (true, access.previousValue);
        // EIP-2929: a cold write pays for the access beside what a warm one pays, a cold read instead of it.
        if (cold) total.hidden += access.isWrite ? COLD_SLOT_GAS : COLD_SLOT_GAS - WARM_GAS;
        if (!access.isWrite) return;
        assertTrue(!access.reverted, "no write is reverted");
        (bytes32 original, bytes32 current, bytes32 written) =
            (seen.original, access.previousValue, access.newValue);
        bool changes = current != written && current == original;
        total.today += (cold ? COLD_SLOT_GAS : 0)
            + (!changes ? WARM_GAS : original == 0 ? NEW_SLOT_GAS : CHANGED_SLOT_GAS);
        total.amsterdam += (cold ? COLD_SLOT_GAS : WARM_GAS) + (changes ? AMSTERDAM_WRITE_GAS : 0)
            + (changes && original == 0 ? AMSTERDAM_NEW_SLOT_STATE_GAS : 0);
        bool refunds = current != written && ((original != 0 && written == 0) || written == original);
        assertTrue(!refunds, "no write is refunded");
    }

    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }
}
