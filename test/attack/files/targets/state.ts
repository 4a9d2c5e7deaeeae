/**
 * The bytes of a state: offsets, lengths and list entries. Most of a state is vectors of roots, of which each byte is as
 * good as another, so the changes fall on the rest.
 * @module
 */
import { decodeState } from "../../../../prover/state/decode-state.ts";
import { forkOfState } from "../../../../prover/state/fork-of-state.ts";
import type { SupportedFork } from "../../../../prover/state/layout.ts";
import { unpackState } from "../../../../prover/state/unpack-state.ts";
import { verifyState } from "../../../../prover/state/verify-state.ts";
import { type SyntheticState, syntheticState } from "../../../../scripts/synthetic-state/synthetic-state.ts";
import { mutateBytes } from "../mutate-bytes.ts";
import type { AttackedFile } from "../target.ts";

const FORKS: readonly SupportedFork[] = ["electra", "gloas"];
const BALANCES_GWEI = Array.from({ length: 44 }, (_, i) => 32_000_000_000n + BigInt(i));
const WINDOW_BYTES = 300;
/** Hashing a whole state takes longer than decoding it. */
const HASHED_ONE_IN = 200;

export async function stateAttack(): Promise<AttackedFile> {
  const honest = await Promise.all(
    FORKS.map(async (fork) => ({ fork, ...(await syntheticState(BALANCES_GWEI, fork)) })),
  );
  return {
    kind: "state",
    mutate(random) {
      const { fork, stateBytes, header } = random.pick(honest);
      const start = random.pick(changedAreas(stateBytes)) + random.below(WINDOW_BYTES);
      const end = Math.min(stateBytes.length, start + WINDOW_BYTES);
      const isHashed = random.below(HASHED_ONE_IN) === 0;
      const bytes = Uint8Array.from(
        Buffer.concat([
          stateBytes.subarray(0, start),
          mutateBytes(stateBytes.subarray(start, end), random),
          stateBytes.subarray(end),
        ]),
      );
      return {
        async read() {
          const unpacked = await unpackState("state.ssz", bytes);
          forkOfState(unpacked, fork);
          decodeState(unpacked, fork);
          if (!isHashed) return undefined;
          await verifyState({ stateBytes: unpacked, fork, header });
          return Buffer.compare(bytes, stateBytes) === 0
            ? undefined
            : "another state has the root of the header";
        },
        describe: () => `a state of ${fork}, changed at byte ${start}`,
      };
    },
  };
}

/** The first bytes, where the offsets of lists begin, and the lists at the end. */
function changedAreas(bytes: SyntheticState["stateBytes"]): number[] {
  const firstFields = 0;
  const offsets: number[] = [];
  // An offset is a word that points behind itself into the file; the mainnet vectors of a default state are zeros.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const value = view.getUint32(at, true);
    if (value > at && value <= bytes.length && value > bytes.length - 20_000)
      offsets.push(Math.max(0, at - 150));
  }
  return [
    firstFields,
    ...offsets.slice(0, 20),
    Math.max(0, bytes.length - 2 * WINDOW_BYTES),
    bytes.length - 6_000,
  ];
}
