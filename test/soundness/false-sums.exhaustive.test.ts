/**
 * What could be proved if one statement of the sources were missing: a forged page that only its constraints refuse. Faults
 * that take more than a missing statement: broken-pages.exhaustive.test.ts. A missing range check of gindices is not here:
 * a path that wraps round the field has 254 slots, and no page has as many; determinism notices it.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { compilePageCircuit } from "../../scripts/circuits/set-up-size.ts";
import { inverse } from "../../scripts/soundness/constraint-system.ts";
import { fullPageWithoutClaims, pageOfOneChunk } from "../support/page-example.ts";
import { TestCircuit } from "../support/test-circuit.ts";
import { childOf, HUGE_GWEI, range, selectionOf } from "./attempts/attempt.ts";
import { Forger, type Lies } from "./forger.ts";
import { namesOfConstraints } from "./mutants/constraint-mutants.ts";

interface MissingStatement {
  readonly name: string;
  readonly page: () => Promise<CircuitInput>;
  readonly lies: (forger: Forger) => Lies;
  /** The constraints of the statement, by the signals that they are about. */
  readonly objections: readonly string[];
  /** Why nothing false follows, where nothing does. */
  readonly harmless?: string;
}

/** In the page of one chunk lane 0 has validator 5; slot 1 is the parent of its chunk, slots 2 and 3 are unused. */
const BALANCE = "laneBalancesGwei[0][1]";
const FALSE_BALANCE = (forger: Forger) => ({ [BALANCE]: forger.valueAt(BALANCE) + HUGE_GWEI });

const MISSING: readonly MissingStatement[] = [
  {
    name: "selectors that need not be 0 or 1: the chunk is the sum of an honest one, and of children of two unused slots",
    page: pageOfOneChunk,
    lies: (forger) => ({
      ...chunkPlusUnused(forger),
      "laneClaim[0].selector[3]": -1n,
    }),
    objections: ["laneClaim[0].selector[3]"],
  },
  {
    name: "selectors that need not sum to 1: the chunk is the sum of an honest one and of the child of an unused slot",
    page: pageOfOneChunk,
    lies: (forger) => ({ ...chunkPlusUnused(forger), "lane[0].exists": 1n }),
    objections: [
      "laneClaim[0].selector[0], laneClaim[0].selector[1], laneClaim[0].selector[2], laneClaim[0].selector[3], lane[0].exists",
    ],
  },
  {
    name: "carries of a digest that need not be bits: any children have the digest of the honest ones",
    page: pageOfOneChunk,
    lies: digestByCarries,
    objections: ["slot[1].hash.padding.output1.carry[0]", "slot[1].hash.padding.output5.carry[0]"],
  },
  {
    name: "active lanes after inactive ones",
    page: fullPageWithoutClaims,
    lies: () => ({ "laneActive[1]": 0n }),
    objections: ["laneActive[1], laneActive[2]"],
    harmless:
      "the lanes that are active extend the chain and the sums, the others neither: it is the page without them",
  },
];

/** Which the claim picks beside its own: the difference to the false chunk. */
function chunkPlusUnused(forger: Forger): Lies {
  const lie = FALSE_BALANCE(forger);
  const { valueAt } = forger.forge(lie);
  const side = forger.valueAt("laneClaim[0].side");
  const difference = range(2).map((k) => {
    const node = `lane[0].chunkNode[${k}]`;
    return [`${childOf(2, side)}[${k}]`, valueAt(node) - forger.valueAt(node)];
  });
  return {
    ...lie,
    ...Object.fromEntries(difference),
    ...selectionOf("laneClaim[0]", 4, 1),
    "laneClaim[0].selector[2]": 1n,
  };
}

/** The false chunk below slot 1, whose digest stays. */
function digestByCarries(forger: Forger): Lies {
  // Lane 1 has another validator of the same chunk.
  const lie = FALSE_BALANCE(forger);
  const both: Lies = { ...lie, "laneBalancesGwei[1][1]": lie[BALANCE]! };
  const side = forger.valueAt("laneClaim[0].side");
  const { valueAt } = forger.forge(lie);
  const child = range(2).map((k) => [`${childOf(1, side)}[${k}]`, valueAt(`lane[0].chunkNode[${k}]`)]);
  const below: Lies = { ...both, ...Object.fromEntries(child) };
  const forged = forger.forge(below);
  const carries = range(2).map((half) => {
    const [digest, carry] = [
      `slot[1].digest[${half}]`,
      `slot[1].hash.padding.output${4 * half + 1}.carry[0]`,
    ];
    // One more of the carry takes 2^32 from the word that stands at 2^80.
    const missing = (forged.valueAt(digest) - forger.valueAt(digest)) * inverse(1n << 112n);
    return [carry, forger.valueAt(carry) + missing];
  });
  return { ...below, ...Object.fromEntries(carries) };
}

describe("only its own constraints refuse a page with", () => {
  let circuit: TestCircuit;
  let base: Forger;
  beforeAll(async () => {
    circuit = new TestCircuit(await compilePageCircuit("test"));
    base = await Forger.overPage(circuit, await pageOfOneChunk());
  });

  it.each(MISSING)("$name", async ({ page, lies, objections, harmless }) => {
    const forger = base.over(await circuit.witness({ ...(await page()) }));
    const { violated, valueAt } = forger.forge(lies(forger));
    const names = violated.map(namesOfConstraints(circuit)).sort();
    expect(names).toEqual([...objections].sort());
    if (harmless !== undefined) return;
    expect(valueAt("rawOut") - forger.valueAt("rawOut")).toBe(HUGE_GWEI * 1_000_000_000n);
    expect(valueAt("commitmentOut")).toBe(forger.valueAt("commitmentOut"));
  });
});
