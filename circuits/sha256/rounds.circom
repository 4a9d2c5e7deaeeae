pragma circom 2.2.0;

include "words.circom";

/// @title  Round
/// @notice One round of the compression function (FIPS 180-4, section 6.2.2, step 3), returning its two new words:
///           e' = d + Σ1(e) + Ch(e, f, g) + Σ addends + E_CONSTANT
///           a' = e' - d + Σ0(a) + Maj(a, b, c) + A_CONSTANT
///         (a' = T1 + T2 and e' = d + T1, so a' = e' - d + T2: T1 is summed once.)
/// @param  N           number of addends: h, and the message word, the 4 summands of an unreduced one, or nothing
///                     where the schedule is constant.
/// @param  E_CONSTANT  the round constant and whatever else is constant, < 2^32.
/// @param  A_CONSTANT  2^32 (so that -d cannot make the sum negative) plus whatever else is constant.
/// @input  a..g, addends  words, bits ASSUMED boolean.
/// @output newA, newE     words, CHECKED boolean by AddWords.
template Round(N, E_CONSTANT, E_CARRY_BITS, A_CONSTANT, A_CARRY_BITS) {
    signal input a[32];
    signal input b[32];
    signal input c[32];
    signal input d[32];
    signal input e[32];
    signal input f[32];
    signal input g[32];
    signal input addends[N][32];
    signal output newA[32];
    signal output newE[32];

    component sigma0 = Xor3(2, 13, 22, 0);
    component sigma1 = Xor3(6, 11, 25, 0);
    component maj = Majority();
    component ch = Choose();
    sigma0.in <== a;
    sigma1.in <== e;
    maj.a <== a;
    maj.b <== b;
    maj.c <== c;
    ch.e <== e;
    ch.f <== f;
    ch.g <== g;

    component sumE = AddWords(3 + N, 1, E_CONSTANT, E_CARRY_BITS);
    sumE.terms[0] <== d;
    sumE.terms[1] <== sigma1.out;
    sumE.terms[2] <== ch.out;
    for (var k = 0; k < N; k++) sumE.terms[3 + k] <== addends[k];
    newE <== sumE.out;

    component sumA = AddWords(4, -1, A_CONSTANT, A_CARRY_BITS);
    sumA.terms <== [sumE.out, sigma0.out, maj.out, d];
    newA <== sumA.out;
}
