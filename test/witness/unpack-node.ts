/**
 * The way back from the circuit's form of a node, written from circuits/ssz/packed-words.circom and not from the code
 * under test: two field elements of four big-endian 32-bit words at 40-bit spacing.
 * @module
 */
const WORDS_PER_HALF = 4;
const SPACING_BITS = 40n;

/** @throws RangeError where a word has more than 32 bits or bits stand above the fourth word. */
export function unpackNode(halves: readonly [bigint, bigint]): Buffer {
  const node = Buffer.alloc(32);
  halves.forEach((packed, half) => {
    let rest = packed;
    for (let word = WORDS_PER_HALF - 1; word >= 0; word--) {
      const value = rest & ((1n << SPACING_BITS) - 1n);
      // writeUInt32BE refuses what does not fit 32 bits.
      node.writeUInt32BE(Number(value), 16 * half + 4 * word);
      rest >>= SPACING_BITS;
    }
    if (rest !== 0n) throw new RangeError(`bits above the fourth word: ${packed}`);
  });
  return node;
}
