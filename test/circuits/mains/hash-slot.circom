pragma circom 2.2.0;

include "../../../circuits/ssz/hash-slot.circom";

component main {public [gindex, left, right, root]} = HashSlot();
