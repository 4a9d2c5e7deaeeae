pragma circom 2.1.0;

// No public value at all: the verification key has the one IC point of the constant wire.
template NoPublic() {
    signal input a;
    signal input b;
    signal product <== a * b;
    product * b === 36;
}

component main = NoPublic();
