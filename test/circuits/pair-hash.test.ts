import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { packNode } from "../../prover/witness/pack-node.ts";
import { unnoticedEdits } from "../support/edit-every-wire.ts";
import { type TestCircuit, testCircuit } from "../support/test-circuit.ts";

/** 64 bytes as 16 big-endian words, bits least significant first. */
function wordBits(message: Uint8Array): number[][] {
  const bytes = Buffer.from(message);
  return Array.from({ length: 16 }, (_, w) =>
    Array.from({ length: 32 }, (_, bit) => (bytes.readUInt32BE(4 * w) >>> bit) & 1),
  );
}

const node = fc.uint8Array({ minLength: 64, maxLength: 64 });

describe("PairHash", () => {
  let circuit: TestCircuit;
  beforeAll(async () => {
    circuit = await testCircuit("pair-hash");
  });

  async function expectAgreement(message: Uint8Array) {
    const witness = await circuit.witness({ words: wordBits(message) });
    const digest = createHash("sha256").update(message).digest();
    expect([witness[circuit.wire("digest[0]")], witness[circuit.wire("digest[1]")]]).toEqual(
      packNode(digest),
    );
    return witness;
  }

  it("agrees with node:crypto on random messages", async () => {
    await fc.assert(
      fc.asyncProperty(node, async (message) => {
        await expectAgreement(message);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ["zeros", new Uint8Array(64)],
    ["ones", new Uint8Array(64).fill(0xff)],
    ["alternating bits", new Uint8Array(64).fill(0xaa)],
    ["one high bit a word", new Uint8Array(64).map((_, i) => (i % 4 === 0 ? 0x80 : 0))],
    ["words of 2^32 - 1 and 0 by turns", new Uint8Array(64).map((_, i) => (i % 8 < 4 ? 0xff : 0))],
  ])("agrees with node:crypto on %s, and every constraint holds", async (_, message) => {
    expect(circuit.system.violated(await expectAgreement(message))).toEqual([]);
  });

  it("leaves no wire free: every edit of a finished witness is noticed", async () => {
    const message = new Uint8Array(64).map((_, i) => (37 * i + 11) % 256);
    const witness = await circuit.witness({ words: wordBits(message) });
    // The message bits are inputs whose boolean check lies with UnpackWords; changed, they still break the hash.
    expect(unnoticedEdits(circuit, witness)).toEqual([]);
  });
});
