pragma circom 2.2.0;

include "../reserves-page.circom";

component main {
    public [
        rootHi, rootLo, leafBase, firstChunk, span, listLength, commitmentIn, commitmentOut,
        principalIn, principalOut, rawIn, rawOut, countIn, countOut, existingIn, existingOut
    ]
} = ReservesPage(131, 78);
