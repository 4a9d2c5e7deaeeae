pragma circom 2.2.0;

include "../../../circuits/ssz/claim.circom";

component main {public [active, gindex, node, slotGindex, slotLeft, slotRight]} = Claim(3);
