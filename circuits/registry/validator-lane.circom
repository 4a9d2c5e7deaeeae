pragma circom 2.2.0;

include "../arithmetic/bits.circom";
include "../ssz/balance-chunk.circom";
include "poseidon3.circom";

/// @title  ValidatorLane
/// @notice Consumes one validator of the registry: extends the commitment and yields what it adds to the totals.
/// @input  active           CHECKED 0 or 1. 0: the lane changes nothing and its other inputs are range-checked only.
/// @input  index            validator index. CHECKED < 2^40 (VALIDATOR_REGISTRY_LIMIT).
/// @input  principalGwei    gwei. CHECKED < 2^64.
/// @input  balancesGwei[4]  the validator's chunk. CHECKED < 2^64 each. Free where the validator does not exist.
/// @input  commitmentIn     registry chain so far.
/// @input  leafBase, firstChunk, span  the window of the page, public. leafBase ASSUMED in [2, 2^63 + 2), which is what
///                          ReservesPage checks.
/// @input  listLength       entries of the balances list. ASSUMED < 2^41.
/// @output commitmentOut    active ? Poseidon(commitmentIn, index, principalGwei) : commitmentIn.
/// @output exists           active and index < listLength, 0 or 1. A Merkle proof past the end of the list is valid and
///                          shows 0, so such a validator claims nothing and counts 0.
/// @output chunkGindex, chunkNode[2]  what the page must find below the link node, where `exists` is 1.
/// @output rawGwei          exists ? balance : 0.                     < 2^64.
/// @output backedGwei       exists ? min(balance, principal) : 0.     < 2^64. NoOps keep what is above the principal.
/// @dev Sound: where `exists` is 1, offset = (index >> 2) - firstChunk and span - 1 - offset are both checked to
///      lie in [0, 2^40): no wrap round the field can bring a chunk outside the window inside it, whatever the public
///      inputs are. So chunkGindex = leafBase + offset is in [2, 2^63 + 2^40 + 1), far from wrapping round the field and
///      below 2^64, as Claim assumes.
template ValidatorLane() {
    signal input active;
    signal input index;
    signal input principalGwei;
    signal input balancesGwei[4];
    signal input commitmentIn;
    signal input leafBase;
    signal input firstChunk;
    signal input span;
    signal input listLength;
    signal output commitmentOut;
    signal output exists;
    signal output chunkGindex;
    signal output chunkNode[2];
    signal output rawGwei;
    signal output backedGwei;

    active * (active - 1) === 0;

    component indexBits = ToBits(40);
    indexBits.in <== index;
    component principalBits = ToBits(64);
    principalBits.in <== principalGwei;

    component isListed = LessThan(41);
    isListed.a <== index;
    isListed.b <== listLength;
    exists <== active * isListed.out;

    // index >> 2, exact because the bits are
    var chunk = 0;
    for (var i = 2; i < 40; i++) chunk += indexBits.bits[i] * (1 << (i - 2));
    signal offset <== exists * (chunk - firstChunk);
    component offsetBits = ToBits(40);
    offsetBits.in <== offset;
    component roomBits = ToBits(40);
    roomBits.in <== exists * (span - 1) - offset;
    chunkGindex <== leafBase + offset;

    component balances = BalanceChunk();
    balances.balancesGwei <== balancesGwei;
    balances.lane <== [indexBits.bits[0], indexBits.bits[1]];
    chunkNode <== balances.node;

    component isBelow = LessThan(64);
    isBelow.a <== balances.balanceGwei;
    isBelow.b <== principalGwei;
    signal smallerGwei <== principalGwei + isBelow.out * (balances.balanceGwei - principalGwei);
    rawGwei <== exists * balances.balanceGwei;
    backedGwei <== exists * smallerGwei;

    component link = Poseidon3();
    link.in <== [commitmentIn, index, principalGwei];
    commitmentOut <== commitmentIn + active * (link.out - commitmentIn);
}
