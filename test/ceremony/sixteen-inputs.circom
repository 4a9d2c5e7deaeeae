pragma circom 2.1.6;

/// @title  SixteenInputs
/// @notice The circuit of the ceremony test: sixteen public inputs, as reserves-page has, and two hundred rows.
/// @input  inputs[16]  public. CHECKED: their sum is the last of the squares.
/// @input  seed        private: squared 200 times.
template SixteenInputs() {
    signal input inputs[16];
    signal input seed;
    signal squares[201];

    squares[0] <== seed;
    for (var k = 0; k < 200; k++) squares[k + 1] <== squares[k] * squares[k];

    var sum = 0;
    for (var k = 0; k < 16; k++) sum += inputs[k];
    squares[200] === sum;
}

component main { public [inputs] } = SixteenInputs();
