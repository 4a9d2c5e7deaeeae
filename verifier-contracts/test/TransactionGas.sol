// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Test, Vm} from "./Test.sol";

/// @param today      By the rules of Osaka, calldata floor included.
/// @param amsterdam  By the rules of Amsterdam (EIP-7773).
struct TransactionGas {
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

    /// @param executedGas  By the rules of Cancun, base and calldata included.
    function priced(
        address target,
        bytes memory data,
        uint256 executedGas,
        Vm.AccountAccess[] memory accesses
    ) internal returns (TransactionGas memory) {
        (uint256 before, uint256 afterwards) = repricedGas(target, accesses);
        uint256 amsterdam = executedGas + AMSTERDAM_BASE_GAS + afterwards - BASE_GAS - before;
        return TransactionGas(
            max(executedGas, BASE_GAS + TOKEN_FLOOR_GAS * calldataGas(data) / TOKEN_GAS),
            max(amsterdam, AMSTERDAM_BASE_GAS + AMSTERDAM_BYTE_FLOOR_GAS * data.length)
        );
    }

    /// @return today      Gas of the writes to storage.
    /// @return amsterdam  Of the same writes, and what accounts cost more than today.
    function repricedGas(address target, Vm.AccountAccess[] memory accesses)
        internal
        returns (uint256 today, uint256 amsterdam)
    {
        uint256 id = ++transactions;
        accountSeen[id][target] = true;
        accountSeen[id][address(this)] = true;
        for (uint256 i = 0; i < accesses.length; ++i) {
            Vm.AccountAccess memory access = accesses[i];
            if (access.account == address(vm)) continue;
            amsterdam += _accountExtra(id, access);
            for (uint256 j = 0; j < access.storageAccesses.length; ++j) {
                (uint256 old, uint256 repriced) = _slotGas(id, access.storageAccesses[j]);
                today += old;
                amsterdam += repriced;
            }
        }
    }

    /// @dev Without the floor.
    function calldataGas(bytes memory data) internal pure returns (uint256 gas) {
        for (uint256 i = 0; i < data.length; ++i) {
            gas += data[i] == 0 ? ZERO_BYTE_GAS : NONZERO_BYTE_GAS;
        }
    }

    function _accountExtra(uint256 id, Vm.AccountAccess memory access) private returns (uint256 gas) {
        Vm.AccountAccessKind kind = access.kind;
        assertTrue(
            kind != Vm.AccountAccessKind.Create && kind != Vm.AccountAccessKind.SelfDestruct,
            "nothing is created"
        );
        assertTrue(access.value == 0, "no value is sent");
        if (kind == Vm.AccountAccessKind.Extcodesize || kind == Vm.AccountAccessKind.Extcodecopy) {
            gas += AMSTERDAM_READ_CODE_EXTRA_GAS;
        }
        if (uint160(access.account) >= PRECOMPILES_END && !accountSeen[id][access.account]) {
            accountSeen[id][access.account] = true;
            gas += AMSTERDAM_COLD_ACCOUNT_EXTRA_GAS;
        }
    }

    function _slotGas(uint256 id, Vm.StorageAccess memory access)
        private
        returns (uint256 today, uint256 amsterdam)
    {
        SlotSeen storage seen = slotSeen[id][access.account][access.slot];
        bool cold = !seen.warm;
        if (cold) (seen.warm, seen.original) = (true, access.previousValue);
        if (!access.isWrite) return (0, 0);
        assertTrue(!access.reverted, "no write is reverted");
        (bytes32 original, bytes32 current, bytes32 written) =
            (seen.original, access.previousValue, access.newValue);
        bool changes = current != written && current == original;
        today = (cold ? COLD_SLOT_GAS : 0)
            + (!changes ? WARM_GAS : original == 0 ? NEW_SLOT_GAS : CHANGED_SLOT_GAS);
        amsterdam = (cold ? COLD_SLOT_GAS : WARM_GAS) + (changes ? AMSTERDAM_WRITE_GAS : 0)
            + (changes && original == 0 ? AMSTERDAM_NEW_SLOT_STATE_GAS : 0);
        bool refunds = current != written && ((original != 0 && written == 0) || written == original);
        assertTrue(!refunds, "no write is refunded");
    }

    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }
}
