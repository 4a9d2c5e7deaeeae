/**
 * Pages for the circuit made from numbers alone, without a state: balances and principals up to 2^64 − 1, link nodes
 * anywhere, validators past the end of the list, no validator at all. Each is one that the circuit accepts.
 * @module
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import type { PageLimits } from "../../../prover/plan/page-sizes.ts";
import { registryCommitments } from "../../../prover/plan/registry-commitment.ts";
import type { CircuitInput } from "../../../prover/witness/circuit-input.ts";
import { packNode } from "../../../prover/witness/pack-node.ts";

const WEI_PER_GWEI = 1_000_000_000n;
const LARGEST_GWEI = (1n << 64n) - 1n;

/** What a page is made of. */
export interface PageRecipe {
  /** Levels between the link node and the chunks. */
  readonly depth: number;
  /** Which of the subtrees of this depth it is. */
  readonly window: bigint;
  readonly validators: readonly ValidatorRecipe[];
  /** Validators of earlier pages. */
  readonly earlier: number;
  /** How many of the window's entries the list has, from 0 to 1. */
  readonly filled: number;
  readonly startWei: bigint;
  readonly seed: bigint;
}

interface ValidatorRecipe {
  /** Where in the window, from 0 to 1: neighbours share a chunk. */
  readonly place: number;
  readonly principalGwei: bigint;
}

/** From 0 to 1, evenly: fast-check's own doubles are nearly all close to 0. */
const share = fc.nat({ max: 1_000_000 }).map((millionths) => millionths / 1_000_000);

const gwei = fc.oneof(
  fc.constantFrom(0n, 1n, 32_000_000_000n, LARGEST_GWEI - 1n, LARGEST_GWEI),
  fc.bigInt({ min: 0n, max: LARGEST_GWEI }),
);

export function pageRecipes({ slots, lanes }: PageLimits): fc.Arbitrary<PageRecipe> {
  return fc.record({
    depth: fc.integer({ min: 1, max: Math.min(slots, 12) }),
    window: fc.bigInt({ min: 0n, max: 1n << 20n }),
    validators: fc.array(fc.record({ place: share, principalGwei: gwei }), {
      maxLength: lanes,
      size: "max",
    }),
    earlier: fc.nat({ max: 3 }),
    filled: fc.oneof(fc.constantFrom(0, 1), share),
    startWei: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 1n << 120n })),
    seed: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  });
}

/** Validators that no longer fit the slots are left out. */
export async function pageOf(recipe: PageRecipe, limits: PageLimits): Promise<CircuitInput> {
  const tree = new SparseTree(recipe);
  const first = recipe.window << BigInt(recipe.depth);
  const listLength = 4n * first + BigInt(Math.floor(recipe.filled * 4 * 2 ** recipe.depth));
  const lanes = recipe.validators
    .map(({ place, principalGwei }) => ({
      entry: Math.floor(place * (4 * 2 ** recipe.depth - 1)),
      principalGwei,
    }))
    .map(({ entry, principalGwei }) => ({
      index: 4n * first + BigInt(entry),
      principalGwei,
      chunk: Math.floor(entry / 4),
      balanceGwei: tree.balancesGwei(Math.floor(entry / 4))[entry % 4]!,
    }))
    .filter(({ index, chunk }) => index >= listLength || tree.take(chunk, limits.slots));
  const exists = lanes.map(({ index }) => index < listLength);
  const slots = tree.slots();
  const slotOf = new Map(slots.map(({ gindex }, number) => [gindex, BigInt(number)]));
  const parentOf = (gindex: bigint) => slotOf.get(gindex >> 1n) ?? 0n;
  const leafBase = 1n << BigInt(recipe.depth);
  const [rootHi, rootLo] = halves(tree.node(recipe.depth, 0));
  const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
  const existing = lanes.filter((_, lane) => exists[lane]);
  const earlier = Array.from({ length: recipe.earlier }, (_, index) => ({
    index,
    principalGwei: recipe.seed,
  }));
  const chain = await registryCommitments([
    ...earlier,
    ...lanes.map(({ index, principalGwei }) => ({ index: Number(index), principalGwei })),
  ]);
  const backed = existing.map(({ balanceGwei, principalGwei }) =>
    balanceGwei < principalGwei ? balanceGwei : principalGwei,
  );
  const column = <T>(values: readonly T[], length: number, unused: T): T[] =>
    Array.from({ length }, (_, i) => values[i] ?? unused);
  return {
    rootHi,
    rootLo,
    leafBase,
    firstChunk: first,
    span: leafBase,
    listLength,
    commitmentIn: chain[recipe.earlier]!,
    commitmentOut: chain.at(-1)!,
    principalIn: recipe.startWei,
    principalOut: recipe.startWei + WEI_PER_GWEI * sum(backed),
    rawIn: recipe.startWei,
    rawOut: recipe.startWei + WEI_PER_GWEI * sum(existing.map(({ balanceGwei }) => balanceGwei)),
    countIn: BigInt(recipe.earlier),
    countOut: BigInt(recipe.earlier + lanes.length),
    existingIn: 0n,
    existingOut: BigInt(existing.length),
    slotGindex: column(
      slots.map(({ gindex }) => gindex),
      limits.slots,
      0n,
    ),
    slotLeft: column(
      slots.map(({ left }) => packNode(left)),
      limits.slots,
      [0n, 0n],
    ),
    slotRight: column(
      slots.map(({ right }) => packNode(right)),
      limits.slots,
      [0n, 0n],
    ),
    slotParent: column(
      slots.map(({ gindex }) => parentOf(gindex)),
      limits.slots,
      0n,
    ),
    laneActive: column(
      lanes.map(() => 1n),
      limits.lanes,
      0n,
    ),
    laneIndex: column(
      lanes.map(({ index }) => index),
      limits.lanes,
      0n,
    ),
    lanePrincipalGwei: column(
      lanes.map(({ principalGwei }) => principalGwei),
      limits.lanes,
      0n,
    ),
    laneBalancesGwei: column(
      lanes.map(({ chunk }) => tree.balancesGwei(chunk)),
      limits.lanes,
      [0n, 0n, 0n, 0n],
    ),
    laneParent: column(
      lanes.map(({ chunk }, lane) => (exists[lane] ? parentOf(leafBase + BigInt(chunk)) : 0n)),
      limits.lanes,
      0n,
    ),
  };
}

