pragma circom 2.1.0;

// Outputs and public inputs; `squared` is a wire that B never uses, `scaled` has large and negative coefficients.
template Public() {
    signal input x;
    signal input y;
    signal input secret;
    signal output sum;
    signal output scaled;
    signal squared <== secret * secret;
    sum <== x * secret + squared;
    scaled <== (x - 7 * y) * (-y + 18446744073709551616 * secret) - squared;
}

component main {public [x, y]} = Public();
