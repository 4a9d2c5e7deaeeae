/**
 * A forger who needs no witness generator: whatever is claimed falsely, and whatever is changed along with it so that the
 * next check is content, some constraint objects.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { compilePageCircuit } from "../../scripts/circuits/set-up-size.ts";
import { TestCircuit } from "../support/test-circuit.ts";
import { attempts, claimOf, range } from "./forgeries.ts";
import { PageForger } from "./page-forger.ts";

const { slots: SLOTS, lanes: LANES } = PAGE_SIZES.test;

describe("a forged page", () => {
  let forger: PageForger;
  beforeAll(async () => {
    forger = await PageForger.overExample(new TestCircuit(await compilePageCircuit("test")));
  });

  it("is an honest one where nothing is false: sums that begin elsewhere end elsewhere", () => {
    const { violated, valueAt } = forger.forge({ rawIn: forger.valueAt("rawIn") + 5n });
    expect(violated).toEqual([]);
    expect(valueAt("rawOut") - forger.valueAt("rawOut")).toBe(5n);
  });

  it("with a false balance is refused in every lane, at every slot and side", () => {
    for (const lane of range(LANES)) {
      if (forger.valueAt(`lane[${lane}].exists`) === 0n) continue;
      const entry = forger.valueAt(`laneIndex[${lane}]`) & 3n;
      const lie = { [`laneBalancesGwei[${lane}][${entry}]`]: 1n << 63n };
      for (const slot of range(SLOTS)) {
        for (const side of [0n, 1n]) {
          const { violated } = forger.forge({ ...lie, ...claimOf(`laneClaim[${lane}]`, SLOTS, slot, side) });
          expect(violated, `lane ${lane}, slot ${slot}, side ${side}`).not.toEqual([]);
        }
      }
    }
  });

  it("is refused with every other lie", () => {
    for (const [name, { free, lies }] of attempts(forger)) {
      expect(forger.forge(lies, free).violated, name).not.toEqual([]);
    }
  });
});
