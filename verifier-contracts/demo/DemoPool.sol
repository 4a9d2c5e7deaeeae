// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  DemoPool
/// @notice Stands for PufferPool, WithdrawalPool or the pod of a module on the development network: it only holds ETH.
/// @dev    Never for a public chain: nothing can take the ETH out again.
contract DemoPool {
    /// @notice Takes any amount.
    receive() external payable {}
}
