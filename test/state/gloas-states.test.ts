/**
 * Gloas states: progressive containers and lists, against branches and roots that independent code computed.
 * @module
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Hex } from "../../prover/hex.ts";
import { balanceGweiAt } from "../../prover/state/balances.ts";
import { decodeState } from "../../prover/state/decode-state.ts";
import { forkOfState } from "../../prover/state/fork-of-state.ts";
import { linkInputs } from "../../prover/state/link-position.ts";
import { linkBranch } from "../../prover/state/links.ts";
import type { ListName } from "../../prover/state/list-shape.ts";
import { windowOfLeaf } from "../../prover/state/list-shape.ts";
import { listTopFault } from "../../prover/state/list-top.ts";
import { elementBranch, listNodeGindex, listTopOf, listWindows } from "../../prover/state/list-tree.ts";
import { branchRoot, verifyBranch } from "../../prover/state/ssz-branch.ts";
import { branchOf, rootAt } from "../../prover/state/state-node.ts";
import { useFastHasher } from "../../prover/state/use-fast-hasher.ts";
import type { BeaconHeader, VerifiedState } from "../../prover/state/verified-state.ts";
import { verifyState } from "../../prover/state/verify-state.ts";
import { hasRealData, REAL, readJson, realPath } from "./real-states.ts";

interface Branch {
  readonly gindex_below_state_root: string | number;
  readonly branch_to_state_root: readonly Hex[];
}

describe.skipIf(!hasRealData)(`the synthetic Gloas block ${REAL}`, () => {
  const scenario = hasRealData ? readJson(realPath("gloas/synthetic/scenario.json")) : { blocks: [{}] };
  const [block] = scenario.blocks;
  const stateBytes = hasRealData
    ? readFileSync(realPath("gloas/synthetic/scenario-state-B.ssz"))
    : Buffer.alloc(0);
  let state: VerifiedState;
  const header = (): BeaconHeader => ({
    slot: block.header.slot,
    proposerIndex: block.header.proposer_index,
    parentRoot: block.header.parent_root,
    stateRoot: block.header.state_root,
    bodyRoot: block.header.body_root,
  });
  beforeAll(async () => {
    state = await verifyState({ stateBytes, fork: forkOfState(stateBytes, "gloas"), header: header() });
  });

  it("has the block root of its header, and names the execution block by its hash alone", () => {
    expect(state.blockRoot).toBe(block.block_root);
    expect(state.execution).toEqual({ kind: "block-hash", blockHash: block.latest_block_hash.leaf });
  });

  it("is told to be Gloas by its fork version, without a name", () => {
    expect(forkOfState(stateBytes)).toBe("gloas");
  });

  it("read as Fulu it fails closed, and a Fulu state read as Gloas too", () => {
    expect(() => forkOfState(stateBytes, "fulu")).toThrow(expect.objectContaining({ code: "FORK_MISMATCH" }));
    expect(() => decodeState(stateBytes, "fulu")).toThrow();
    const fulu = readFileSync(realPath("states/bs_1200.ssz"));
    expect(() => forkOfState(fulu, "gloas")).toThrow(expect.objectContaining({ code: "FORK_MISMATCH" }));
    expect(() => decodeState(fulu, "gloas")).toThrow();
  });

  const LISTS: readonly (readonly [ListName, string])[] = [
    ["balances", "balances"],
    ["validators", "validators"],
    ["pendingDeposits", "pending_deposits"],
    ["payloadExpectedWithdrawals", "payload_expected_withdrawals"],
  ];

  it.each(LISTS)("the top of %s: data root, levels, length and branch", (list, name) => {
    const expected = block.lists[name];
    const top = listTopOf(state, list);
    expect(top).toEqual({
      node: expected.data_root,
      length: expected.length,
      branch: expected.data_root_branch,
      levels: expected.level_roots,
    });
    const place = state.layout.lists[list]!;
    expect(place.gindex).toBe(BigInt(expected.gindex_below_state_root));
    const fault = (change: Partial<typeof top>) =>
      listTopFault(list, place, { ...top, ...change }, state.header.stateRoot);
    expect(fault({})).toBeUndefined();
    expect(fault({ length: top.length + 1 })).toMatch(/length/);
    expect(fault({ levels: top.levels.slice(1) })).toMatch(/levels/);
    expect(fault({ levels: [...top.levels.slice(1), top.levels[0]!] })).toMatch(/levels hash to/);
    expect(fault({ node: top.branch[0]! })).toMatch(/levels hash to/);
  });

  it("every chunk of balances lies where the vectors say, below its level and below the state root", () => {
    for (const chunk of block.chunks) {
      const gindex = listNodeGindex(state.layout, "balances", 0, chunk.chunk);
      expect(gindex).toBe(BigInt(chunk.gindex_below_state_root));
      expect(rootAt(state, gindex)).toBe(chunk.leaf);
      expect(branchOf(state, gindex)).toEqual(chunk.branch_to_state_root);
      const window = windowOfLeaf(listWindows(state.layout, "balances", state.listLength), chunk.chunk);
      expect(window).toMatchObject({ number: chunk.level, firstLeaf: chunk.firstChunk, span: chunk.span });
    }
  });

  it("a link node at every depth of a chunk's level leads to the level, and level 0 to the data root", () => {
    const top = listTopOf(state, "balances");
    const windows = listWindows(state.layout, "balances", state.listLength);
    for (const { chunk } of block.chunks as { chunk: number }[]) {
      const window = windowOfLeaf(windows, chunk);
      for (let depth = 1; depth <= window.depth; depth++) {
        const firstChunk =
          window.firstLeaf + Math.floor((chunk - window.firstLeaf) / 2 ** depth) * 2 ** depth;
        const { node, branch } = linkBranch(state, { depth, firstChunk });
        expect(branch.length).toBe(window.depth - depth);
        const position =
          2n ** BigInt(window.depth - depth) + BigInt((firstChunk - window.firstLeaf) / 2 ** depth);
        const root = window.number === 0 ? top.node : top.levels[window.number]!;
        expect(branchRoot(node, branch, position)).toBe(root);
        const inputs = linkInputs({ depth, firstChunk }, window);
        // The place that the circuit computes of the chunk, and none for what is no chunk.
        const place = inputs.leafBase + BigInt(chunk) - inputs.firstChunk;
        expect(place < inputs.leafBase + inputs.span).toBe(true);
        expect(place >> BigInt(depth)).toBe(1n);
        expect(inputs.span).toBe(window.number === 0 ? 1n : 2n ** BigInt(depth));
      }
      // Aligned in the whole list, and not in its level.
      if (window.number > 0) {
        expect(() => linkBranch(state, { depth: 1, firstChunk: window.firstLeaf + 1 })).toThrow(RangeError);
      }
    }
  });

  it("waiting deposits and validators lie below their windows, up to the state root", () => {
    const check = (
      list: "validators" | "pendingDeposits",
      below: bigint,
      entry: Branch & { node: Hex; position: number },
    ) => {
      const top = listTopOf(state, list);
      const window = windowOfLeaf(listWindows(state.layout, list, top.length), entry.position);
      const branch = elementBranch(state, list, entry.position, below);
      // The vector's branch goes on from there to the state root.
      expect(entry.branch_to_state_root.slice(0, branch.length)).toEqual(branch);
      expect(
        verifyBranch({
          leaf: entry.node,
          branch: entry.branch_to_state_root,
          gindex: BigInt(entry.gindex_below_state_root),
          root: state.header.stateRoot,
        }),
      ).toBe(true);
      expect(window.number).toBe((entry as unknown as { level: number }).level);
    };
    for (const entry of block.validators) check("validators", 4n, entry);
    for (const entry of block.provisions_waiting) check("pendingDeposits", 1n, entry);
  });

  it("the balances of the registry are the expected ones", () => {
    for (const { index, balance_gwei } of block.registry) {
      if (index < state.listLength) expect(balanceGweiAt(state, index)).toBe(BigInt(balance_gwei));
    }
  });
});

describe.skipIf(!hasRealData)(`a real Electra state, upgraded by the specification ${REAL}`, () => {
  it("decodes and has the root that the specification's code computed", async () => {
    await useFastHasher();
    const bytes = readFileSync(realPath("gloas/gloas_upgrade_of_sepolia_7998592.ssz"));
    const facts = readJson(realPath("gloas/gloas_upgrade_of_sepolia_7998592.json"));
    const { stateNode } = decodeState(bytes, "gloas");
    expect(`0x${Buffer.from(stateNode.root).toString("hex")}`).toBe(facts.state_root);
  });
});