interface Slot {
  readonly gindex: bigint;
  readonly left: Uint8Array;
  readonly right: Uint8Array;
}

/** The chunks that are taken with the nodes above them; every other node is a hash of nothing in particular. */
class SparseTree {
  private chunks = new Set<number>();

  constructor(private readonly recipe: PageRecipe) {}

  /** One in four is 0 and one in four the largest. */
  balancesGwei(chunk: number): bigint[] {
    return Array.from({ length: 4 }, (_, i) => {
      const bytes = this.random(`balance ${chunk} ${i}`);
      const kind = bytes[8]! % 4;
      if (kind < 2) return kind === 0 ? 0n : LARGEST_GWEI;
      return Buffer.from(bytes).readBigUInt64LE(0);
    });
  }

  /** @returns whether the chunk fits, with those before it. */
  take(chunk: number, slots: number): boolean {
    const before = this.chunks;
    this.chunks = new Set([...before, chunk]);
    if (this.slots().length <= slots) return true;
    this.chunks = before;
    return false;
  }

  /** Parents before children. */
  slots(): Slot[] {
    const slots: Slot[] = [];
    for (let level = this.recipe.depth; level >= 1 && this.chunks.size > 0; level--) {
      for (const position of new Set([...this.chunks].map((chunk) => Math.floor(chunk / 2 ** level)))) {
        slots.push({
          gindex: (1n << BigInt(this.recipe.depth - level)) + BigInt(position),
          left: this.node(level - 1, 2 * position),
          right: this.node(level - 1, 2 * position + 1),
        });
      }
    }
    return slots;
  }

  node(level: number, position: number): Uint8Array {
    const isAbove = [...this.chunks].some((chunk) => Math.floor(chunk / 2 ** level) === position);
    if (!isAbove) return this.random(`node ${level} ${position}`);
    if (level > 0) return sha256(this.node(level - 1, 2 * position), this.node(level - 1, 2 * position + 1));
    const chunk = Buffer.alloc(32);
    this.balancesGwei(position).forEach((balance, i) => {
      chunk.writeBigUInt64LE(balance, 8 * i);
    });
    return chunk;
  }

  private random(what: string): Uint8Array {
    return sha256(Buffer.from(`${this.recipe.seed} ${what}`));
  }
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function halves(node: Uint8Array): [bigint, bigint] {
  const hex = Buffer.from(node).toString("hex");
  return [BigInt(`0x${hex.slice(0, 32)}`), BigInt(`0x${hex.slice(32)}`)];
}
