pragma circom 2.2.0;

include "../../../circuits/registry/poseidon3.circom";

component main = Poseidon3();
