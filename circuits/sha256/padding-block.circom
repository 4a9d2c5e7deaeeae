pragma circom 2.2.0;

include "constants.circom";
include "words.circom";
include "round.circom";

/// @title  OutputCarry
/// @notice The part of a sum that the final addition modulo 2^32 throws away.
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

    signal newA[63][32];
    signal newE[63][32];
    component round[63];
    for (var t = 0; t < 63; t++) {
        var scheduled = word32(sha256RoundConstant(t) + paddingScheduleWord(t));
        if (t == 0) {
            // d and h come without their initial words: they are added here, as constants.
            var constant = word32(scheduled + sha256InitialWord(3) + sha256InitialWord(7));
            round[t] = Round(1, constant, 3, (1 << 33) - sha256InitialWord(3), 3);
            round[t].a <== a;
            round[t].e <== e;
        } else {
            round[t] = Round(1, scheduled, 3, 1 << 32, 2);
            round[t].a <== newA[t - 1];
            round[t].e <== newE[t - 1];
        }
        if (t >= 2) {
            round[t].b <== newA[t - 2];
            round[t].f <== newE[t - 2];
        } else if (t == 1) {
            round[t].b <== a;
            round[t].f <== e;
        } else {
            round[t].b <== b;
            round[t].f <== f;
        }
        if (t >= 3) {
            round[t].c <== newA[t - 3];
            round[t].g <== newE[t - 3];
        } else if (t == 2) {
            round[t].c <== a;
            round[t].g <== e;
        } else if (t == 1) {
            round[t].c <== b;
            round[t].g <== f;
        } else {
            round[t].c <== c;
            round[t].g <== g;
        }
        if (t >= 4) {
            round[t].d <== newA[t - 4];
            round[t].addends[0] <== newE[t - 4];
        } else if (t == 3) {
            round[t].d <== a;
            round[t].addends[0] <== e;
        } else if (t == 2) {
            round[t].d <== b;
            round[t].addends[0] <== f;
        } else if (t == 1) {
            round[t].d <== c;
            round[t].addends[0] <== g;
        } else {
            round[t].d <== d;
            round[t].addends[0] <== h;
        }
        newA[t] <== round[t].newA;
        newE[t] <== round[t].newE;
    }

    // Round 63 is never reduced: a_63 = e_59 + Σ1 + Ch + K + W + Σ0 + Maj and e_63 = a_59 + e_59 + Σ1 + Ch + K + W.
    component sigma0 = Xor3(2, 13, 22, 0);
    component sigma1 = Xor3(6, 11, 25, 0);
    component maj = Majority();
    component ch = Choose();
    sigma0.in <== newA[62];
    sigma1.in <== newE[62];
    maj.a <== newA[62];
    maj.b <== newA[61];
    maj.c <== newA[60];
    ch.e <== newE[62];
    ch.f <== newE[61];
    ch.g <== newE[60];

    var lastConstant = word32(sha256RoundConstant(63) + paddingScheduleWord(63));
    component output0 = OutputCarry(6, lastConstant, 3);
    output0.words <== [a, newE[59], sigma1.out, ch.out, sigma0.out, maj.out];
    component output1 = OutputCarry(2, 0, 1);
    output1.words <== [b, newA[62]];
    component output2 = OutputCarry(2, 0, 1);
    output2.words <== [c, newA[61]];
    component output3 = OutputCarry(2, sha256InitialWord(3), 2);
    output3.words <== [d, newA[60]];
    component output4 = OutputCarry(5, lastConstant, 3);
    output4.words <== [e, newA[59], newE[59], sigma1.out, ch.out];
    component output5 = OutputCarry(2, 0, 1);
    output5.words <== [f, newE[62]];
    component output6 = OutputCarry(2, 0, 1);
    output6.words <== [g, newE[61]];
    component output7 = OutputCarry(2, sha256InitialWord(7), 2);
    output7.words <== [h, newE[60]];

    var word[8] = [lastConstant, 0, 0, sha256InitialWord(3), lastConstant, 0, 0, sha256InitialWord(7)];
    for (var i = 0; i < 32; i++) {
        var shift = 1 << i;
        word[0] += (a[i] + newE[59][i] + sigma1.out[i] + ch.out[i] + sigma0.out[i] + maj.out[i]) * shift;
        word[1] += (b[i] + newA[62][i]) * shift;
        word[2] += (c[i] + newA[61][i]) * shift;
        word[3] += (d[i] + newA[60][i]) * shift;
        word[4] += (e[i] + newA[59][i] + newE[59][i] + sigma1.out[i] + ch.out[i]) * shift;
        word[5] += (f[i] + newE[62][i]) * shift;
        word[6] += (g[i] + newE[61][i]) * shift;
        word[7] += (h[i] + newE[60][i]) * shift;
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
