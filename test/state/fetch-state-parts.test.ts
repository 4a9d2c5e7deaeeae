/** A state that is fetched in parts by multiproofs is the same state for everybody who reads it. @module */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { pageBalances } from "../../prover/bundle/page-balances.ts";
import { toHex } from "../../prover/hex.ts";
import { planPages } from "../../prover/plan/plan-pages.ts";
import { balanceGweiAt } from "../../prover/state/balances.ts";
import { blockRootGindices, historyBranch, historyGindices } from "../../prover/state/canonical-history.ts";
import { executionBranchOf } from "../../prover/state/execution-anchor-of.ts";
import { fetchState } from "../../prover/state/fetch-state.ts";
import { findValidators } from "../../prover/state/find-validators.ts";
import type { SupportedFork } from "../../prover/state/layout.ts";
import { linkBranch } from "../../prover/state/links.ts";
import { listTopOf } from "../../prover/state/list-tree.ts";
import { readHeaderFile } from "../../prover/state/read-header-file.ts";
import { rootAt } from "../../prover/state/state-node.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { verifyState } from "../../prover/state/verify-state.ts";
import { withBalances } from "../../prover/state/with-balances.ts";
import { withNodes } from "../../prover/state/with-nodes.ts";
import { pageWitness } from "../../prover/witness/page-witness.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { sendJson } from "./loopback-server.ts";
import { startProofNode } from "./proof-node.ts";
import { hasRealData, headerPath, REAL, STATES_WITH_HEADER, statePath } from "./real-states.ts";
import type { ProofNode, ProofNodeOptions, ServedState } from "./serve-proofs.ts";

const LIMITS = { slots: 33, lanes: 31 };

async function realState(fork: SupportedFork): Promise<ServedState> {
  const real = STATES_WITH_HEADER.findLast((state) => state.fork === fork)!;
  return {
    stateBytes: readFileSync(statePath(real)),
    fork,
    header: await readHeaderFile(headerPath(real)),
  };
}

async function partsFrom(served: ServedState, options: ProofNodeOptions = {}) {
  const node = await startProofNode(served, options);
  const state = await fetchState({
    beaconUrls: [node.url],
    blockId: served.header.slot,
    stateRoute: "proofs",
  });
  return { node, state };
}

/** Everything that plan, witness and bundle take from a state. */
async function inputsOf(state: VerifiedState, indices: readonly number[]) {
  const registry = indices.map((index) => ({ index, principalGwei: 32_000_000_000n }));
  const known = await withBalances(state, registry);
  const plan = await planPages(registry, known, LIMITS, 7n);
  const { fork, header, blockRoot, listLength, execution } = known;
  return {
    plan,
    fork,
    header,
    blockRoot,
    listLength,
    execution,
    witnesses: plan.pages.map((page) => pageWitness(known, page, LIMITS)),
    links: plan.pages.map(({ link }) => linkBranch(known, link)),
    pages: plan.pages.map((page) => pageBalances(known, page)),
    balancesTop: listTopOf(known, "balances"),
    executionBranch: executionBranchOf(known),
  };
}

