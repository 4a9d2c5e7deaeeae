/** Long lists that stay bytes give the tree of the SSZ library, node by node. @module */
import { type Node, zeroNode } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../prover/hex.ts";
import { containerRoots } from "../../prover/state/container-roots.ts";
import { decodeState } from "../../prover/state/decode-state.ts";
import { findValidators } from "../../prover/state/find-validators.ts";
import type { SupportedFork } from "../../prover/state/layout.ts";
import { packedList } from "../../prover/state/packed-list.ts";
import { useFastHasher } from "../../prover/state/use-fast-hasher.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";

beforeAll(useFastHasher);

const { Validator } = ssz.phase0;
const validator = fc.record({
  pubkey: fc.uint8Array({ minLength: 48, maxLength: 48 }),
  withdrawalCredentials: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  effectiveBalance: fc.nat(),
  slashed: fc.boolean(),
  activationEligibilityEpoch: fc.nat(),
  activationEpoch: fc.nat(),
  exitEpoch: fc.constantFrom(7, Number.POSITIVE_INFINITY),
  withdrawableEpoch: fc.constantFrom(9, Number.POSITIVE_INFINITY),
});

const EMPTY = new Set(Array.from({ length: 64 }, (_, depth) => toHex(zeroNode(depth).root)));

/** Both trees down to their leaves, but for empty subtrees. */
function requireSame(ours: Node, theirs: Node): void {
  const root = toHex(theirs.root);
  if (toHex(ours.root) !== root) expect(toHex(ours.root)).toBe(root);
  if (EMPTY.has(root)) return;
  expect(ours.isLeaf()).toBe(theirs.isLeaf());
  if (theirs.isLeaf()) return;
  requireSame(ours.left, theirs.left);
  requireSame(ours.right, theirs.right);
}

describe("a state whose long lists stay bytes", () => {
  it.each<SupportedFork>(["deneb", "electra", "fulu"])("%s: has the library's tree", async (fork) => {
    await fc.assert(
      fc.asyncProperty(fc.array(validator, { maxLength: 40 }), async (validators) => {
        const balances = validators.map((_, i) => BigInt(i) + 5n);
        const { stateBytes } = await syntheticState(balances, fork, (value) => {
          value.validators = validators;
          value.inactivityScores = validators.map((_, i) => i);
          value.currentEpochParticipation = validators.map(() => 7);
        });
        const ours = decodeState(stateBytes, fork).stateNode;
        const theirs = ssz[fork].BeaconState.deserializeToViewDU(stateBytes).node;
        for (const list of [
          "validators",
          "balances",
          "inactivityScores",
          "currentEpochParticipation",
        ] as const) {
          const { gindex } = ssz[fork].BeaconState.getPathInfo([list]);
          const at = (node: Node) => [...gindex.toString(2).slice(1)].reduce(step, node);
          requireSame(at(ours), at(theirs));
        }
      }),
      { numRuns: 6 },
    );
  });

  it.each([
    [{ stateBytes: new Uint8Array(10) }],
    [{ stateBytes: new Uint8Array(3_000_000) }],
    [{ stateBytes: new Uint8Array(3_000_000).fill(255) }],
  ])("is refused where the bytes are no state", ({ stateBytes }) => {
    expect(() => decodeState(stateBytes, "fulu")).toThrow(
      expect.objectContaining({ code: "STATE_ENCODING_INVALID" }),
    );
  });

  it("hashes any number of containers as the library does", () => {
    fc.assert(
      fc.property(fc.array(validator, { maxLength: 20 }), (validators) => {
        const bytes = Buffer.concat(validators.map((value) => Validator.serialize(value)));
        const roots = Buffer.concat(validators.map((value) => Validator.hashTreeRoot(value)));
        expect(toHex(containerRoots(Validator, bytes))).toBe(toHex(roots));
      }),
      { numRuns: 30 },
    );
  });

  it("gives a list of any length the library's root", () => {
    const Balances = ssz.phase0.Balances;
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 200 }), (balances) => {
        const bytes = Balances.serialize(balances);
        const chunks = new Uint8Array(Math.ceil(bytes.length / 32) * 32);
        chunks.set(bytes);
        const shape = { kind: "bounded", depth: Balances.chunkDepth } as const;
        const { root } = packedList(chunks, shape, balances.length);
        expect(toHex(root)).toBe(toHex(Balances.hashTreeRoot(balances)));
        const progressive = packedList(chunks, { kind: "progressive" }, balances.length);
        expect(toHex(progressive.root)).toBe(toHex(ssz.gloas.Balances.hashTreeRoot(balances)));
      }),
      { numRuns: 60 },
    );
  });
});

describe("findValidators", () => {
  it("finds each key that is there with its index and credentials, across batches", async () => {
    const count = 9000;
    const pubkeyOf = (index: number) => new Uint8Array(48).fill(1 + (index % 250), 0, 1 + (index % 40));
    const bytes = Buffer.concat(
      Array.from({ length: count }, (_, index) => {
        const pubkey = pubkeyOf(index);
        new DataView(pubkey.buffer).setUint32(44, index);
        return Validator.serialize({
          ...Validator.defaultValue(),
          pubkey,
          withdrawalCredentials: new Uint8Array(32).fill(index % 256),
        });
      }),
    );
    const rootOf = (index: number) => {
      const start = index * Validator.fixedSize!;
      return toHex(Validator.fields.pubkey.hashTreeRoot(bytes.subarray(start, start + 48)));
    };
    const wanted = [0, 4095, 4096, 8999];
    const nobody = toHex(new Uint8Array(32).fill(9));
    const found = findValidators({ validatorBytes: bytes }, new Set([...wanted.map(rootOf), nobody]));
    expect([...found].sort((a, b) => a[1].index - b[1].index)).toEqual(
      wanted.map((index) => [
        rootOf(index),
        { index, withdrawalCredentials: toHex(new Uint8Array(32).fill(index % 256)) },
      ]),
    );
  });
});

function step(node: Node, bit: string): Node {
  return bit === "0" ? node.left : node.right;
}
