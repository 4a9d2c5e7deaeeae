import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { PageLimits } from "../../prover/plan/page-sizes.ts";
import { type PlannedPage, planPages } from "../../prover/plan/plan-pages.ts";
import { PUBLIC_INPUT_NAMES } from "../../prover/plan/public-inputs.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { pageWitness } from "../../prover/witness/page-witness.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { balancesTree, chunkOf, sha256Pair } from "./balances-tree.ts";
import { unpackNode } from "./unpack-node.ts";

// A whole chunk and less, one more than a power of two of chunks, and deep enough for pages that skip levels.
const LIST_LENGTHS = [1, 4, 18, 70, 3001];
/** Totals carry no unit in the circuit. */
const CIRCUIT_NAMES = new Set<string>(PUBLIC_INPUT_NAMES.map((name) => name.replace("Wei", "")));

interface Sample {
  readonly state: VerifiedState;
  readonly balancesGwei: readonly bigint[];
  readonly nodeAt: (level: number, position: number) => Buffer;
}

interface Witnessed extends Sample {
  readonly page: PlannedPage;
  readonly limits: PageLimits;
  readonly input: CircuitInput;
}

/** Bytes that differ everywhere: swapped balances or nodes cannot go unseen. Exact as numbers, for lodestar. */
const balanceGwei = (index: number) =>
  BigInt(1 + ((index * 0x9e3779b1) % 2 ** 32)) * 2n ** 18n + BigInt(index);

