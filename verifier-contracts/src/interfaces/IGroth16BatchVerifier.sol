// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  IGroth16BatchVerifier
/// @notice A verifier that scripts/export-verifier.ts generated from the verification key of `reserves-page`.
interface IGroth16BatchVerifier {
    /// @notice Whether every proof proves its own sixteen public inputs.
    /// @param proofs Proofs in EVM order: a.x, a.y, b.x.c1, b.x.c0, b.y.c1, b.y.c0, c.x, c.y.
    /// @param inputs Public inputs of each proof, each below the field order.
    /// @return True if all proofs hold. Malformed points and inputs revert instead of returning false.
    function verify(uint256[8][] calldata proofs, uint256[16][] calldata inputs) external view returns (bool);
}
