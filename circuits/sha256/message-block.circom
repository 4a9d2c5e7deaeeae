pragma circom 2.2.0;

include "constants.circom";
include "words.circom";
include "rounds.circom";
include "first-rounds.circom";

/// @title  NextScheduleWords
/// @notice R words of the message schedule (FIPS 180-4, section 6.2.2, step 1):
///           W_t = σ1(W_{t-2}) + W_{t-7} + σ0(W_{t-15}) + W_{t-16}
/// @input  before[16][32]  the 16 words before them, bits ASSUMED boolean.
/// @output w[R][32]        words, CHECKED boolean here.
/// @dev The constraints of Xor3 and AddWords written out, for the reason that Rounds gives.
template NextScheduleWords(R) {
    signal input before[16][32];
    signal output w[R][32];
    signal sigma0[R][32];
    signal sigma1[R][32];
    signal carry[R][2];
    var W[16][32] = before;
    for (var r = 0; r < R; r++) {
        var sum = 0;
        for (var i = 0; i < 32; i++) {
            // Shifts take in zeros: the third bit is missing at the top.
            var s = W[1][(i + 7) % 32] + W[1][(i + 18) % 32];
            if (i + 3 < 32) s += W[1][i + 3];
            sigma0[r][i] <-- s % 2;
            s * (2 * sigma0[r][i] - s + 2) === 3 * sigma0[r][i];
            s = W[14][(i + 17) % 32] + W[14][(i + 19) % 32];
            if (i + 10 < 32) s += W[14][i + 10];
            sigma1[r][i] <-- s % 2;
            s * (2 * sigma1[r][i] - s + 2) === 3 * sigma1[r][i];
            sum += (sigma1[r][i] + W[9][i] + sigma0[r][i] + W[0][i]) * (1 << i);
        }
        var recomposed = 0;
        for (var i = 0; i < 32; i++) {
            w[r][i] <-- (sum >> i) & 1;
            w[r][i] * (w[r][i] - 1) === 0;
            recomposed += w[r][i] * (1 << i);
        }
        for (var i = 0; i < 2; i++) {
            carry[r][i] <-- (sum >> (32 + i)) & 1;
            carry[r][i] * (carry[r][i] - 1) === 0;
            recomposed += carry[r][i] * (1 << (32 + i));
        }
        recomposed === sum;
        for (var k = 0; k < 15; k++) W[k] = W[k + 1];
        W[15] = w[r];
    }
}

/// @title  MessageSchedule
/// @notice W_16 .. W_61 of the message schedule, and the four summands each of W_62 and W_63, which are only ever
///         added and so are never reduced.
/// @input  message[16][32]  bits, ASSUMED boolean.
/// @output w[62][32]        words 0..61, CHECKED boolean by NextScheduleWords.
/// @output last[2][4][32]   summands of W_62 and W_63.
template MessageSchedule() {
    signal input message[16][32];
    signal output w[62][32];
    signal output last[2][4][32];
    component words[3];
    for (var k = 0; k < 3; k++) {
        words[k] = NextScheduleWords(k < 2 ? 16 : 14);
        if (k == 0) words[k].before <== message;
        else words[k].before <== words[k - 1].w;
    }
    for (var t = 0; t < 62; t++) {
        if (t < 16) w[t] <== message[t];
        else w[t] <== words[t \ 16 - 1].w[t % 16];
    }
    component sigma0[2];
    component sigma1[2];
    for (var k = 0; k < 2; k++) {
        var t = 62 + k;
        sigma0[k] = Xor3(7, 18, 3, 1);
        sigma1[k] = Xor3(17, 19, 10, 1);
        sigma0[k].in <== w[t - 15];
        sigma1[k].in <== w[t - 2];
        last[k] <== [sigma1[k].out, w[t - 7], sigma0[k].out, w[t - 16]];
    }
}