describe("pageWitness", () => {
  const samples: Sample[] = [];
  beforeAll(async () => {
    for (const length of LIST_LENGTHS) {
      const balancesGwei = Array.from({ length }, (_, index) => balanceGwei(index));
      const { state } = await syntheticState(balancesGwei);
      samples.push({ state, balancesGwei, nodeAt: balancesTree(balancesGwei) });
    }
  });

  /** Validators in clusters, in any order, some past the end of the list. */
  const choices = fc.record({
    sample: fc.nat({ max: LIST_LENGTHS.length - 1 }),
    clusters: fc.array(
      fc.record({ from: fc.double({ min: 0, max: 1.02, noNaN: true }), offsets: fc.uniqueArray(fc.nat(40)) }),
      { minLength: 1, maxLength: 4 },
    ),
    principalGwei: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    limits: fc.record({ slots: fc.integer({ min: 1, max: 40 }), lanes: fc.integer({ min: 1, max: 20 }) }),
  });

  /** Requires `law` of every page of random plans. */
  async function forEveryPage(law: (witnessed: Witnessed) => void): Promise<void> {
    let pages = 0;
    await fc.assert(
      fc.asyncProperty(choices, async ({ sample: number, clusters, principalGwei, limits }) => {
        const sample = samples[number]!;
        const { length } = sample.balancesGwei;
        const indices = clusters.flatMap(({ from, offsets }) =>
          offsets.map((offset) => Math.floor(from * length) + offset),
        );
        const registry = [...new Set(indices)].map((index) => ({ index, principalGwei }));
        const plan = await planPages(registry, sample.state, limits, 0n);
        for (const page of plan.pages) {
          law({ ...sample, page, limits, input: pageWitness(sample.state, page, limits) });
          pages++;
        }
      }),
      { numRuns: 100 },
    );
    // Else the laws held of nothing.
    expect(pages).toBeGreaterThan(100);
  }

  it("puts parents before children: slot 0 is the link node, every other one is half of an earlier slot", () =>
    forEveryPage(({ page, input }) => {
      const gindices = input.slotGindex.slice(0, page.slots);
      expect(gindices[0] ?? 1n).toBe(1n);
      for (let slot = 1; slot < gindices.length; slot++) {
        const parent = Number(input.slotParent[slot]);
        expect(parent).toBeLessThan(slot);
        expect(gindices[parent]).toBe(gindices[slot]! >> 1n);
      }
      expect(new Set(gindices).size).toBe(gindices.length);
    }));

  it("claims true hashes only: SHA-256 of each slot is the half of its parent, of slot 0 the public root", () =>
    forEveryPage(({ page, input }) => {
      for (let slot = 0; slot < page.slots; slot++) {
        expect(slotHash(input, slot)).toEqual(slot === 0 ? publicRoot(input) : slotHalf(input, slot));
      }
    }));

  it("takes the link node and every slot from where the balances tree has them", () =>
    forEveryPage(({ nodeAt, page: { link, slots }, input }) => {
      expect(publicRoot(input)).toEqual(nodeAt(link.depth, link.firstChunk / 2 ** link.depth));
      for (let slot = 0; slot < slots; slot++) {
        const gindex = Number(input.slotGindex[slot]);
        const levelsDown = Math.floor(Math.log2(gindex));
        const level = link.depth - levelsDown;
        const position = link.firstChunk / 2 ** level + gindex - 2 ** levelsDown;
        expect(slotHash(input, slot)).toEqual(nodeAt(level, position));
      }
    }));

  it("gives each lane its validator, in order, and the chunk below its parent slot", () =>
    forEveryPage(({ balancesGwei, page, input }) => {
      page.validators.forEach(({ index, principalGwei, exists }, lane) => {
        expect(input.laneActive[lane]).toBe(1n);
        expect(input.laneIndex[lane]).toBe(BigInt(index));
        expect(input.lanePrincipalGwei[lane]).toBe(principalGwei);
        expect(exists).toBe(index < balancesGwei.length);
        if (!exists) return;
        const claimed = input.laneBalancesGwei[lane]!;
        expect(claimed[index % 4]).toBe(balancesGwei[index]);
        const gindex = input.leafBase + BigInt(Math.floor(index / 4)) - input.firstChunk;
        const parent = Number(input.laneParent[lane]);
        expect(parent).toBeLessThan(page.slots);
        expect(input.slotGindex[parent]).toBe(gindex >> 1n);
        expect(chunkOf(claimed)).toEqual(half(input, parent, gindex));
      });
    }));

  it("claims no balance and no parent for a validator that does not exist", () =>
    forEveryPage(({ page, input }) => {
      page.validators.forEach(({ exists }, lane) => {
        if (exists) return;
        expect(input.laneBalancesGwei[lane]).toEqual([0n, 0n, 0n, 0n]);
        expect(input.laneParent[lane]).toBe(0n);
      });
    }));

  it("fills every array up to the circuit's size, and with zeros only", () =>
    forEveryPage(({ page, limits, input }) => {
      for (const [name, value] of Object.entries(input) as [string, bigint | bigint[]][]) {
        if (!Array.isArray(value)) continue;
        const [size, used] = name.startsWith("slot")
          ? [limits.slots, page.slots]
          : [limits.lanes, page.validators.length];
        expect(value, name).toHaveLength(size);
        for (const filler of value.slice(used).flat()) expect(filler, name).toBe(0n);
      }
    }));

  it("carries the plan's 16 public inputs unchanged and nothing else beside the arrays", () =>
    forEveryPage(({ page, input }) => {
      const publicPart = Object.entries(input).filter(([, value]) => !Array.isArray(value));
      expect(new Set(publicPart.map(([name]) => name))).toEqual(CIRCUIT_NAMES);
      for (const name of PUBLIC_INPUT_NAMES) {
        expect(input[name.replace("Wei", "") as keyof CircuitInput], name).toBe(page.publicInputs[name]);
      }
    }));
});

const publicRoot = ({ rootHi, rootLo }: CircuitInput): Buffer =>
  Buffer.from(((rootHi << 128n) | rootLo).toString(16).padStart(64, "0"), "hex");

const slotHash = (input: CircuitInput, slot: number): Buffer =>
  sha256Pair(unpackNode(input.slotLeft[slot]!), unpackNode(input.slotRight[slot]!));

/** What the parent of `slot` says stands there. */
const slotHalf = (input: CircuitInput, slot: number): Buffer =>
  half(input, Number(input.slotParent[slot]), input.slotGindex[slot]!);

/** The child `gindex` of a slot: the right one where it is odd. */
const half = (input: CircuitInput, slot: number, gindex: bigint): Buffer =>
  unpackNode((gindex % 2n === 1n ? input.slotRight : input.slotLeft)[slot]!);
