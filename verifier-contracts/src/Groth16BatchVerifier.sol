// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BN254} from "./BN254.sol";
import {IGroth16BatchVerifier} from "./interfaces/IGroth16BatchVerifier.sol";

/// @title  Groth16BatchVerifier
/// @notice Checks N Groth16 proofs of one key with N + 3 pairings. scripts/export-verifier.ts generates the contract
///         that adds a key to it.
/// @dev    One proof (A, B, C) with inputs x holds if
///             e(A, B) = e(alpha, beta) · e(ic_0 + sum_k x_k·ic_k, gamma) · e(C, delta).
///         With f_i the quotient of both sides for proof i, this contract checks that the product of all f_i^r_i is 1,
///         and gathers the pairings that share their G2 point (eprint.iacr.org/2012/352, "small exponents" test):
///             prod_i e(r_i·A_i, B_i) = e((sum_i r_i)·alpha, beta) · e(sum_i r_i·IC(x_i), gamma) · e(sum_i r_i·C_i, delta)
///         The inputs need one multi-scalar product: weight_k = sum_i r_i·x_ik mod R, then sum_k weight_k·ic_k.
///
///         Soundness. The f_i lie in a group of prime order R > 2^128 (the precompiles refuse points outside their
///         groups). If some f_i is not 1, then for any choice of the other coefficients at most one value of r_i below
///         R makes the product 1, so a random 128-bit r_i does with probability at most 2^-128. The r_i are keccak256
///         over the key's hash and ALL proofs and inputs (Fiat-Shamir): who changes anything draws new coefficients,
///         and q attempts succeed with probability at most q·2^-128, keccak256 modelled as a random oracle.
///
///         Verified here: number of proofs and inputs, every input below R (x and x + R would be the same statement),
///         A and C on the curve, B by the precompile, the equation above.
///         Trusted, not verified: that the key is the circuit's and that its setup was honest.
abstract contract Groth16BatchVerifier is IGroth16BatchVerifier {
    /// @notice Public inputs of `reserves-page`.
    uint256 public constant PUBLIC_INPUTS = 16;

    /// @dev G2 points in EVM order: x.c1, x.c0, y.c1, y.c0.
    struct VerifyingKey {
        BN254.G1Point alpha;
        uint256[4] beta;
        uint256[4] gamma;
        uint256[4] delta;
        BN254.G1Point[17] ic;
    }

    /// @notice There is nothing to verify.
    error EmptyBatch();

    /// @notice Every proof needs its own inputs.
    /// @param proofs Number of proofs.
    /// @param inputs Number of input lists.
    error BatchLengthMismatch(uint256 proofs, uint256 inputs);

    /// @notice A public input is not a field element.
    /// @param proof Position of the proof in the batch.
    /// @param input Position of the input.
    /// @param value The value, not below the field order.
    error PublicInputTooLarge(uint256 proof, uint256 input, uint256 value);

    /// @notice A or C of a proof is not a point of the curve.
    /// @param proof Position of the proof in the batch.
    /// @param x     Its x coordinate.
    /// @param y     Its y coordinate.
    error ProofPointInvalid(uint256 proof, uint256 x, uint256 y);

    /// @notice SHA-256 of the verification key file that this verifier was generated from.
    /// @return The hash; it is part of what the random coefficients are drawn from.
    function verificationKeyHash() public pure virtual returns (bytes32);

    /// @inheritdoc IGroth16BatchVerifier
    function verify(uint256[8][] calldata proofs, uint256[16][] calldata inputs)
        external
        view
        returns (bool)
    {
        if (proofs.length == 0) revert EmptyBatch();
        if (proofs.length != inputs.length) revert BatchLengthMismatch(proofs.length, inputs.length);
        bytes32 seed = keccak256(abi.encode(verificationKeyHash(), proofs, inputs));

        uint256[] memory words = new uint256[](6 * (proofs.length + 3));
        uint256[17] memory weights;
        BN254.G1Point memory sumC;
        for (uint256 i = 0; i < proofs.length; ++i) {
            uint256 coefficient = uint128(uint256(keccak256(abi.encode(seed, i))));
            _addWeights(weights, inputs[i], coefficient, i);
            BN254.G1Point memory a = _point(i, proofs[i][0], proofs[i][1]);
            BN254.G1Point memory c = _point(i, proofs[i][6], proofs[i][7]);
            uint256[4] memory b = [proofs[i][2], proofs[i][3], proofs[i][4], proofs[i][5]];
            _putPair(words, i, BN254.mul(a, coefficient), b);
            sumC = BN254.add(sumC, BN254.mul(c, coefficient));
        }

        VerifyingKey memory key = _key();
        uint256 next = proofs.length;
        _putPair(words, next, BN254.negate(BN254.mul(key.alpha, weights[0])), key.beta);
        _putPair(words, next + 1, BN254.negate(_weightedInputs(key, weights)), key.gamma);
        _putPair(words, next + 2, BN254.negate(sumC), key.delta);
        return BN254.pairingIsOne(words);
    }

    /// @dev The key; generated.
    function _key() internal pure virtual returns (VerifyingKey memory);

    /// @dev weights[0] gathers the coefficients, weights[k + 1] coefficient times input k.
    function _addWeights(
        uint256[17] memory weights,
        uint256[16] calldata input,
        uint256 coefficient,
        uint256 proof
    ) private pure {
        weights[0] = addmod(weights[0], coefficient, BN254.R);
        for (uint256 k = 0; k < PUBLIC_INPUTS; ++k) {
            uint256 value = input[k];
            if (value >= BN254.R) revert PublicInputTooLarge(proof, k, value);
            weights[k + 1] = addmod(weights[k + 1], mulmod(coefficient, value, BN254.R), BN254.R);
        }
    }

    function _weightedInputs(VerifyingKey memory key, uint256[17] memory weights)
        private
        view
        returns (BN254.G1Point memory sum)
    {
        for (uint256 k = 0; k < weights.length; ++k) {
            sum = BN254.add(sum, BN254.mul(key.ic[k], weights[k]));
        }
    }

    function _point(uint256 proof, uint256 x, uint256 y) private pure returns (BN254.G1Point memory) {
        if (!BN254.isOnCurve(x, y)) revert ProofPointInvalid(proof, x, y);
        return BN254.G1Point(x, y);
    }

    function _putPair(uint256[] memory words, uint256 pair, BN254.G1Point memory g1, uint256[4] memory g2)
        private
        pure
    {
        uint256 first = 6 * pair;
        (words[first], words[first + 1]) = (g1.x, g1.y);
        for (uint256 j = 0; j < 4; ++j) {
            words[first + 2 + j] = g2[j];
        }
    }
}
