/**
 * A forger who needs no witness generator: whatever is claimed falsely, and whatever is changed along with it so that the
 * next check is content, some constraint objects.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { compilePageCircuit } from "../../scripts/circuits/set-up-size.ts";
import { TestCircuit } from "../support/test-circuit.ts";
import { PAGE_ATTEMPTS } from "./attempts/page-attempts.ts";
import { Forger } from "./forger.ts";

describe("a forged page", () => {
  let forger: Forger;
  beforeAll(async () => {
    forger = await Forger.overExample(new TestCircuit(await compilePageCircuit("test")));
  });

  it("is an honest one where nothing is false: sums that begin elsewhere end elsewhere", () => {
    const { violated, valueAt } = forger.forge({ rawIn: forger.valueAt("rawIn") + 5n });
    expect(violated).toEqual([]);
    expect(valueAt("rawOut") - forger.valueAt("rawOut")).toBe(5n);
  });

  it.each(PAGE_ATTEMPTS)("is refused with every lie over $name", async ({ page, attempts }) => {
    const finished = await forger.circuit.witness({ ...(await page()) });
    expect(forger.circuit.system.violated(finished)).toEqual([]);
    const over = forger.over(finished);
    const accepted = attempts(over).filter(({ lies }) => over.forge(lies).violated.length === 0);
    expect(accepted.map(({ name }) => name)).toEqual([]);
  });
});
