pragma circom 2.1.0;

// 5 constraints, 2 public values and wire 0: exactly the 8 rows of a domain.
template Chain(n) {
    signal input start;
    signal output end;
    signal step[n];
    for (var i = 0; i < n; i++) {
        step[i] <== (i == 0 ? start : step[i - 1]) * (i == 0 ? start : step[i - 1]) + i;
    }
    end <== step[n - 1];
}

component main {public [start]} = Chain(5);
