pragma circom 2.2.0;

include "../arithmetic/bits.circom";
include "../sha256/pair-hash.circom";
include "packed-words.circom";

/// @title  HashSlot
/// @notice One SSZ node of the page: digest = SHA-256(left ‖ right) at generalized index `gindex` below the link node.
/// @input  gindex             CHECKED in [0, 2^64) here. 0: the slot is unused. 1: its digest must be the root.
/// @input  left[2], right[2]  packed elements: CHECKED here to hold exact 32-bit words, by the bits that are hashed.
/// @input  root[2]            the link node, packed. ASSUMED exact words: PackHalf.
/// @output digest[2]          packed words, right modulo 2^32 each (see PaddingBlock).
/// @output claims             1 if this slot must be a child of another one: gindex >= 2.
/// @dev Sound: without the 64-bit check a path of more than 254 levels could wrap round the field and pose a chosen
///      32-byte leaf as a balance. An unused slot's children would have gindex 0 or 1, which no claim can have.
template HashSlot() {
    signal input gindex;
    signal input left[2];
    signal input right[2];
    signal input root[2];
    signal output digest[2];
    signal output claims;

    component gindexBits = ToBits(64);
    gindexBits.in <== gindex;
    component unused = IsZero();
    unused.in <== gindex;
    component isRoot = IsZero();
    isRoot.in <== gindex - 1;
    claims <== 1 - unused.out - isRoot.out;

    component hash = PairHash();
    component leftWords[2];
    component rightWords[2];
    for (var k = 0; k < 2; k++) {
        leftWords[k] = UnpackWords();
        leftWords[k].packed <== left[k];
        rightWords[k] = UnpackWords();
        rightWords[k].packed <== right[k];
        for (var j = 0; j < 4; j++) {
            hash.words[4 * k + j] <== leftWords[k].words[j];
            hash.words[8 + 4 * k + j] <== rightWords[k].words[j];
        }
    }
    digest <== hash.digest;
    for (var k = 0; k < 2; k++) isRoot.out * (digest[k] - root[k]) === 0;
}
