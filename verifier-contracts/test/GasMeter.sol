// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Vm} from "./Test.sol";
import {TransactionGas, TransactionGasPrices} from "./TransactionGas.sol";

/// @notice Gas of whole transactions: base, calldata and execution, from state that nothing has touched before.
/// @dev    Tests that use `sent` are configured as isolated: forge then runs each of their calls as a transaction of its
///         own. GasMeterTest requires that this is so.
abstract contract GasMeter is TransactionGasPrices {
    /// @dev EIP-7825: a transaction with more gas is not valid. State gas of Amsterdam does not count.
    uint256 internal constant TRANSACTION_GAS_CAP = 1 << 24;

    /// @dev Gas of a transaction with this calldata.
    function sent(address target, bytes memory data) internal returns (TransactionGas memory) {
        (uint256 executedGas, Vm.AccountAccess[] memory accesses) = executedAndRecorded(target, data);
        return priced(target, data, executedGas, accesses);
    }

    /// @dev forge reads a slot before it records the access, which makes it warm: what is missing is added by
    ///      `repricedGas`. Not executed twice from a snapshot instead: after a revert to it, forge takes for warm what
    ///      earlier transactions of the test touched.
    function executedAndRecorded(address target, bytes memory data)
        internal
        returns (uint256 gasUsed, Vm.AccountAccess[] memory accesses)
    {
        vm.startStateDiffRecording();
        gasUsed = executed(target, data);
        accesses = vm.stopAndReturnStateDiff();
    }

    /// @dev As forge executes it, by the rules of Cancun: no floor of calldata.
    function executed(address target, bytes memory data) internal returns (uint256 gasUsed) {
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
    function measured(string memory name, TransactionGas memory gas) internal {
        vm.snapshotValue("calls", name, gas.today);
        vm.snapshotValue("amsterdam", name, gas.amsterdam);
    }
}