/// @title  MessageBlock
/// @notice The first compression of a 64-byte message, up to the chaining value between the two blocks.
/// @input  message[16][32]  bits, ASSUMED boolean.
/// @output a, b, c, e, f, g  the middle words H0, H1, H2, H4, H5, H6: CHECKED boolean.
/// @output d, h              H3 and H7 WITHOUT their initial words added (H3 = d + IV3, H7 = h + IV7 mod 2^32):
///                           they are only used in sums, where adding the constant is free.
template MessageBlock() {
    signal input message[16][32];
    signal output a[32];
    signal output b[32];
    signal output c[32];
    signal output d[32];
    signal output e[32];
    signal output f[32];
    signal output g[32];
    signal output h[32];

    component schedule = MessageSchedule();
    schedule.message <== message;

    component initial[8];
    for (var i = 0; i < 8; i++) initial[i] = ConstantWord(sha256InitialWord(i));
    component roundZero = RoundZero();
    roundZero.word <== message[0];
    component roundOne = RoundOne();
    roundOne.word <== message[1];
    roundOne.a <== roundZero.newA;
    roundOne.e <== roundZero.newE;

    // Rounds 2 to 61, four at a time, and 62 alone, whose word is not reduced.
    component rounds[15];
    for (var k = 0; k < 15; k++) {
        var t = 2 + 4 * k;
        var constants[4];
        for (var r = 0; r < 4; r++) constants[r] = sha256RoundConstant(t + r);
        rounds[k] = Rounds(4, 1, constants, 3, 1 << 32, 2);
        for (var r = 0; r < 4; r++) rounds[k].words[8 + r] <== schedule.w[t + r];
        if (k == 0) {
            var before[8][32] = [
                roundOne.newA, roundZero.newA, initial[0].out, initial[1].out,
                roundOne.newE, roundZero.newE, initial[4].out, initial[5].out
            ];
            for (var i = 0; i < 8; i++) rounds[k].words[i] <== before[i];
        } else {
            for (var r = 0; r < 4; r++) {
                rounds[k].words[r] <== rounds[k - 1].newA[3 - r];
                rounds[k].words[4 + r] <== rounds[k - 1].newE[3 - r];
            }
        }
    }
    component lastRound = Rounds(1, 4, [sha256RoundConstant(62)], 4, 1 << 32, 2);
    for (var r = 0; r < 4; r++) {
        lastRound.words[r] <== rounds[14].newA[3 - r];
        lastRound.words[4 + r] <== rounds[14].newE[3 - r];
        lastRound.words[8 + r] <== schedule.last[0][r];
    }

    // Round 63 and the final addition in one: H0 = IV0 + T1 + T2 and H4 = IV4 + d + T1 need no round words of their own.
    component sigma0 = Xor3(2, 13, 22, 0);
    component sigma1 = Xor3(6, 11, 25, 0);
    component maj = Majority();
    component ch = Choose();
    sigma0.in <== lastRound.newA[0];
    sigma1.in <== lastRound.newE[0];
    maj.a <== lastRound.newA[0];
    maj.b <== rounds[14].newA[3];
    maj.c <== rounds[14].newA[2];
    ch.e <== lastRound.newE[0];
    ch.f <== rounds[14].newE[3];
    ch.g <== rounds[14].newE[2];
    component h0 = AddWords(9, 1, word32(sha256RoundConstant(63) + sha256InitialWord(0)), 4);
    component h4 = AddWords(8, 1, word32(sha256RoundConstant(63) + sha256InitialWord(4)), 4);
    for (var k = 0; k < 4; k++) {
        h0.terms[k] <== schedule.last[1][k];
        h4.terms[k] <== schedule.last[1][k];
    }
    h0.terms[4] <== rounds[14].newE[1];
    h0.terms[5] <== sigma1.out;
    h0.terms[6] <== ch.out;
    h0.terms[7] <== sigma0.out;
    h0.terms[8] <== maj.out;
    h4.terms[4] <== rounds[14].newE[1];
    h4.terms[5] <== sigma1.out;
    h4.terms[6] <== ch.out;
    h4.terms[7] <== rounds[14].newA[1];

    component middle[4];
    middle[0] = AddWords(1, 1, sha256InitialWord(1), 1);
    middle[1] = AddWords(1, 1, sha256InitialWord(2), 1);
    middle[2] = AddWords(1, 1, sha256InitialWord(5), 1);
    middle[3] = AddWords(1, 1, sha256InitialWord(6), 1);
    middle[0].terms[0] <== lastRound.newA[0];
    middle[1].terms[0] <== rounds[14].newA[3];
    middle[2].terms[0] <== lastRound.newE[0];
    middle[3].terms[0] <== rounds[14].newE[3];

    a <== h0.out;
    b <== middle[0].out;
    c <== middle[1].out;
    d <== rounds[14].newA[2];
    e <== h4.out;
    f <== middle[2].out;
    g <== middle[3].out;
    h <== rounds[14].newE[2];
}
