pragma circom 2.2.0;

include "../../node_modules/circomlib/circuits/poseidon_constants.circom";

/// @title  Poseidon3
/// @notice Poseidon over BN254 of three inputs: the same function as circomlib's Poseidon(3), circomlibjs and the
///         contract that circomlibjs generates (t = 4, 8 full and 56 partial rounds, constants of circomlib in their
///         optimized form: the partial rounds use sparse matrices).
/// @input  in[3]  field elements.
/// @output out    field element.
/// @dev Source: Grassi et al., Poseidon, https://eprint.iacr.org/2019/458, appendix B for the sparse matrices.
///      Three constraints an S-box (x^2, x^4, x^5) and nothing else, 264 in all: the linear layers stay linear forms
///      of the S-box outputs in `var`s. circomlib's template spends a constraint on each of its linear layers at --O1.
template Poseidon3() {
    signal input in[3];
    signal output out;
    var T = 4;
    var FULL = 8;
    var HALF = FULL \ 2;
    var PARTIAL = 56;
    var C[T * FULL + PARTIAL] = POSEIDON_C(T);
    var S[PARTIAL * (T * 2 - 1)] = POSEIDON_S(T);
    var M[T][T] = POSEIDON_M(T);
    var P[T][T] = POSEIDON_P(T);

    signal full2[FULL][T];
    signal full4[FULL][T];
    signal full5[FULL][T];
    signal partial2[PARTIAL];
    signal partial4[PARTIAL];
    signal partial5[PARTIAL];
    var state[T] = [C[0], in[0] + C[1], in[1] + C[2], in[2] + C[3]];
    var after[T];
    for (var r = 0; r < FULL; r++) {
        for (var j = 0; j < T; j++) {
            full2[r][j] <== state[j] * state[j];
            full4[r][j] <== full2[r][j] * full2[r][j];
            full5[r][j] <== full4[r][j] * state[j];
        }
        for (var i = 0; i < T; i++) {
            after[i] = 0;
            for (var j = 0; j < T; j++) {
                // Constants of the next round, added before the matrix; the last round has none.
                var constant = 0;
                if (r < HALF) constant = C[(r + 1) * T + j];
                else if (r < FULL - 1) constant = C[(HALF + 1) * T + PARTIAL + (r - HALF) * T + j];
                // The matrix before the partial rounds is P, which prepares their sparse form.
                var entry = M[j][i];
                if (r == HALF - 1) entry = P[j][i];
                after[i] += entry * (full5[r][j] + constant);
            }
        }
        for (var i = 0; i < T; i++) state[i] = after[i];

        if (r == HALF - 1) {
            for (var k = 0; k < PARTIAL; k++) {
                partial2[k] <== state[0] * state[0];
                partial4[k] <== partial2[k] * partial2[k];
                partial5[k] <== partial4[k] * state[0];
                var first = partial5[k] + C[(HALF + 1) * T + k];
                after[0] = S[(T * 2 - 1) * k] * first;
                for (var i = 1; i < T; i++) {
                    after[0] += S[(T * 2 - 1) * k + i] * state[i];
                    after[i] = state[i] + first * S[(T * 2 - 1) * k + T + i - 1];
                }
                for (var i = 0; i < T; i++) state[i] = after[i];
            }
        }
    }
    out <== state[0];
}
