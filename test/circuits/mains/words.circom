pragma circom 2.2.0;

include "../../../circuits/sha256/words.circom";
include "../../../circuits/sha256/padding-block.circom";
include "../../../circuits/ssz/packed-words.circom";

/// The word functions of SHA-256 side by side, their results private so that a forger may change them.
template Words() {
    signal input a[32];
    signal input b[32];
    signal input c[32];
    signal input packed;
    component rotated = Xor3(2, 13, 22, 0);
    rotated.in <== a;
    component shifted = Xor3(7, 18, 3, 1);
    shifted.in <== a;
    component majority = Majority();
    majority.a <== a;
    majority.b <== b;
    majority.c <== c;
    component choice = Choose();
    choice.e <== a;
    choice.f <== b;
    choice.g <== c;
    component sum = AddWords(3, 1, 0, 2);
    sum.terms <== [a, b, c];
    component difference = AddWords(3, -1, 1 << 32, 2);
    difference.terms <== [a, b, c];
    component output7 = OutputCarry(2, 0, 1);
    output7.words <== [a, b];
    component unpacked = UnpackWords();
    unpacked.packed <== packed;
}

component main {public [a, b, c, packed]} = Words();
