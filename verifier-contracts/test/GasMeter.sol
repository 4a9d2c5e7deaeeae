// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Test} from "./Test.sol";

/// @notice Gas of whole transactions: base, calldata and execution, from state that nothing has touched before.
/// @dev    Tests that use `sent` are configured as isolated: forge then runs each of their calls as a transaction of its
///         own. GasMeterTest requires that this is so.
abstract contract GasMeter is Test {
    /// @dev EIP-7825: a transaction with more gas is not valid.
    uint256 internal constant TRANSACTION_GAS_CAP = 1 << 24;

    uint256 private constant BASE_GAS = 21_000;
    uint256 private constant NONZERO_BYTE_GAS = 16;
    uint256 private constant ZERO_BYTE_GAS = 4;

    /// @dev Gas of a transaction with this calldata.
    function sent(address target, bytes memory data) internal returns (uint256 gasUsed) {
        (bool ok, bytes memory answer) = target.call(data);
        gasUsed = vm.lastCallGas().gasTotalUsed;
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        assertTrue(gasUsed <= TRANSACTION_GAS_CAP, "fits a transaction");
    }

    /// @dev For scripts/gas/measure-gas.ts to read: forge writes the values of a run to files.
    function measured(string memory name, uint256 gasUsed) internal {
        vm.snapshotValue("calls", name, gasUsed);
    }

    /// @dev What a transaction with this calldata costs before anything is executed.
    function intrinsicGas(bytes memory data) internal pure returns (uint256 gas) {
        gas = BASE_GAS;
        for (uint256 i = 0; i < data.length; ++i) {
            gas += data[i] == 0 ? ZERO_BYTE_GAS : NONZERO_BYTE_GAS;
        }
    }
}
