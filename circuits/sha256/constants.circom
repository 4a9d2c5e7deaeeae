pragma circom 2.2.0;

/// SHA-256 constants and the compile-time half of the hash (FIPS 180-4, sections 4.2.2, 5.3.3 and 6.2.2).
/// Everything here runs in the compiler: no signal is involved.

function sha256RoundConstant(t) {
    var K[64] = [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
    ];
    return K[t];
}

/// Word `i` (a, b, c, d, e, f, g, h) of the initial hash value.
function sha256InitialWord(i) {
    var H[8] = [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    ];
    return H[i];
}

function word32(x) {
    return x & 0xffffffff;
}

function rotateRight(x, r) {
    return word32((x >> r) | (x << (32 - r)));
}

function bigSigma0(x) {
    return rotateRight(x, 2) ^ rotateRight(x, 13) ^ rotateRight(x, 22);
}

function bigSigma1(x) {
    return rotateRight(x, 6) ^ rotateRight(x, 11) ^ rotateRight(x, 25);
}

function choose(e, f, g) {
    return (e & f) ^ ((0xffffffff ^ e) & g);
}

function majority(a, b, c) {
    return (a & b) ^ (a & c) ^ (b & c);
}

/// Word `t` of the message schedule of the padding block that follows 64 bytes: 0x80, zeros, the length 512.
function paddingScheduleWord(t) {
    var W[64];
    for (var i = 0; i < 16; i++) W[i] = 0;
    W[0] = 0x80000000;
    W[15] = 512;
    for (var i = 16; i < 64; i++) {
        var s0 = rotateRight(W[i - 15], 7) ^ rotateRight(W[i - 15], 18) ^ (W[i - 15] >> 3);
        var s1 = rotateRight(W[i - 2], 17) ^ rotateRight(W[i - 2], 19) ^ (W[i - 2] >> 10);
        W[i] = word32(s1 + W[i - 7] + s0 + W[i - 16]);
    }
    return W[t];
}
