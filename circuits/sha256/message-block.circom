pragma circom 2.2.0;

include "constants.circom";
include "words.circom";
include "round.circom";
include "first-rounds.circom";

/// @title  MessageSchedule
/// @notice W_16 .. W_61 of the message schedule (FIPS 180-4, section 6.2.2, step 1), and the four summands each of
///         W_62 and W_63, which are only ever added and so are never reduced:
///           W_t = σ1(W_{t-2}) + W_{t-7} + σ0(W_{t-15}) + W_{t-16}
/// @input  message[16][32]  bits, ASSUMED boolean.
/// @output w[62][32]        words 0..61, CHECKED boolean by AddWords.
/// @output last[2][4][32]   summands of W_62 and W_63.
template MessageSchedule() {
    signal input message[16][32];
    signal output w[62][32];
    signal output last[2][4][32];
    component word[62];
    component sigma0[64];
    component sigma1[64];
    for (var t = 0; t < 16; t++) w[t] <== message[t];
    for (var t = 16; t < 64; t++) {
        sigma0[t] = Xor3(7, 18, 3, 1);
        sigma1[t] = Xor3(17, 19, 10, 1);
        sigma0[t].in <== w[t - 15];
        sigma1[t].in <== w[t - 2];
        if (t < 62) {
            word[t] = AddWords(4, 1, 0, 2);
            word[t].terms <== [sigma1[t].out, w[t - 7], sigma0[t].out, w[t - 16]];
            w[t] <== word[t].out;
        } else {
            last[t - 62] <== [sigma1[t].out, w[t - 7], sigma0[t].out, w[t - 16]];
        }
    }
}

/// @title  MessageBlock
/// @notice The first compression of a 64-byte message, up to the chaining value between the two blocks.
/// @input  message[16][32]  bits, ASSUMED boolean.
/// @output a, b, c, e, f, g  the middle words H0, H1, H2, H4, H5, H6: CHECKED boolean.
/// @output d, h              H3 and H7 WITHOUT their initial words added (H3 = d + IV3, H7 = h + IV7 mod 2^32):
///                           they only ever enter sums, where the constant is added for nothing.
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
    signal newA[63][32];
    signal newE[63][32];

    component roundZero = RoundZero();
    roundZero.word <== message[0];
    newA[0] <== roundZero.newA;
    newE[0] <== roundZero.newE;
    component roundOne = RoundOne();
    roundOne.word <== message[1];
    roundOne.a <== newA[0];
    roundOne.e <== newE[0];
    newA[1] <== roundOne.newA;
    newE[1] <== roundOne.newE;

    component round[63];
    for (var t = 2; t < 63; t++) {
        if (t < 62) {
            round[t] = Round(2, sha256RoundConstant(t), 3, 1 << 32, 2);
            round[t].addends[1] <== schedule.w[t];
        } else {
            round[t] = Round(5, sha256RoundConstant(t), 4, 1 << 32, 2);
            for (var k = 0; k < 4; k++) round[t].addends[1 + k] <== schedule.last[0][k];
        }
        round[t].a <== newA[t - 1];
        round[t].b <== newA[t - 2];
        round[t].e <== newE[t - 1];
        round[t].f <== newE[t - 2];
        // What is older than round 0 is an initial word: the one before round 0 is word 0 (or 4), and so on back.
        if (t >= 3) {
            round[t].c <== newA[t - 3];
            round[t].g <== newE[t - 3];
        } else {
            round[t].c <== initial[2 - t].out;
            round[t].g <== initial[6 - t].out;
        }
        if (t >= 4) {
            round[t].d <== newA[t - 4];
            round[t].addends[0] <== newE[t - 4];
        } else {
            round[t].d <== initial[3 - t].out;
            round[t].addends[0] <== initial[7 - t].out;
        }
        newA[t] <== round[t].newA;
        newE[t] <== round[t].newE;
    }

    // Round 63 and the final addition in one: H0 = IV0 + T1 + T2 and H4 = IV4 + d + T1 need no round words of their own.
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
    component h0 = AddWords(9, 1, word32(sha256RoundConstant(63) + sha256InitialWord(0)), 4);
    component h4 = AddWords(8, 1, word32(sha256RoundConstant(63) + sha256InitialWord(4)), 4);
    for (var k = 0; k < 4; k++) {
        h0.terms[k] <== schedule.last[1][k];
        h4.terms[k] <== schedule.last[1][k];
    }
    h0.terms[4] <== newE[59];
    h0.terms[5] <== sigma1.out;
    h0.terms[6] <== ch.out;
    h0.terms[7] <== sigma0.out;
    h0.terms[8] <== maj.out;
    h4.terms[4] <== newE[59];
    h4.terms[5] <== sigma1.out;
    h4.terms[6] <== ch.out;
    h4.terms[7] <== newA[59];

    component middle[4];
    middle[0] = AddWords(1, 1, sha256InitialWord(1), 1);
    middle[1] = AddWords(1, 1, sha256InitialWord(2), 1);
    middle[2] = AddWords(1, 1, sha256InitialWord(5), 1);
    middle[3] = AddWords(1, 1, sha256InitialWord(6), 1);
    middle[0].terms[0] <== newA[62];
    middle[1].terms[0] <== newA[61];
    middle[2].terms[0] <== newE[62];
    middle[3].terms[0] <== newE[61];

    a <== h0.out;
    b <== middle[0].out;
    c <== middle[1].out;
    d <== newA[60];
    e <== h4.out;
    f <== middle[2].out;
    g <== middle[3].out;
    h <== newE[60];
}
