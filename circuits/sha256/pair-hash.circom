pragma circom 2.2.0;

include "message-block.circom";
include "padding-block.circom";

/// @title  PairHash
/// @notice The hash of an inner SSZ node: SHA-256 of exactly 64 bytes, left ‖ right.
/// @input  words[16][32]  the 64 bytes as big-endian 32-bit words, bits of a word least significant first.
///                        ASSUMED boolean.
/// @output digest[2]      packed words, exact only against range-checked words: see PaddingBlock.
/// @dev Source: consensus-specs ssz/simple-serialize.md (merkleization), FIPS 180-4. One constraint a bit of xor3, maj
///      and ch: see words.circom.
template PairHash() {
    signal input words[16][32];
    signal output digest[2];
    component message = MessageBlock();
    message.message <== words;
    component padding = PaddingBlock();
    padding.a <== message.a;
    padding.b <== message.b;
    padding.c <== message.c;
    padding.d <== message.d;
    padding.e <== message.e;
    padding.f <== message.f;
    padding.g <== message.g;
    padding.h <== message.h;
    digest <== padding.digest;
}
