pragma circom 2.2.0;

include "arithmetic/bits.circom";
include "ssz/packed-words.circom";
include "ssz/hash-slot.circom";
include "ssz/claim.circom";
include "registry/validator-lane.circom";

/// @title  ReservesPage
/// @notice One page of the proof of reserves: consumes the next validators of the registry and adds their balances,
///         proved under one SSZ node. A page is a state transition; circuits/README.md says what is proved and what fixes each public input.
/// @param  SLOTS  SHA-256 pair hashes.
/// @param  LANES  validators.
///
/// Public inputs, in this order (the verifier contract and prover/plan/public-inputs.ts rely on it):
/// @input  rootHi, rootLo             link node, big-endian halves. CHECKED < 2^128.
/// @input  leafBase                   gindex of chunk `firstChunk` below the link node. CHECKED in [2, 2^63 + 2).
/// @input  firstChunk, span           chunks covered: firstChunk <= c < firstChunk + span. ASSUMED to describe the
///                                    subtree of the link node: the verifier derives all three from its position.
/// @input  listLength                 entries of the balances list. CHECKED < 2^41. ASSUMED proved by the verifier.
/// @input  commitmentIn, commitmentOut  registry chain.
/// @input  principalIn, principalOut  running total, wei. CHECKED < 2^128.
/// @input  rawIn, rawOut              running total, wei. CHECKED < 2^128.
/// @input  countIn, countOut          validators consumed. CHECKED < 2^64.
/// @input  existingIn, existingOut    of them below listLength. CHECKED < 2^64.
///
/// Private inputs:
/// @input  slotGindex, slotLeft, slotRight  see HashSlot. Parents come before their children.
/// @input  slotParent[s], laneParent[l]     advice: the slot of which slot s, or the chunk of lane l, is a child.
/// @input  laneActive, laneIndex, lanePrincipalGwei, laneBalancesGwei  see ValidatorLane.
///
/// @dev Sound: follow a chunk claim upwards. It is a child of a slot with half its gindex (Claim), whose digest is a
///      claim of its own, and so on: gindices are exact integers below 2^64 that halve at each step, so after at most 64
///      steps the gindex is 1 and the digest is the public root. It can never be 0, because chunk claims start at 2 or
///      more and slots claim only from 2 up. Collision resistance of SHA-256 then makes the chunk THE node at that
///      gindex. A slot may name only earlier slots as parent, which halves the cost and excludes nothing: parents have
///      smaller gindices.
///      Totals: each lane adds less than 2^64 gwei, the start is below 2^128: no sum can wrap round the field.
template ReservesPage(SLOTS, LANES) {
    signal input rootHi;
    signal input rootLo;
    signal input leafBase;
    signal input firstChunk;
    signal input span;
    signal input listLength;
    signal input commitmentIn;
    signal input commitmentOut;
    signal input principalIn;
    signal input principalOut;
    signal input rawIn;
    signal input rawOut;
    signal input countIn;
    signal input countOut;
    signal input existingIn;
    signal input existingOut;

    signal input slotGindex[SLOTS];
    signal input slotLeft[SLOTS][2];
    signal input slotRight[SLOTS][2];
    signal input slotParent[SLOTS];
    signal input laneActive[LANES];
    signal input laneIndex[LANES];
    signal input lanePrincipalGwei[LANES];
    signal input laneBalancesGwei[LANES][4];
    signal input laneParent[LANES];

    component rootHiWords = PackHalf();
    rootHiWords.half <== rootHi;
    component rootLoWords = PackHalf();
    rootLoWords.half <== rootLo;

    component leafBaseRange = ToBits(63);
    leafBaseRange.in <== leafBase - 2;
    component listLengthRange = ToBits(41);
    listLengthRange.in <== listLength;
    component totalRange[4];
    for (var k = 0; k < 4; k++) totalRange[k] = ToBits(128);
    totalRange[0].in <== principalIn;
    totalRange[1].in <== principalOut;
    totalRange[2].in <== rawIn;
    totalRange[3].in <== rawOut;
    component countRange[4];
    for (var k = 0; k < 4; k++) countRange[k] = ToBits(64);
    countRange[0].in <== countIn;
    countRange[1].in <== countOut;
    countRange[2].in <== existingIn;
    countRange[3].in <== existingOut;

    component slot[SLOTS];
    component slotClaim[SLOTS];
    for (var s = 0; s < SLOTS; s++) {
        slot[s] = HashSlot();
        slot[s].gindex <== slotGindex[s];
        slot[s].left <== slotLeft[s];
        slot[s].right <== slotRight[s];
        slot[s].root <== [rootHiWords.packed, rootLoWords.packed];
        if (s == 0) {
            // Slot 0 has no earlier slot: it is the root, or unused. slotParent[0] is not read.
            slot[s].claims === 0;
        } else {
            slotClaim[s] = Claim(s);
            slotClaim[s].active <== slot[s].claims;
            slotClaim[s].gindex <== slotGindex[s];
            slotClaim[s].node <== slot[s].digest;
            slotClaim[s].parent <== slotParent[s];
            for (var p = 0; p < s; p++) {
                slotClaim[s].slotGindex[p] <== slotGindex[p];
                slotClaim[s].slotLeft[p] <== slotLeft[p];
                slotClaim[s].slotRight[p] <== slotRight[p];
            }
        }
    }

    component lane[LANES];
    component laneClaim[LANES];
    var gweiToWei = 1000000000;
    var principal = principalIn;
    var raw = rawIn;
    var count = countIn;
    var existing = existingIn;
    for (var l = 0; l < LANES; l++) {
        lane[l] = ValidatorLane();
        lane[l].active <== laneActive[l];
        lane[l].index <== laneIndex[l];
        lane[l].principalGwei <== lanePrincipalGwei[l];
        lane[l].balancesGwei <== laneBalancesGwei[l];
        lane[l].leafBase <== leafBase;
        lane[l].firstChunk <== firstChunk;
        lane[l].span <== span;
        lane[l].listLength <== listLength;
        if (l == 0) {
            lane[l].commitmentIn <== commitmentIn;
        } else {
            lane[l].commitmentIn <== lane[l - 1].commitmentOut;
            // Lanes fill from the front: an inactive one is followed by inactive ones only.
            laneActive[l] * (1 - laneActive[l - 1]) === 0;
        }

        laneClaim[l] = Claim(SLOTS);
        laneClaim[l].active <== lane[l].exists;
        laneClaim[l].gindex <== lane[l].chunkGindex;
        laneClaim[l].node <== lane[l].chunkNode;
        laneClaim[l].parent <== laneParent[l];
        laneClaim[l].slotGindex <== slotGindex;
        laneClaim[l].slotLeft <== slotLeft;
        laneClaim[l].slotRight <== slotRight;

        principal += lane[l].backedGwei * gweiToWei;
        raw += lane[l].rawGwei * gweiToWei;
        count += laneActive[l];
        existing += lane[l].exists;
    }

    commitmentOut === lane[LANES - 1].commitmentOut;
    principalOut === principal;
    rawOut === raw;
    countOut === count;
    existingOut === existing;
}
