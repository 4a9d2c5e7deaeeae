pragma circom 2.2.0;

include "constants.circom";
include "words.circom";
include "rounds.circom";

/// @title  OutputCarry
/// @notice The part of a sum that the final addition modulo 2^32 discards.
/// @input  words[N][32]         bits, ASSUMED boolean.
/// @output carry[CARRY_BITS]    CHECKED boolean. Honestly floor((Σ words + CONSTANT) / 2^32); a prover may put any
///                              other value of CARRY_BITS bits: see PaddingBlock.
template OutputCarry(N, CONSTANT, CARRY_BITS) {
    signal input words[N][32];
    signal output carry[CARRY_BITS];
    var sum = CONSTANT;
    for (var i = 0; i < 32; i++) {
        for (var k = 0; k < N; k++) sum += words[k][i] * (1 << i);
    }
    for (var i = 0; i < CARRY_BITS; i++) {
        carry[i] <-- (sum >> (32 + i)) & 1;
        carry[i] * (carry[i] - 1) === 0;
    }
}

/// @title  PaddingBlock
/// @notice The second compression of a 64-byte message, over the constant padding block, and the digest.
/// @input  a, b, c, e, f, g  middle words, bits ASSUMED boolean.
/// @input  d, h              H3 - IV3 and H7 - IV7, bits ASSUMED boolean: see MessageBlock.
/// @output digest[2]         eight words, big-endian order, four to an element at 40-bit spacing:
///                           digest[k] = Σ_{j<4} word_{4k+j} 2^(40 (3 - j)).
/// @dev The output words are NOT range-checked: word = sum - carry 2^32, and the prover picks the carry (at most 3
///      bits). So word is right modulo 2^32 and |word| < 2^36. Whoever consumes the digest compares it with exactly
///      range-checked words at the same spacing: differences stay below 2^38 < 2^40, so equality of the elements
///      forces equality of each word, and there is one carry that gives it.
template PaddingBlock() {
    signal input a[32];
    signal input b[32];
    signal input c[32];
    signal input d[32];
    signal input e[32];
    signal input f[32];
    signal input g[32];
    signal input h[32];
    signal output digest[2];

    // d and h come without their initial words: round 0 adds them, as constants.
    var zeroConstant = word32(sha256RoundConstant(0) + paddingScheduleWord(0) + sha256InitialWord(3) + sha256InitialWord(7));
    component roundZero = Rounds(1, 0, [zeroConstant], 3, (1 << 33) - sha256InitialWord(3), 3);
    roundZero.words <== [a, b, c, d, e, f, g, h];

    // Rounds 1 to 60, four at a time, then 61 and 62.
    component rounds[16];
    for (var k = 0; k < 16; k++) {
        var t = 1 + 4 * k;
        var count = k < 15 ? 4 : 2;
        var constants[4];
        for (var r = 0; r < count; r++) constants[r] = word32(sha256RoundConstant(t + r) + paddingScheduleWord(t + r));
        rounds[k] = Rounds(count, 0, constants, 3, 1 << 32, 2);
        if (k == 0) {
            rounds[k].words <== [roundZero.newA[0], a, b, c, roundZero.newE[0], e, f, g];
        } else {
            for (var r = 0; r < 4; r++) {
                rounds[k].words[r] <== rounds[k - 1].newA[3 - r];
                rounds[k].words[4 + r] <== rounds[k - 1].newE[3 - r];
            }
        }
    }

    // Round 63 is never reduced: a_63 = e_59 + Σ1 + Ch + K + W + Σ0 + Maj and e_63 = a_59 + e_59 + Σ1 + Ch + K + W.
    component sigma0 = Xor3(2, 13, 22, 0);
    component sigma1 = Xor3(6, 11, 25, 0);
    component maj = Majority();
    component ch = Choose();
    sigma0.in <== rounds[15].newA[1];
    sigma1.in <== rounds[15].newE[1];
    maj.a <== rounds[15].newA[1];
    maj.b <== rounds[15].newA[0];
    maj.c <== rounds[14].newA[3];
    ch.e <== rounds[15].newE[1];
    ch.f <== rounds[15].newE[0];
    ch.g <== rounds[14].newE[3];

    var lastConstant = word32(sha256RoundConstant(63) + paddingScheduleWord(63));
    component output0 = OutputCarry(6, lastConstant, 3);
    output0.words <== [a, rounds[14].newE[2], sigma1.out, ch.out, sigma0.out, maj.out];
    component output1 = OutputCarry(2, 0, 1);
    output1.words <== [b, rounds[15].newA[1]];
    component output2 = OutputCarry(2, 0, 1);
    output2.words <== [c, rounds[15].newA[0]];
    component output3 = OutputCarry(2, sha256InitialWord(3), 2);
    output3.words <== [d, rounds[14].newA[3]];
    component output4 = OutputCarry(5, lastConstant, 3);
    output4.words <== [e, rounds[14].newA[2], rounds[14].newE[2], sigma1.out, ch.out];
    component output5 = OutputCarry(2, 0, 1);
    output5.words <== [f, rounds[15].newE[1]];
    component output6 = OutputCarry(2, 0, 1);
    output6.words <== [g, rounds[15].newE[0]];
    component output7 = OutputCarry(2, sha256InitialWord(7), 2);
    output7.words <== [h, rounds[14].newE[3]];

    var word[8] = [lastConstant, 0, 0, sha256InitialWord(3), lastConstant, 0, 0, sha256InitialWord(7)];
    for (var i = 0; i < 32; i++) {
        var shift = 1 << i;
        word[0] += (a[i] + rounds[14].newE[2][i] + sigma1.out[i] + ch.out[i] + sigma0.out[i] + maj.out[i]) * shift;
        word[1] += (b[i] + rounds[15].newA[1][i]) * shift;
        word[2] += (c[i] + rounds[15].newA[0][i]) * shift;
        word[3] += (d[i] + rounds[14].newA[3][i]) * shift;
        word[4] += (e[i] + rounds[14].newA[2][i] + rounds[14].newE[2][i] + sigma1.out[i] + ch.out[i]) * shift;
        word[5] += (f[i] + rounds[15].newE[1][i]) * shift;
        word[6] += (g[i] + rounds[15].newE[0][i]) * shift;
        word[7] += (h[i] + rounds[14].newE[3][i]) * shift;
    }
    for (var i = 0; i < 3; i++) {
        word[0] -= output0.carry[i] * (1 << (32 + i));
        word[4] -= output4.carry[i] * (1 << (32 + i));
    }
    for (var i = 0; i < 2; i++) {
        word[3] -= output3.carry[i] * (1 << (32 + i));
        word[7] -= output7.carry[i] * (1 << (32 + i));
    }
    word[1] -= output1.carry[0] * (1 << 32);
    word[2] -= output2.carry[0] * (1 << 32);
    word[5] -= output5.carry[0] * (1 << 32);
    word[6] -= output6.carry[0] * (1 << 32);
    for (var k = 0; k < 2; k++) {
        digest[k] <== word[4 * k] * (1 << 120) + word[4 * k + 1] * (1 << 80) + word[4 * k + 2] * (1 << 40) + word[4 * k + 3];
    }
}
