pragma circom 2.2.0;

/// DELIBERATELY BROKEN, for test/soundness: IsZero without `in * out === 0`.
template IsZeroHalf() {
    signal input in;
    signal output out;
    signal inverse;
    inverse <-- in != 0 ? 1 / in : 0;
    out <== 1 - in * inverse;
}

template Main() {
    signal input in;
    component isZero = IsZeroHalf();
    isZero.in <== in;
    // Somebody relies on it.
    signal used <== isZero.out * in;
}

component main {public [in]} = Main();
