pragma circom 2.2.0;

/// DELIBERATELY BROKEN, for test/soundness: ToBits without the boolean constraint.
template BitsUnchecked(WIDTH) {
    signal input in;
    signal output bits[WIDTH];
    var sum = 0;
    for (var i = 0; i < WIDTH; i++) {
        bits[i] <-- (in >> i) & 1;
        sum += bits[i] * (1 << i);
    }
    sum === in;
}

template Main() {
    signal input in;
    component bits = BitsUnchecked(8);
    bits.in <== in;
    signal used <== bits.bits[0] * bits.bits[1];
}

component main {public [in]} = Main();
