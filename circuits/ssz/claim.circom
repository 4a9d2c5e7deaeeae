pragma circom 2.2.0;

/// @title  Claim
/// @notice "This node is a child of one of N hash slots": the one wiring rule of the page.
/// @param  N  number of slots that may be the parent.
/// @input  active        ASSUMED 0 or 1. 0: the claim says nothing and no other input matters.
/// @input  gindex        of the child. ASSUMED in [2, 2^64) where active.
/// @input  node[2]       the child, two packed elements of four words at 40-bit spacing (see PaddingBlock).
/// @input  parent        which slot, 0..N-1: advice, not trusted.
/// @input  slotGindex[N], slotLeft[N][2], slotRight[N][2]
///                       the slots. Gindices ASSUMED < 2^64; left and right ASSUMED packed from exact 32-bit words.
/// @dev CHECKED here: exactly one slot s is selected and
///        gindex = 2 slotGindex[s] + side    and    node = side ? slotRight[s] : slotLeft[s].
///      Sound: the selectors are booleans that sum to `active`, so they are one-hot (or all 0, then both sides of every
///      equation are 0). slotGindex[s] < 2^64, so 2 g + side does not wrap and determines both g and side. The packed
///      words of an honest digest differ from a forged one by less than 2^38 a word: equality of the elements is
///      equality of the words.
///      The selected values are sums of products, each product a C-side wire.
template Claim(N) {
    signal input active;
    signal input gindex;
    signal input node[2];
    signal input parent;
    signal input slotGindex[N];
    signal input slotLeft[N][2];
    signal input slotRight[N][2];

    signal selector[N];
    var selected = 0;
    for (var s = 0; s < N; s++) {
        selector[s] <-- active != 0 && parent == s ? 1 : 0;
        selector[s] * (selector[s] - 1) === 0;
        selected += selector[s];
    }
    selected === active;

    signal side;
    side <-- active != 0 ? gindex & 1 : 0;
    side * (side - 1) === 0;

    signal gindexProduct[N];
    var parentGindex = 0;
    for (var s = 0; s < N; s++) {
        gindexProduct[s] <== selector[s] * slotGindex[s];
        parentGindex += gindexProduct[s];
    }
    active * (gindex - side) === 2 * parentGindex;

    signal leftProduct[N][2];
    signal rightProduct[N][2];
    signal picked[2];
    for (var k = 0; k < 2; k++) {
        var left = 0;
        var right = 0;
        for (var s = 0; s < N; s++) {
            leftProduct[s][k] <== selector[s] * slotLeft[s][k];
            rightProduct[s][k] <== selector[s] * slotRight[s][k];
            left += leftProduct[s][k];
            right += rightProduct[s][k];
        }
        picked[k] <== left + side * (right - left);
        active * node[k] === picked[k];
    }
}
