pragma circom 2.2.0;

include "../../../circuits/sha256/pair-hash.circom";

component main = PairHash();
