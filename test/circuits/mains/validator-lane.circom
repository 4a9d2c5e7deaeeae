pragma circom 2.2.0;

include "../../../circuits/registry/validator-lane.circom";

component main {
    public [active, index, principalGwei, balancesGwei, commitmentIn, leafBase, firstChunk, span, listLength]
} = ValidatorLane();
