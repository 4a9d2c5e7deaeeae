/** Metrics of a watch about validators. @module */
import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { findEjections } from "../../prover/eject/find-ejections.ts";
import { addWatchMetrics } from "../../prover/watch/watch-metrics.ts";
import { CONDITIONS, conditionsState } from "../eject/validators.ts";

it("counts validators that need attention by reason, and forgets them when they are well again", async () => {
  const registry = new Registry();
  const metrics = addWatchMetrics(registry);
  const { state } = await conditionsState();
  const all = CONDITIONS.map((_, index) => ({ index, principalGwei: 32_000_000_000n }));
  const counts = async () =>
    Object.fromEntries(
      [...(await registry.metrics()).matchAll(/validators_attention\{reason="([^"]+)"\} (\d+)/g)].map(
        ([, reason, count]) => [reason, Number(count)],
      ),
    );
  metrics.foundEjections(await findEjections(state, all));
  expect(await counts()).toEqual({ "below-1-eth": 2, "below-principal": 6, slashed: 1, inactive: 3 });
  metrics.foundEjections(await findEjections(state, all.slice(0, 1)));
  expect(await counts()).toEqual({ "below-1-eth": 0, "below-principal": 0, slashed: 0, inactive: 0 });
});
