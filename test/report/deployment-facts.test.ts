/** What a report says of contracts that others deployed: every term, and that they add up to what is proved. @module */
import { beforeAll, describe, expect, test } from "vitest";
import { checkDeployment } from "../../prover/bundle/check-deployment.ts";
import { type DeploymentSummary, summarizeDeployment } from "../../prover/bundle/deployment-summary.ts";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { bundleFacts } from "../../prover/report/bundle-facts.ts";
import { isRead } from "../../prover/report/fact-rows.ts";
import type { DeploymentFacts } from "../../prover/report/facts.ts";
import { formatRate } from "../../prover/report/format-amounts.ts";
import { renderHtml } from "../../prover/report/render-html.ts";
import { renderMarkdown } from "../../prover/report/render-markdown.ts";
import { syntheticParts } from "../bundle/synthetic-bundle.ts";
import { toyDeployment } from "../puffer/toy-deployment.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";

const ETH = 10n ** 18n;
let bundle: Bundle;
let summarize: (principalWei: bigint, rawWei: bigint) => DeploymentSummary;
beforeAll(async () => {
  const toy = await toyDeployment([
    ["validator", "foreign", "waiting"],
    ["missing", "validator"],
  ]);
  // The pages are of other validators: facts check nothing.
  bundle = {
    ...makeBundle(await syntheticParts(await toyGroth16(), false)),
    deployment: toy.deployment,
  };
  const checked = (await checkDeployment(toy.bundle))!;
  summarize = (principalWei, rawWei) =>
    summarizeDeployment(toy.bundle, checked, principalWei, rawWei).summary;
});

const factsOf = (principalWei: bigint, rawWei = principalWei) =>
  bundleFacts(bundle, summarize(principalWei, rawWei));
const deploymentOf = (facts: ReturnType<typeof bundleFacts>): DeploymentFacts => {
  if (!isRead(facts.deployment)) throw new Error("the deployment was not read");
  return facts.deployment;
};

describe("facts of a deployment", () => {
  test("are unread, and no reserves are said, before the trie nodes are read", () => {
    const facts = bundleFacts(bundle);
    expect(facts).toMatchObject({ deployment: "unread", reservesWei: null, supplyWei: null, rate: null });
    expect(facts.block.execution).toMatchObject({ stateRoot: bundle.deployment!.stateRoot });
  });

  // Claims are 5 · 32 + 3 ETH; one deposit of 32 and 2 ETH of pods and modules are stake beside the validators.
  test.each([
    ["below what is claimed", 64n * ETH],
    ["at what is claimed", (163n - 34n) * ETH - 6n],
    ["above what is claimed", 200n * ETH],
  ])("law: components add up to the backing, with stake %s", (_, principalWei) => {
    const facts = factsOf(principalWei);
    const sum = facts.components.reduce(
      (all, { amountWei, owed }) => all + (owed ? -amountWei : amountWei),
      0n,
    );
    const deployment = deploymentOf(facts);
    expect(sum).toBe(deployment.backingWei);
    expect(facts.reservesWei).toBe(deployment.backingWei);
    expect(deployment.totalAssetsWei - deployment.backingWei).toBe(deployment.shortfallWei);
    expect(deployment.stakeWei - deployment.aboveClaimsWei).toBe(
      deployment.claimedWei - deployment.shortfallWei,
    );
    expect(facts.rate! <= deployment.shownRate!).toBe(true);
  });

  test.each([
    ["HTML", renderHtml],
    ["Markdown", renderMarkdown],
  ])(
    "the report as %s says every term with its slots and its limits, both rates and the shortfall",
    (_, render) => {
      const facts = factsOf(64n * ETH, 65n * ETH);
      const plain = (text: string) => text.replace(/\\|&[#a-z0-9]+;|[^\w. ]/g, "");
      const text = plain(render(facts));
      const { terms, slots, shortfallWei, shownRate } = deploymentOf(facts);
      for (const { name, from, cannotSee } of terms) {
        for (const part of [name, from, cannotSee]) expect(text).toContain(plain(part));
      }
      for (const { name, slot } of slots) {
        expect(text).toContain(plain(name));
        expect(text).toContain(slot ?? "balance");
      }
      expect(shortfallWei).toBeGreaterThan(0n);
      expect(text).toContain("lower bound");
      for (const rate of [facts.rate, shownRate]) expect(text).toContain(plain(formatRate(rate!)));
      expect(text).toContain("M1[0]".replace(/\W/g, ""));
      expect(text).toContain("network mainnet");
      expect(text).not.toContain("no execution part");
    },
  );

  test("a shortfall is called a loss only where nobody is left out", () => {
    const summary = summarize(64n * ETH, 64n * ETH);
    const textOf = (isComplete: boolean) => renderMarkdown(bundleFacts(bundle, { ...summary, isComplete }));
    expect(textOf(true)).toContain("the shortfall is a loss");
    expect(textOf(false)).not.toContain("is a loss");
  });
});
