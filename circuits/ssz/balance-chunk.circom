pragma circom 2.2.0;

include "../arithmetic/bits.circom";

/// @title  BalanceChunk
/// @notice One chunk of the balances list (four little-endian uint64 in 32 bytes), as node and as numbers.
/// @input  balancesGwei[4]  gwei. CHECKED < 2^64 each, here.
/// @input  lane[2]          bits of (validator index mod 4), low bit first. ASSUMED 0 or 1.
/// @output node[2]          the chunk, packed from exact words.
/// @output balanceGwei      balancesGwei[lane].
/// @dev Source: consensus-specs ssz/simple-serialize.md (pack, uint64 little-endian). Word w of the chunk is bytes
///      4 (w mod 2) .. + 3 of balance w / 2 in big-endian order. Each of the four products of lane bits picks one
///      balance, and the bits are booleans: exactly one is read.
template BalanceChunk() {
    signal input balancesGwei[4];
    signal input lane[2];
    signal output node[2];
    signal output balanceGwei;

    component bits[4];
    for (var b = 0; b < 4; b++) {
        bits[b] = ToBits(64);
        bits[b].in <== balancesGwei[b];
    }
    for (var k = 0; k < 2; k++) {
        var packed = 0;
        for (var j = 0; j < 4; j++) {
            for (var byte = 0; byte < 4; byte++) {
                for (var i = 0; i < 8; i++) {
                    var bit = bits[2 * k + j \ 2].bits[32 * (j % 2) + 8 * byte + i];
                    packed += bit * (1 << (40 * (3 - j) + 8 * (3 - byte) + i));
                }
            }
        }
        node[k] <== packed;
    }

    signal low <== balancesGwei[0] + lane[0] * (balancesGwei[1] - balancesGwei[0]);
    signal high <== balancesGwei[2] + lane[0] * (balancesGwei[3] - balancesGwei[2]);
    balanceGwei <== low + lane[1] * (high - low);
}
