pragma circom 2.1.6;

/// @title  AnySixteen
/// @notice Sixteen public inputs, and a statement that is true for ALL of them: a circuit that no ceremony was held for.
/// @input  inputs[16]  public, unconstrained field elements.
/// @input  a, b        private, with a · b = sum of (k + 1) · inputs[k]: a = 1 always works.
template AnySixteen() {
    signal input inputs[16];
    signal input a;
    signal input b;

    var sum = 0;
    for (var k = 0; k < 16; k++) sum += (k + 1) * inputs[k];
    a * b === sum;
}

component main { public [inputs] } = AnySixteen();
