pragma circom 2.1.0;

// 6 constraints, 2 public values and wire 0: one row more than 8, so the domain is 16.
template Chain(n) {
    signal input start;
    signal output end;
    signal step[n];
    for (var i = 0; i < n; i++) {
        step[i] <== (i == 0 ? start : step[i - 1]) * (i == 0 ? start : step[i - 1]) + i;
    }
    end <== step[n - 1];
}

component main {public [start]} = Chain(6);
