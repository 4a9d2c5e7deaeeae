pragma circom 2.2.0;

include "../../../circuits/arithmetic/bits.circom";

/// The three range tools side by side, their results private so that a forger may change them.
template Arithmetic() {
    signal input value;
    signal input a;
    signal input b;
    component bits = ToBits(8);
    bits.in <== value;
    component isZero = IsZero();
    isZero.in <== value;
    component isLess = LessThan(8);
    isLess.a <== a;
    isLess.b <== b;
    signal used[3];
    used[0] <== bits.bits[0] * bits.bits[1];
    used[1] <== isZero.out * isLess.out;
    used[2] <== used[0] * used[1];
}

component main {public [value, a, b]} = Arithmetic();
