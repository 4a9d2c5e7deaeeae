/**
 * The facts of a bundle against an independent reading of what the bundle was made from.
 * @module
 */
import { beforeAll, describe, expect, test } from "vitest";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import { bundleFacts } from "../../prover/report/bundle-facts.ts";
import { burstShare } from "../../prover/report/burst-share.ts";
import type { ReservesComponent } from "../../prover/report/facts.ts";
import {
  BALANCES_GWEI,
  continuedParts,
  LIABILITIES,
  PRINCIPAL_GWEI,
  REGISTRY,
  SOURCES,
  SUPPLY_WEI,
  type SyntheticParts,
  sumOf,
  syntheticParts,
  waitingWei,
} from "../bundle/synthetic-bundle.ts";
import { type ToyGroth16, toyGroth16 } from "../support/toy-groth16.ts";

let toy: ToyGroth16;
let parts: SyntheticParts;
let bundle: Bundle;
beforeAll(async () => {
  toy = await toyGroth16();
  parts = await syntheticParts(toy);
  bundle = makeBundle(parts);
});

const WEI = 10n ** 9n;
const netWei = (components: readonly ReservesComponent[]) =>
  sumOf(components.map(({ amountWei, owed }) => (owed ? -amountWei : amountWei)));

describe("bundleFacts", () => {
  test("says what verify says", async () => {
    const { summary } = await verifyBundle(bundle);
    const facts = bundleFacts(bundle);
    expect(summary).toMatchObject({
      blockRoot: facts.block.root,
      slot: facts.block.slot,
      policy: facts.policy,
      rate: `${facts.rate}`,
      reservesWei: `${facts.reservesWei}`,
      supplyWei: `${facts.supplyWei}`,
      registryCommitment: `${facts.registryCommitment}`,
      pages: facts.pages.length,
      validators: facts.validators.registered,
      existing: facts.validators.existing,
      waiting: facts.validators.waiting,
      writtenOff: facts.validators.writtenOff,
      rawGwei: `${facts.rawWei / WEI}`,
      principalGwei: `${facts.principalWei / WEI}`,
      notExisting: facts.validators.notExisting.map(String),
    });
    expect(facts.supplyWei).toBe(SUPPLY_WEI);
  });

  test("components come to the reserves, by either policy, each with its kind and name", () => {
    for (const policy of ["principal", "raw"] as const) {
      const facts = bundleFacts({ ...bundle, execution: { ...bundle.execution!, policy } });
      expect(netWei(facts.components)).toBe(facts.reservesWei);
      expect(facts.components[0]!.amountWei).toBe(policy === "raw" ? facts.rawWei : facts.principalWei);
    }
    const { components } = bundleFacts(bundle);
    const of = (kind: ReservesComponent["kind"]) => components.filter((part) => part.kind === kind);
    const named = (list: typeof SOURCES | typeof LIABILITIES) =>
      list.map(({ name, wei }) => ({ name: name as string, amountWei: wei as bigint }));
    const amounts = (list: ReservesComponent[]) => list.map(({ name, amountWei }) => ({ name, amountWei }));
    expect(amounts([...of("source"), ...of("pod")])).toEqual(named(SOURCES));
    expect(of("pod").map(({ name }) => name)).toEqual(["pod 1"]);
    expect(amounts(of("liability"))).toEqual(named(LIABILITIES));
    expect(of("pending-deposits")).toMatchObject([{ amountWei: waitingWei() }]);
    expect(components.filter(({ owed }) => owed)).toEqual(of("liability"));
  });

  test("a pod is what the bundle lists as one: names decide nothing", () => {
    const execution = bundle.execution!;
    const renamed = execution.sources.map((source) => ({
      ...source,
      name: source.kind === "pod" ? "a pod of ours" : "pod 7",
    }));
    const { components } = bundleFacts({ ...bundle, execution: { ...execution, sources: renamed } });
    const shown = components.filter(({ kind }) => kind === "pod" || kind === "source");
    expect(shown.map(({ kind }) => kind === "pod")).toEqual(
      execution.sources.map(({ kind }) => kind === "pod"),
    );
    expect(shown.filter(({ kind }) => kind === "pod")).toMatchObject([{ name: "a pod of ours" }]);
  });

  test("balances are those of the chain, in registry order; totals are their sums", () => {
    const { validators, principalWei, rawWei, abovePrincipalWei, pages } = bundleFacts(bundle);
    const existing = REGISTRY.filter(({ index }) => index < BALANCES_GWEI.length);
    expect(validators.balances).toEqual(
      existing.map(({ index }) => ({
        index,
        principalGwei: PRINCIPAL_GWEI,
        balanceGwei: BALANCES_GWEI[index]!,
      })),
    );
    const held = validators.balances.map(({ balanceGwei }) => balanceGwei);
    expect(rawWei).toBe(sumOf(held) * WEI);
    expect(principalWei).toBe(
      sumOf(held.map((gwei) => (gwei < PRINCIPAL_GWEI ? gwei : PRINCIPAL_GWEI))) * WEI,
    );
    expect(abovePrincipalWei).toBe(rawWei - principalWei);
    expect(sumOf(pages.map((page) => page.rawWei))).toBe(rawWei);
    expect(sumOf(pages.map((page) => page.principalWei))).toBe(principalWei);
    expect(pages.map(({ from, to }) => [from, to])).toEqual([
      [0, 2],
      [2, 5],
      [5, 7],
    ]);
  });

  test("who lost principal, the largest loss first; who is below 1 ETH; who is empty", async () => {
    const held = [...BALANCES_GWEI];
    // 3 is empty, 5 below 1 ETH, 17 exactly at 1 ETH, 18 below its principal, 21 and 40 whole.
    [held[3], held[5], held[17], held[18]] = [0n, 999_999_999n, 1_000_000_000n, PRINCIPAL_GWEI - 1n];
    held[21] = PRINCIPAL_GWEI;
    const { validators } = bundleFacts(makeBundle(await syntheticParts(toy, true, held)));
    const indices = (list: readonly { readonly index: number }[]) => list.map(({ index }) => index);
    expect(indices(validators.lostPrincipal)).toEqual([5, 17, 18]);
    expect(indices(validators.belowOneEth)).toEqual([5]);
    expect(indices(validators.empty)).toEqual([3]);
    expect(validators.lostPrincipalGwei).toBe(3n * PRINCIPAL_GWEI - held[5] - held[17] - held[18]);
  });

  test("a bundle that continues others' pages shows only the balances that it proves, and says so", () => {
    const rest = bundleFacts(makeBundle(continuedParts(parts, 1)));
    const whole = bundleFacts(bundle);
    expect(rest.validators.balances).toEqual(whole.validators.balances.slice(2));
    expect(rest.validators.provedElsewhere).toBe(2);
    expect(rest.reservesWei).toBe(whole.reservesWei);
    expect(rest.trusted.join()).toContain("first 2 validators");
    expect(whole.trusted.join()).not.toContain("is not proved here");
  });

  test("without an execution layer there are validators alone, and no rate", async () => {
    const facts = bundleFacts(makeBundle(await syntheticParts(toy, false)));
    expect(facts).toMatchObject({ supplyWei: null, rate: null, policy: null, block: { execution: null } });
    expect(facts.components.map(({ kind }) => kind)).toEqual(["validators"]);
    expect(netWei(facts.components)).toBe(facts.reservesWei);
    expect(facts.trusted.join()).toContain("no execution part");
  });

  test("development keys are called insecure in words", () => {
    expect(bundleFacts(bundle).key.insecure).toBe(true);
    expect(bundleFacts(bundle).trusted[0]).toMatch(/^INSECURE/);
    const ceremony = makeBundle({ ...parts, key: { ...parts.key, kind: "ceremony", id: "2026" } });
    expect(bundleFacts(ceremony).key.insecure).toBe(false);
    expect(bundleFacts(ceremony).trusted.join()).not.toContain("INSECURE");
  });
});

describe("burstShare", () => {
  test.each([
    [0, 64, 0, false],
    [219_999, 1_000_000, 2_199, false],
    [22, 100, 2_200, true],
    [100, 100, 10_000, true],
  ])("%i of %i are %i basis points, as the oracle rounds", (existing, length, basisPoints, reached) => {
    expect(burstShare(existing, length)).toMatchObject({ basisPoints, reached });
  });
});
