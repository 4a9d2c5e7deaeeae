// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BN254} from "./BN254.sol";
import {IGroth16BatchVerifier} from "./interfaces/IGroth16BatchVerifier.sol";

/// @title  Groth16BatchVerifier
/// @notice Checks N Groth16 proofs of one key with N + 3 pairings. scripts/export-verifier.ts generates the contract
///         that adds a key to it.
/// @dev    One proof (A, B, C) with inputs x holds if
///             e(A, B) = e(alpha, beta) · e(ic_0 + sum_k x_k·ic_k, gamma) · e(C, delta).
///         With f_i the quotient of both sides for proof i and a challenge c, this contract checks that the product of
///         all f_i^(c^i) is 1, and gathers the pairings that share their G2 point (eprint.iacr.org/2012/352), r_i = c^i:
///             prod_i e(r_i·A_i, B_i) = e((sum_i r_i)·alpha, beta) · e(sum_i r_i·IC(x_i), gamma) · e(sum_i r_i·C_i, delta)
///         The inputs need one multi-scalar product: weight_k = sum_i r_i·x_ik mod R, then sum_k weight_k·ic_k.
///
///         Soundness. The f_i lie in a group of prime order R (the precompiles refuse points outside their groups), so
///         f_i = g^e_i for one g. If some f_i is not 1, then sum_i e_i·c^i is a polynomial in c that is not zero, of
///         degree below N, and at most N - 1 of the R values of c make the product 1. c is keccak256, modulo R, over the
///         key's hash and ALL proofs and inputs (Fiat-Shamir): who changes anything draws a new c. A value of c has at
///         most 6 preimages below 2^256, so q attempts succeed with probability at most q·6·(N - 1)·2^-256, keccak256
///         modelled as a random oracle. The first coefficient, c^0 = 1, needs no multiplication.
///
///         Gas. One more proof needs a pairing, two multiplications and an addition (46,150, EIP-1108); the rest is
///         kept small: a proof is copied once, to where the pairing reads it, and points are multiplied there.
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

        uint256 challenge = _challenge();
        uint256 coefficient = 1;
        uint256[] memory words = new uint256[](6 * (proofs.length + 3));
        uint256[17] memory weights;
        BN254.G1Point memory c;
        BN254.G1Point memory sumC;
        for (uint256 i = 0; i < proofs.length; ++i) {
            _addWeights(weights, inputs[i], coefficient, i);
            BN254.G1Point memory a = _load(proofs[i], words, i, c);
            _requireOnCurve(a, i);
            _requireOnCurve(c, i);
            // The first coefficient is 1.
            if (i > 0) {
                BN254.mulBy(a, coefficient);
                BN254.mulBy(c, coefficient);
            }
            BN254.addTo(sumC, c);
            coefficient = mulmod(coefficient, challenge, BN254.R);
        }

        VerifyingKey memory key = _key();
        BN254.mulBy(key.alpha, weights[0]);
        _putNegated(words, proofs.length, key.alpha, key.beta);
        _putNegated(words, proofs.length + 1, _weightedInputs(key, weights), key.gamma);
        _putNegated(words, proofs.length + 2, sumC, key.delta);
        return BN254.pairingIsOne(words);
    }

    /// @dev The key; generated.
    function _key() internal pure virtual returns (VerifyingKey memory);

    /// @dev Drawn from the key and from everything that this call was given: proofs and inputs are parts of it.
    function _challenge() private pure returns (uint256 challenge) {
        bytes32 keyHash = verificationKeyHash();
        // Memory-safe: writes beyond the free pointer as scratch; the pairs overwrite it.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, keyHash)
            calldatacopy(add(free, 32), 0, calldatasize())
            challenge := keccak256(free, add(32, calldatasize()))
        }
        return challenge % BN254.R;
    }

    /// @dev weights[0] gathers the coefficients, weights[k + 1] coefficient times input k.
    function _addWeights(
        uint256[17] memory weights,
        uint256[16] calldata input,
        uint256 coefficient,
        uint256 proof
    ) private pure {
        uint256 r = BN254.R;
        bool canonical = true;
        // Memory-safe: reads and writes the seventeen words of `weights`.
        assembly ("memory-safe") {
            mstore(weights, addmod(mload(weights), coefficient, r))
            let weight := add(weights, 32)
            let end := add(input, 512)
            // Four inputs a round: the loop itself costs almost as much as an input.
            for { let from := input } lt(from, end) {} {
                canonical := and(lt(calldataload(from), r), canonical)
                mstore(weight, addmod(mulmod(calldataload(from), coefficient, r), mload(weight), r))
                from := add(from, 32)
                weight := add(weight, 32)
                canonical := and(lt(calldataload(from), r), canonical)
                mstore(weight, addmod(mulmod(calldataload(from), coefficient, r), mload(weight), r))
                from := add(from, 32)
                weight := add(weight, 32)
                canonical := and(lt(calldataload(from), r), canonical)
                mstore(weight, addmod(mulmod(calldataload(from), coefficient, r), mload(weight), r))
                from := add(from, 32)
                weight := add(weight, 32)
                canonical := and(lt(calldataload(from), r), canonical)
                mstore(weight, addmod(mulmod(calldataload(from), coefficient, r), mload(weight), r))
                from := add(from, 32)
                weight := add(weight, 32)
            }
        }
        if (!canonical) _refuseInputs(input, proof);
    }

    /// @dev Names the first input that is no field element.
    function _refuseInputs(uint256[16] calldata input, uint256 proof) private pure {
        uint256 k = 0;
        while (input[k] < BN254.R) ++k;
        revert PublicInputTooLarge(proof, k, input[k]);
    }

    function _weightedInputs(VerifyingKey memory key, uint256[17] memory weights)
        private
        view
        returns (BN254.G1Point memory sum)
    {
        for (uint256 k = 0; k < weights.length; ++k) {
            BN254.mulBy(key.ic[k], weights[k]);
            BN254.addTo(sum, key.ic[k]);
        }
    }

    /// @dev The first six words of a proof are A and B as the pairing takes them. `a` stands in `words`: what is done
    ///      to it is done to the pair.
    function _load(uint256[8] calldata proof, uint256[] memory words, uint256 pair, BN254.G1Point memory c)
        private
        pure
        returns (BN254.G1Point memory a)
    {
        // Memory-safe: `words` has six words for each proof and more, `c` has two.
        assembly ("memory-safe") {
            a := add(add(words, 32), mul(pair, 192))
            calldatacopy(a, proof, 192)
            calldatacopy(c, add(proof, 192), 64)
        }
    }

    function _requireOnCurve(BN254.G1Point memory point, uint256 proof) private pure {
        if (!BN254.isOnCurve(point.x, point.y)) revert ProofPointInvalid(proof, point.x, point.y);
    }

    /// @dev Moves a pair to the other side of the equation.
    function _putNegated(uint256[] memory words, uint256 pair, BN254.G1Point memory g1, uint256[4] memory g2)
        private
        pure
    {
        BN254.negate(g1);
        // Memory-safe: `words` has six words for each proof and for three pairs more.
        assembly ("memory-safe") {
            let at := add(add(words, 32), mul(pair, 192))
            mcopy(at, g1, 64)
            mcopy(add(at, 64), g2, 128)
        }
    }
}
