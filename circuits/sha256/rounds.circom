pragma circom 2.2.0;

/// @title  Rounds
/// @notice R rounds of the compression function (FIPS 180-4, section 6.2.2, step 3), returning their new words:
///           e' = d + Σ1(e) + Ch(e, f, g) + h + Σ addends + E_CONSTANT
///           a' = e' - d + Σ0(a) + Maj(a, b, c) + A_CONSTANT
///         (a' = T1 + T2 and e' = d + T1, so a' = e' - d + T2: T1 is summed once.)
/// @param  N            number of addends a round: the message word, the 4 summands of an unreduced one, or nothing
///                      where the schedule is constant.
/// @param  E_CONSTANTS  of each round: the round constant plus all other constants, < 2^32.
/// @param  A_CONSTANT   2^32 (so that -d cannot make the sum negative) plus all other constants.
/// @input  words[8 + R N]       a, b, .. h before the first round, then the addends of each round; bits ASSUMED boolean.
/// @output newA[R], newE[R]     words, CHECKED boolean here.
/// @dev Sound: the same constraints as Xor3, Majority, Choose and AddWords (words.circom), written out here and for
///      several rounds at once. Every bit that goes from one component to another is a constraint until the compiler
///      removes it: with a component for each function and each round a pair hash had 131,000 of them, not 19,000, and
///      the compiler ran out of memory below 2^21.
template Rounds(R, N, E_CONSTANTS, E_CARRY_BITS, A_CONSTANT, A_CARRY_BITS) {
    signal input words[8 + R * N][32];
    signal output newA[R][32];
    signal output newE[R][32];

    signal sigma0[R][32];
    signal sigma1[R][32];
    signal maj[R][32];
    signal ch[R][32];
    signal carryE[R][E_CARRY_BITS];
    signal carryA[R][A_CARRY_BITS];
    // a, b, c, d and e, f, g, h before the round.
    var A[4][32] = [words[0], words[1], words[2], words[3]];
    var E[4][32] = [words[4], words[5], words[6], words[7]];
    for (var r = 0; r < R; r++) {
        var sumE = E_CONSTANTS[r];
        var sumA = A_CONSTANT;
        for (var i = 0; i < 32; i++) {
            var s = A[0][(i + 2) % 32] + A[0][(i + 13) % 32] + A[0][(i + 22) % 32];
            sigma0[r][i] <-- s % 2;
            s * (2 * sigma0[r][i] - s + 2) === 3 * sigma0[r][i];
            s = E[0][(i + 6) % 32] + E[0][(i + 11) % 32] + E[0][(i + 25) % 32];
            sigma1[r][i] <-- s % 2;
            s * (2 * sigma1[r][i] - s + 2) === 3 * sigma1[r][i];
            s = A[0][i] + A[1][i] + A[2][i];
            maj[r][i] <-- s \ 2;
            s * (4 * maj[r][i] - s + 1) === 6 * maj[r][i];
            ch[r][i] <== E[2][i] + E[0][i] * (E[1][i] - E[2][i]);
            sumE += (A[3][i] + sigma1[r][i] + ch[r][i] + E[3][i]) * (1 << i);
            for (var k = 0; k < N; k++) sumE += words[8 + N * r + k][i] * (1 << i);
        }

        var recomposed = 0;
        for (var i = 0; i < 32; i++) {
            newE[r][i] <-- (sumE >> i) & 1;
            newE[r][i] * (newE[r][i] - 1) === 0;
            recomposed += newE[r][i] * (1 << i);
            sumA += (newE[r][i] - A[3][i] + sigma0[r][i] + maj[r][i]) * (1 << i);
        }
        for (var i = 0; i < E_CARRY_BITS; i++) {
            carryE[r][i] <-- (sumE >> (32 + i)) & 1;
            carryE[r][i] * (carryE[r][i] - 1) === 0;
            recomposed += carryE[r][i] * (1 << (32 + i));
        }
        recomposed === sumE;

        recomposed = 0;
        for (var i = 0; i < 32; i++) {
            newA[r][i] <-- (sumA >> i) & 1;
            newA[r][i] * (newA[r][i] - 1) === 0;
            recomposed += newA[r][i] * (1 << i);
        }
        for (var i = 0; i < A_CARRY_BITS; i++) {
            carryA[r][i] <-- (sumA >> (32 + i)) & 1;
            carryA[r][i] * (carryA[r][i] - 1) === 0;
            recomposed += carryA[r][i] * (1 << (32 + i));
        }
        recomposed === sumA;

        for (var k = 3; k > 0; k--) {
            A[k] = A[k - 1];
            E[k] = E[k - 1];
        }
        A[0] = newA[r];
        E[0] = newE[r];
    }
}
