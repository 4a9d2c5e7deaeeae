pragma circom 2.2.0;

/// Bitwise functions on 32-bit words, ONE constraint a bit. A word is 32 bits, least significant first.
/// Every input bit is ASSUMED 0 or 1: AddWords, ToBits and the templates below make only such bits.
///
/// With s = a + b + c of three bits:
///   xor3:  s (2x - s + 2) = 3x     has the single solution x = s mod 2       (check s = 0, 1, 2, 3)
///   maj:   s (4x - s + 1) = 6x     has the single solution x = [s >= 2]
///   ch(e, f, g) = g + e (f - g)
/// So each output bit is a function of its input bits, and 0 or 1, without a boolean constraint of its own.

/// @title  Xor3
/// @notice Rotations of one word, added without carry: Σ0 and Σ1, or with SHIFT = 1 the small σ0 and σ1, whose
///         third term is shifted (zeros come in from the left) and not rotated.
/// @input  in[32]   bits, ASSUMED boolean.
/// @output out[32]  bits.
template Xor3(R1, R2, R3, SHIFT) {
    signal input in[32];
    signal output out[32];
    for (var i = 0; i < 32; i++) {
        var s = in[(i + R1) % 32] + in[(i + R2) % 32];
        if (SHIFT == 0 || i + R3 < 32) s += in[(i + R3) % 32];
        out[i] <-- s % 2;
        s * (2 * out[i] - s + 2) === 3 * out[i];
    }
}

/// @title  Majority
/// @input  a[32], b[32], c[32]  bits, ASSUMED boolean.
/// @output out[32]              bits.
template Majority() {
    signal input a[32];
    signal input b[32];
    signal input c[32];
    signal output out[32];
    for (var i = 0; i < 32; i++) {
        var s = a[i] + b[i] + c[i];
        out[i] <-- s \ 2;
        s * (4 * out[i] - s + 1) === 6 * out[i];
    }
}

/// @title  Choose
/// @input  e[32], f[32], g[32]  bits, ASSUMED boolean.
/// @output out[32]              bits: f where e is 1, g where e is 0.
template Choose() {
    signal input e[32];
    signal input f[32];
    signal input g[32];
    signal output out[32];
    for (var i = 0; i < 32; i++) {
        out[i] <== g[i] + e[i] * (f[i] - g[i]);
    }
}

/// @title  ConstantWord
/// @output out[32]  bits of VALUE; the compiler replaces them by constants.
template ConstantWord(VALUE) {
    signal output out[32];
    for (var i = 0; i < 32; i++) {
        out[i] <== (VALUE >> i) & 1;
    }
}

/// @title  AddWords
/// @notice (terms[0] + .. + terms[N-2] ± terms[N-1] + CONSTANT) mod 2^32.
/// @param  LAST_SIGN   1, or -1 to subtract the last term.
/// @param  CONSTANT    holds a multiple of 2^32 large enough that the whole sum is never negative.
/// @param  CARRY_BITS  enough for floor(sum / 2^32) at its largest, and small: CARRY_BITS < 200.
/// @input  terms[N]    words, bits ASSUMED boolean.
/// @output out[32]     CHECKED boolean here.
/// @dev Sound: sum = out + 2^32 carry with out and carry made of booleans and everything far below the field order,
///      so out is the sum modulo 2^32 whatever the prover chose.
template AddWords(N, LAST_SIGN, CONSTANT, CARRY_BITS) {
    signal input terms[N][32];
    signal output out[32];
    signal carry[CARRY_BITS];
    var sum = CONSTANT;
    for (var i = 0; i < 32; i++) {
        for (var k = 0; k < N - 1; k++) sum += terms[k][i] * (1 << i);
        sum += LAST_SIGN * terms[N - 1][i] * (1 << i);
    }
    var recomposed = 0;
    for (var i = 0; i < 32; i++) {
        out[i] <-- (sum >> i) & 1;
        out[i] * (out[i] - 1) === 0;
        recomposed += out[i] * (1 << i);
    }
    for (var i = 0; i < CARRY_BITS; i++) {
        carry[i] <-- (sum >> (32 + i)) & 1;
        carry[i] * (carry[i] - 1) === 0;
        recomposed += carry[i] * (1 << (32 + i));
    }
    recomposed === sum;
}
