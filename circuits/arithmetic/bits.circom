pragma circom 2.2.0;

/// @title  ToBits
/// @notice Range check: decomposes `in` into WIDTH bits, least significant first.
/// @param  WIDTH  1..253, so that the sum of bits cannot wrap round the field.
/// @input  in       CHECKED here: 0 <= in < 2^WIDTH.
/// @output bits[]   each 0 or 1.
/// @dev Sound: booleans times distinct powers of two below the field order have one representation.
template ToBits(WIDTH) {
    signal input in;
    signal output bits[WIDTH];
    var sum = 0;
    for (var i = 0; i < WIDTH; i++) {
        bits[i] <-- (in >> i) & 1;
        bits[i] * (bits[i] - 1) === 0;
        sum += bits[i] * (1 << i);
    }
    sum === in;
}

/// @title  IsZero
/// @notice 1 if `in` is zero, 0 otherwise.
/// @input  in   any field element.
/// @output out  0 or 1.
/// @dev Sound: in != 0 forces out = 0 by the second constraint; in = 0 forces out = 1 by the first.
///      `inverse` is free where in = 0, and nothing else reads it.
template IsZero() {
    signal input in;
    signal output out;
    signal inverse;
    inverse <-- in != 0 ? 1 / in : 0;
    out <== 1 - in * inverse;
    in * out === 0;
}

/// @title  LessThan
/// @notice 1 if a < b, 0 otherwise.
/// @param  WIDTH  1..252.
/// @input  a, b  ASSUMED 0 <= a, b < 2^WIDTH: the caller range-checks both.
/// @output out   0 or 1.
/// @dev Sound: a + 2^WIDTH - b lies in [1, 2^(WIDTH+1)), and its top bit is 0 exactly when a < b.
template LessThan(WIDTH) {
    signal input a;
    signal input b;
    signal output out;
    component difference = ToBits(WIDTH + 1);
    difference.in <== a + (1 << WIDTH) - b;
    out <== 1 - difference.bits[WIDTH];
}
