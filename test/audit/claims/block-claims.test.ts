/** What an audit says of a block, whichever payloads around it are missing. @module */
import { describe, expect, test } from "vitest";
import type { AuditContext } from "../../../prover/audit/claim.ts";
import { BLOCK_CLAIMS } from "../../../prover/audit/claims/block-claims.ts";
import type { Evidence } from "../../../prover/audit/evidence.ts";
import type { Hex } from "../../../prover/hex.ts";
import {
  PAYLOAD_GENESIS_TIME,
  PAYLOAD_SLOT_SECONDS,
  type PayloadChain,
  payloadChain,
  payloadPatterns,
} from "../../chain/blocks/payload-chain.ts";

const NOBODYS: Hex = `0x${"11".repeat(32)}`;
const claimNamed = (name: string) => BLOCK_CLAIMS.find(({ id }) => id === name)!;

/** A bundle of this block, whose spurt ends within its slot, before an oracle that knows nothing of it. */
function check(name: string, { chain, headers, rootOf, timeOf }: PayloadChain, slot: number, blockRoot: Hex) {
  const loadHeader = async (root: Hex) => headers.find((_, other) => rootOf(other) === root)!;
  const clock = async () => ({ genesisTime: PAYLOAD_GENESIS_TIME, secondsPerSlot: PAYLOAD_SLOT_SECONDS });
  const evidence = {
    chain: () => chain,
    nodes: () => ({ loadHeader }),
    clock,
    contracts: clock,
    spurt: async () => ({ number: 1n, start: 0n, end: timeOf(slot) + 5n }),
    storedBlock: async () => undefined,
  } as unknown as Evidence;
  const bundle = { manifest: { blockRoot, header: headers[slot] } } as unknown as AuditContext["bundle"];
  return claimNamed(name).check({ bundle, evidence } as AuditContext);
}

describe.each(["block-of-chain", "block-of-spurt"])("%s", (name) => {
  test("law: holds of the block itself and of no other, for every pattern of payloads", async () => {
    for (const isFull of payloadPatterns(4)) {
      const payloads = payloadChain(isFull);
      for (let slot = 1; slot <= 5; slot++) {
        expect(await check(name, payloads, slot, payloads.rootOf(slot))).toEqual([]);
        for (const other of [payloads.rootOf(slot - 1), NOBODYS] as const) {
          expect(await check(name, payloads, slot, other)).toMatchObject([
            { bundle: other, own: payloads.rootOf(slot) },
          ]);
        }
      }
    }
  });
});
