pragma circom 2.2.0;

include "../arithmetic/bits.circom";

/// A 32-byte SSZ node travels as two field elements of four big-endian 32-bit words each, at 40-bit spacing:
///   packed = word0 2^120 + word1 2^80 + word2 2^40 + word3
/// The gaps keep a wrong carry of one digest word from leaking into the next word (see PaddingBlock).

/// @title  UnpackWords
/// @notice Splits one packed element into its four words.
/// @input  packed        CHECKED here: nothing in the gaps, so each word is below 2^32.
/// @output words[4][32]  bits, least significant first, CHECKED boolean.
template UnpackWords() {
    signal input packed;
    signal output words[4][32];
    var sum = 0;
    for (var j = 0; j < 4; j++) {
        for (var i = 0; i < 32; i++) {
            var position = 40 * (3 - j) + i;
            words[j][i] <-- (packed >> position) & 1;
            words[j][i] * (words[j][i] - 1) === 0;
            sum += words[j][i] * (1 << position);
        }
    }
    sum === packed;
}

/// @title  PackHalf
/// @notice The same four words out of one big-endian 128-bit half of a node.
/// @input  half    CHECKED < 2^128 here.
/// @output packed  exact words.
template PackHalf() {
    signal input half;
    signal output packed;
    component bits = ToBits(128);
    bits.in <== half;
    var sum = 0;
    for (var i = 0; i < 128; i++) {
        sum += bits.bits[i] * (1 << (40 * (i \ 32) + i % 32));
    }
    packed <== sum;
}