describe.skipIf(!hasRealData)(`a state in parts ${REAL}`, () => {
  let served: ServedState;
  let whole: VerifiedState;
  beforeAll(async () => {
    served = await realState("electra");
    whole = await verifyState(served);
  });

  it("gives plan, witnesses and branches of the whole state, for any validators", async () => {
    const { node, state } = await partsFrom(served);
    const registries = fc.uniqueArray(fc.nat({ max: whole.listLength + 40 }), {
      minLength: 1,
      maxLength: 120,
    });
    await fc.assert(
      fc.asyncProperty(registries, async (indices) => {
        expect(await inputsOf(state, indices)).toEqual(await inputsOf(whole, indices));
      }),
      { numRuns: 25 },
    );
    expect(node.requests.some((url) => url.includes("/debug/"))).toBe(false);
  });

  it("gives the pages of all validators, in more requests than one", async () => {
    const { node, state } = await partsFrom(served, { maxGindices: 20 });
    const all = Array.from({ length: whole.listLength }, (_, index) => index);
    expect(await inputsOf(state, all)).toEqual(await inputsOf(whole, all));
    expect(node.proofs()).toBeGreaterThan(10);
  });

  it("asks for nothing twice", async () => {
    const { node, state } = await partsFrom(served);
    const known = await withBalances(state, [{ index: 5 }]);
    const before = node.proofs();
    expect(await withBalances(known, [{ index: 6 }])).toMatchObject({ blockRoot: whole.blockRoot });
    expect(node.proofs()).toBe(before);
  });

  it("says which node was not fetched, and what it cannot look for", async () => {
    const { state } = await partsFrom(served);
    const known = await withBalances(state, [{ index: 5 }]);
    expect(balanceGweiAt(known, 5)).toBe(balanceGweiAt(whole, 5));
    expect(() => balanceGweiAt(known, 1_000)).toThrow(
      expect.objectContaining({ code: "STATE_NODE_MISSING", exitCode: 2 }),
    );
    expect(() => findValidators(known, new Set([whole.blockRoot]))).toThrow(
      expect.objectContaining({ code: "WHOLE_STATE_NEEDED" }),
    );
  });

  it("gives the roots of older blocks", async () => {
    const { state } = await partsFrom(served);
    const { slot } = served.header;
    const { layout } = state;
    for (const target of [slot - 1, slot - 8_000]) {
      const known = await withNodes(state, historyGindices(layout, slot, target, 0));
      const history = { firstSummaryPeriod: 0 };
      expect(historyBranch(known, target, history)).toEqual(historyBranch(whole, target, history));
    }
    const gindices = blockRootGindices(layout);
    const known = await withNodes(state, gindices);
    expect(gindices.map((gindex) => rootAt(known, gindex))).toEqual(
      gindices.map((gindex) => rootAt(whole, gindex)),
    );
  });

  it("of Deneb is the same too", async () => {
    const deneb = await realState("deneb");
    const { state } = await partsFrom(deneb);
    const indices = [0, 1, 900, 1973];
    expect(await inputsOf(state, indices)).toEqual(await inputsOf(await verifyState(deneb), indices));
  });

  const flipped = (leaf: Uint8Array) => leaf.map((byte, i) => (i === 7 ? byte ^ 4 : byte));
  it.each<[string, ProofNodeOptions, string, number]>([
    [
      "a leaf with one bit changed",
      { tamper: (leaves) => leaves.map((leaf, i) => (i === leaves.length - 1 ? flipped(leaf) : leaf)) },
      "STATE_PROOF_MISMATCH",
      1,
    ],
    [
      "two leaves exchanged",
      { tamper: ([a, b, ...rest]) => (b === undefined ? [a!] : [b, a!, ...rest]) },
      "STATE_PROOF_MISMATCH",
      1,
    ],
    ["a leaf too few", { tamper: (leaves) => leaves.slice(1) }, "BEACON_NODE_NONSENSE", 3],
    ["a leaf too many", { tamper: (leaves) => [...leaves, leaves[0]!] }, "BEACON_NODE_NONSENSE", 3],
    ["half a leaf", { tamper: ([a, ...rest]) => [a!.slice(16), ...rest] }, "BEACON_NODE_NONSENSE", 3],
    ["a later fork", { namedFork: "fulu" }, "BEACON_NODE_TOLD_FORK", 3],
    // Where Deneb has its fields, Electra has no nodes at all.
    ["an earlier fork", { namedFork: "deneb" }, "BEACON_NODE_HTTP_ERROR", 3],
    ["a fork that cannot be proved", { namedFork: "heze" }, "FORK_UNSUPPORTED", 2],
    [
      "HTML",
      { answer: () => (r) => void r.writeHead(200, { "content-type": "text/html" }).end("<html>") },
      "BEACON_NODE_NONSENSE",
      3,
    ],
    [
      "no such route",
      { answer: () => (r) => sendJson(r, { code: 404, message: "no such route" }, 404) },
      "BEACON_NODE_HTTP_ERROR",
      3,
    ],
  ])("is refused when the node answers with %s", async (_, options, code, exitCode) => {
    await expect(partsFrom(served, options)).rejects.toMatchObject({ code, exitCode });
  });

  it("is refused when a later proof is tampered with", async () => {
    const { state } = await partsFrom(served, {
      tamper: (leaves, n) => (n < 2 ? leaves : leaves.map((leaf, i) => (i === 3 ? flipped(leaf) : leaf))),
    });
    await expect(withBalances(state, [{ index: 40 }])).rejects.toMatchObject({
      code: "STATE_PROOF_MISMATCH",
    });
  });

  describe("fetchState, auto", () => {
    const fetchAuto = (...nodes: readonly ProofNode[]) => {
      const notices: string[] = [];
      const state = fetchState({
        beaconUrls: nodes.map(({ url }) => url),
        blockId: "head",
        onNotice: (notice) => void notices.push(notice),
      });
      return { state, notices };
    };
    const noRoute: ProofNodeOptions = { answer: () => (r) => sendJson(r, { code: 404, message: "no" }, 404) };

    it("takes parts where the node has them", async () => {
      const { state } = fetchAuto(await startProofNode(served));
      expect((await state).fetchNodes).not.toBeNull();
    });

    it("takes the whole state where the node has no proofs, and says so", async () => {
      const { state, notices } = fetchAuto(await startProofNode(served, noRoute));
      expect(await state).toMatchObject({ blockRoot: whole.blockRoot, fetchNodes: null });
      expect(notices).toEqual([expect.stringContaining("no multiproofs")]);
    });

    it("goes on with the next node when one lies, and later when one is gone", async () => {
      const lying = await startProofNode(served, { tamper: (leaves) => leaves.map(flipped) });
      const [first, second] = [await startProofNode(served), await startProofNode(served)];
      const { state, notices } = fetchAuto(lying, first, second);
      const parts = await state;
      expect(notices).toEqual([expect.stringContaining("multiproof")]);
      await first.close();
      expect(balanceGweiAt(await withBalances(parts, [{ index: 77 }]), 77)).toBe(balanceGweiAt(whole, 77));
    });
  });
});

describe("a state in parts of a network that nobody knows", () => {
  it("is of the fork that the node names", async () => {
    const { stateBytes, header, state: whole } = await syntheticState([1n, 2n, 3n, 4n, 5n], "fulu");
    const { state } = await partsFrom({ stateBytes, header, fork: "fulu" });
    expect(await inputsOf(state, [1, 4, 9])).toEqual(await inputsOf(whole, [1, 4, 9]));
    expect(state.fork).toBe("fulu");
    expect(toHex(state.stateNode.root)).toBe(header.stateRoot);
  });
});
