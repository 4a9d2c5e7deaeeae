import type { Random } from "./random.ts";

/** A few thousand at most: an attacker's file may be as long as it likes, the reading of long ones is tested by size. */
const MAX_RUN = 64;
const WORDS = [0n, 1n, 0x7fffffffn, 0x80000000n, 0xffffffffn, 0x1_0000_0000n, 0xffff_ffff_ffff_ffffn];

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const changed = bytes.slice();
    changed[random.below(bytes.length)]! ^= 1 << random.below(8);
    return changed;
  },
  function cut(bytes, random) {
    return bytes.slice(0, random.below(bytes.length));
  },
  function dropRun(bytes, random) {
    const start = random.below(bytes.length);
    return join(bytes.subarray(0, start), bytes.subarray(start + 1 + random.below(MAX_RUN)));
  },
  function repeatRun(bytes, random) {
    const start = random.below(bytes.length);
    const end = Math.min(bytes.length, start + 1 + random.below(MAX_RUN));
    return join(bytes.subarray(0, end), bytes.subarray(start));
  },
  function insertRun(bytes, random) {
    const at = random.below(bytes.length + 1);
    const run = Uint8Array.from({ length: 1 + random.below(MAX_RUN) }, () => random.below(256));
    return join(bytes.subarray(0, at), run, bytes.subarray(at));
  },
  /** Offsets, lengths and counts of binary formats are little-endian words. */
  function hostileWord(bytes, random) {
    const changed = bytes.slice();
    const size = random.pick([4, 8]);
    const value = random.pick(WORDS);
    const at = random.below(bytes.length);
    for (let i = 0; i < size && at + i < bytes.length; i++)
      changed[at + i] = Number((value >> BigInt(8 * i)) & 255n);
    return changed;
  },
  function append(bytes, random) {
    return join(
      bytes,
      Uint8Array.from({ length: 1 + random.below(MAX_RUN) }, () => random.below(256)),
    );
  },
];

/** One change, or a few. @param bytes  at least one. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let changed = bytes;
  for (let left = 1 + random.below(3); left > 0 && changed.length > 0; left--)
    changed = random.pick(MUTATIONS)(changed, random);
  return changed;
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
