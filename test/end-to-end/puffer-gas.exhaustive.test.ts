/**
 * What registering, proving and reporting cost on contracts of the deployed Puffer protocol's shape, measured by forge in
 * verifier-contracts/test/puffer/PufferGas.t.sol: tries and lists as deep as mainnet's are taken to be.
 */
import { expect, test } from "vitest";
import type { Cost } from "../../scripts/gas/measure-puffer-gas.ts";
import { measurePufferGas } from "../../scripts/gas/measure-puffer-gas.ts";
import { pufferTotals } from "../../scripts/gas/puffer-totals.ts";
import { readCommitted } from "../support/committed.ts";

/** Addresses of pods and modules depend on their code, and with them how much of a trie they share. */
const TOLERANCE = 0.01;

test("gas on the deployed protocol's shape is the committed one: npm run gas:puffer -- --write", async () => {
  const measured = await measurePufferGas();
  const costs: Record<string, Cost> = { ...measured.costs, ...pufferTotals(measured) };
  const committed = readCommitted<Cost>("puffer-gas.json");
  expect(Object.keys(costs).sort()).toEqual(Object.keys(committed).sort());
  for (const [name, cost] of Object.entries(costs)) {
    for (const rules of ["standard", "today", "amsterdam"] as const) {
      const change = `${name}, ${rules}: ${cost[rules]} gas, ${committed[name]![rules]} committed`;
      expect(Math.abs(cost[rules] / committed[name]![rules] - 1), change).toBeLessThanOrEqual(TOLERANCE);
    }
  }
});
