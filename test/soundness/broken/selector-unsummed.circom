pragma circom 2.2.0;

/// DELIBERATELY BROKEN, for test/soundness: a one-hot selector whose sum is never compared, so it may select nothing.
template SelectorUnsummed(N) {
    signal input choice;
    signal input values[N];
    signal selector[N];
    for (var i = 0; i < N; i++) {
        selector[i] <-- choice == i ? 1 : 0;
        selector[i] * (selector[i] - 1) === 0;
    }
    signal product[N];
    var picked = 0;
    for (var i = 0; i < N; i++) {
        product[i] <== selector[i] * values[i];
        picked += product[i];
    }
    signal output out <-- picked;
}

component main {public [choice, values]} = SelectorUnsummed(3);
