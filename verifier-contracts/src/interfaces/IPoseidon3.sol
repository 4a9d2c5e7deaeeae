// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  IPoseidon3
/// @notice Poseidon over BN254 with circomlib's constants and three inputs: the code that
///         scripts/contracts/poseidon-contract.ts writes, or the contract that circomlibjs generates, at three times the gas.
interface IPoseidon3 {
    /// @notice Poseidon of three field elements.
    /// @param input Three elements, reduced modulo the field order.
    /// @return The hash, a field element.
    function poseidon(uint256[3] calldata input) external pure returns (uint256);
}
