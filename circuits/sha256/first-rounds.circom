pragma circom 2.2.0;

include "../arithmetic/bits.circom";
include "constants.circom";
include "words.circom";

/// Rounds 0 and 1 of a compression that starts from the initial hash value: most of their inputs are constants, so
/// they cost a fraction of one of Rounds. From round 2 on Rounds is used, with ConstantWord for what is still constant.

/// @title  RoundZero
/// @input  word[32]     message word 0, bits ASSUMED boolean.
/// @output newA, newE   words, CHECKED boolean by AddWords.
template RoundZero() {
    signal input word[32];
    signal output newA[32];
    signal output newE[32];
    var t1 = sha256InitialWord(7) + bigSigma1(sha256InitialWord(4)) + sha256RoundConstant(0)
        + choose(sha256InitialWord(4), sha256InitialWord(5), sha256InitialWord(6));
    var t2 = bigSigma0(sha256InitialWord(0))
        + majority(sha256InitialWord(0), sha256InitialWord(1), sha256InitialWord(2));
    component sumE = AddWords(1, 1, word32(sha256InitialWord(3) + t1), 1);
    component sumA = AddWords(1, 1, word32(t1 + t2), 1);
    sumE.terms[0] <== word;
    sumA.terms[0] <== word;
    newE <== sumE.out;
    newA <== sumA.out;
}

/// @title  RoundOne
/// @input  word[32]     message word 1, bits ASSUMED boolean.
/// @input  a[32], e[32] the words that RoundZero made, bits ASSUMED boolean.
/// @output newA, newE   words, CHECKED boolean by ReduceToWord.
/// @dev Where two of the three inputs of Ch or Maj are constants, each output bit is a constant, the third input or
///      its complement: no constraint is needed for it, only its place in the sum.
///        Ch(e, F, G):   bit = G + e (F - G)
///        Maj(a, B, C):  bit = B where B = C, else a
template RoundOne() {
    signal input word[32];
    signal input a[32];
    signal input e[32];
    signal output newA[32];
    signal output newE[32];

    component sigma0 = Xor3(2, 13, 22, 0);
    component sigma1 = Xor3(6, 11, 25, 0);
    sigma0.in <== a;
    sigma1.in <== e;
    // Before the round: b, c, d = initial words 0, 1, 2 and f, g, h = initial words 4, 5, 6.
    var B = sha256InitialWord(0);
    var C = sha256InitialWord(1);
    var F = sha256InitialWord(4);
    var G = sha256InitialWord(5);
    var ch = 0;
    var maj = 0;
    for (var i = 0; i < 32; i++) {
        var bBit = (B >> i) & 1;
        var cBit = (C >> i) & 1;
        var fBit = (F >> i) & 1;
        var gBit = (G >> i) & 1;
        ch += (gBit + e[i] * (fBit - gBit)) * (1 << i);
        maj += (bBit == cBit ? bBit : a[i]) * (1 << i);
    }
    var sumSigma0 = 0;
    var sumSigma1 = 0;
    var sumWord = 0;
    for (var i = 0; i < 32; i++) {
        sumSigma0 += sigma0.out[i] * (1 << i);
        sumSigma1 += sigma1.out[i] * (1 << i);
        sumWord += word[i] * (1 << i);
    }
    component reduceE = ReduceToWord(2);
    reduceE.in <== sumSigma1 + ch + sumWord
        + word32(sha256InitialWord(6) + sha256InitialWord(2) + sha256RoundConstant(1));
    var sumNewE = 0;
    for (var i = 0; i < 32; i++) sumNewE += reduceE.out[i] * (1 << i);
    component reduceA = ReduceToWord(2);
    reduceA.in <== sumNewE - sha256InitialWord(2) + sumSigma0 + maj + (1 << 32);
    newE <== reduceE.out;
    newA <== reduceA.out;
}

/// @title  ReduceToWord
/// @notice in mod 2^32.
/// @input  in       ASSUMED 0 <= in < 2^(32 + CARRY_BITS); CHECKED here.
/// @output out[32]  CHECKED boolean.
template ReduceToWord(CARRY_BITS) {
    signal input in;
    signal output out[32];
    component bits = ToBits(32 + CARRY_BITS);
    bits.in <== in;
    for (var i = 0; i < 32; i++) out[i] <== bits.bits[i];
}
