/** Tops of lists and branches below them, against the bytes and against hashes of whole elements. @module */
import { readFileSync } from "node:fs";
import { ssz } from "@lodestar/types";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Hex, toHex } from "../../prover/hex.ts";
import { findValidators } from "../../prover/state/find-validators.ts";
import { layoutOf } from "../../prover/state/layout.ts";
import { type ListName, windowOfLeaf } from "../../prover/state/list-shape.ts";
import { windowNode } from "../../prover/state/list-top.ts";
import {
  elementBranch,
  listLength,
  listNodeGindex,
  listPlace,
  listTopGindices,
  listTopOf,
  listWindows,
} from "../../prover/state/list-tree.ts";
import { readStateFile } from "../../prover/state/read-state-file.ts";
import { uint64Chunk, verifyBranch } from "../../prover/state/ssz-branch.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import {
  hasRealData,
  headerPath,
  REAL,
  readJson,
  realPath,
  STATES_WITH_HEADER,
  statePath,
} from "./real-states.ts";

describe.skipIf(!hasRealData)(`listNodeGindex agrees with consensus-specs ${REAL}`, () => {
  const spec = hasRealData ? readJson(realPath("spec/gindices.json")) : {};

  it.each(["deneb", "electra", "fulu", "gloas"] as const)("%s: balances and validators", (fork) => {
    const layout = layoutOf(fork);
    const { [fork === "gloas" ? "gloas(HEAD)" : fork]: gindices } = spec;
    for (const index of [0, 1, 3, 4, 5, 20, 1000000, 2097151]) {
      const chunk = BigInt(gindices[`state.balances[${index}]`]);
      expect(listNodeGindex(layout, "balances", 0, Math.floor(index / 4))).toBe(chunk);
      const validator = BigInt(gindices[`state.validators[${index}]`]);
      expect(listNodeGindex(layout, "validators", 0, index)).toBe(validator);
    }
  });
});

it("listNodeGindex: leaves exist within the list's limit only", () => {
  const layout = layoutOf("fulu");
  expect(listNodeGindex(layout, "balances", 0, 2 ** 38 - 1)).toBe(
    2n * layout.lists.balances.gindex * 2n ** 38n + 2n ** 38n - 1n,
  );
  for (const [list, limit] of [
    ["balances", 2 ** 38],
    ["validators", 2 ** 40],
    ["pendingDeposits", 2 ** 27],
  ] as const) {
    expect(() => listNodeGindex(layout, list, 0, limit - 1)).not.toThrow();
    expect(() => listNodeGindex(layout, list, 0, limit)).toThrow(RangeError);
    expect(() => listNodeGindex(layout, list, 0, -1)).toThrow(RangeError);
    expect(() => listNodeGindex(layout, list, 60, 0)).toThrow(RangeError);
  }
});

it("there is no queue of deposits before Electra, and it says so", () => {
  expect(() => listTopGindices(layoutOf("deneb"), "pendingDeposits", 1)).toThrow(
    expect.objectContaining({ code: "LIST_MISSING", list: "pendingDeposits", fork: "deneb" }),
  );
});

/** The top is under the state root, beside the length of its list. */
function expectTop(state: VerifiedState, list: ListName, length: number): void {
  const top = listTopOf(state, list);
  const { branch, node: leaf, levels } = top;
  const { shape } = listPlace(state.layout, list);
  expect(top.length).toBe(length);
  const [gindex, ...levelGindices] = listTopGindices(state.layout, list, length);
  expect(verifyBranch({ leaf, branch, gindex: gindex!, root: state.header.stateRoot })).toBe(true);
  expect(levels).toHaveLength(levelGindices.length);
  const { depth } = listWindows(state.layout, list, length)[0]!;
  expect(branch[shape.kind === "bounded" ? shape.depth - depth : 0]).toBe(uint64Chunk(length));
}

/** A node of an element lies below the top, there and nowhere else. */
function expectElement(
  state: VerifiedState,
  list: "validators" | "pendingDeposits",
  position: number,
  { leaf, below }: { leaf: Hex; below: bigint },
): void {
  const top = listTopOf(state, list);
  const branch = elementBranch(state, list, position, below);
  const levels = BigInt(below.toString(2).length - 1);
  const window = windowOfLeaf(listWindows(state.layout, list, top.length), position);
  const claim = (place: number) => ({
    leaf,
    branch,
    gindex:
      (((1n << BigInt(window.depth)) + BigInt(place - window.firstLeaf)) << levels) + below - (1n << levels),
    root: windowNode(top, window),
  });
  expect(verifyBranch(claim(position))).toBe(true);
  expect(verifyBranch(claim(window.firstLeaf + ((position - window.firstLeaf) ^ 1)))).toBe(false);
}

describe.skipIf(!hasRealData).each(STATES_WITH_HEADER)(`lists of slot $slot ${REAL}`, (real) => {
  let state: VerifiedState;
  beforeAll(async () => {
    state = await readStateFile({ statePath: statePath(real), headerPath: headerPath(real) });
  });

  it("tops are under the state root, with the lengths of the lists", () => {
    expectTop(state, "balances", real.validators);
    expectTop(state, "validators", real.validators);
    if (real.fork !== "deneb") expect(listLength(state, "pendingDeposits")).toBe(0);
  });

  it("elementBranch proves any validator, and any node of it, below the top", () => {
    const { validators } = ssz[real.fork].BeaconState.deserialize(readFileSync(statePath(real)));
    fc.assert(
      fc.property(fc.nat({ max: real.validators - 1 }), (position) => {
        const validator = validators[position]!;
        const root = toHex(ssz.phase0.Validator.hashTreeRoot(validator));
        expectElement(state, "validators", position, { leaf: root, below: 1n });
        const pubkeyRoot = toHex(ssz.phase0.Validator.fields.pubkey.hashTreeRoot(validator.pubkey));
        expectElement(state, "validators", position, { leaf: pubkeyRoot, below: 8n });
      }),
      { numRuns: 20 },
    );
  });

  it("findValidators finds by public key, and nobody else", () => {
    const { validators } = ssz[real.fork].BeaconState.deserialize(readFileSync(statePath(real)));
    const rootAt = (i: number) =>
      toHex(ssz.phase0.Validator.fields.pubkey.hashTreeRoot(validators[i]!.pubkey));
    const last = real.validators - 1;
    const unknown: Hex = `0x${"ab".repeat(32)}`;
    const asked = new Set([rootAt(last), unknown, rootAt(0), rootAt(77)]);
    const found = (index: number) => ({
      index,
      withdrawalCredentials: toHex(validators[index]!.withdrawalCredentials),
    });
    expect(findValidators(state, asked)).toEqual(
      new Map([
        [rootAt(0), found(0)],
        [rootAt(77), found(77)],
        [rootAt(last), found(last)],
      ]),
    );
    expect(findValidators(state, new Set())).toEqual(new Map());
  });
});

describe.each(["electra", "gloas"] as const)("a queue of deposits in %s", (fork) => {
  const deposits = Array.from({ length: 5 }, (_, i) => ({
    pubkey: new Uint8Array(48).fill(i + 1),
    withdrawalCredentials: new Uint8Array(32).fill(i + 10),
    amount: 32_000_000_000 + i,
    signature: new Uint8Array(96).fill(i + 20),
    slot: i,
  }));
  let state: VerifiedState;
  beforeAll(async () => {
    ({ state } = await syntheticState([1n, 2n], fork, (value) => {
      value.pendingDeposits = deposits;
    }));
  });

  it("has its top under the state root", () => expectTop(state, "pendingDeposits", deposits.length));

  it("has every entry and every node of it below its top", () => {
    for (const [position, deposit] of deposits.entries()) {
      const root = toHex(ssz.electra.PendingDeposit.hashTreeRoot(deposit));
      expectElement(state, "pendingDeposits", position, { leaf: root, below: 1n });
      expectElement(state, "pendingDeposits", position, { leaf: uint64Chunk(deposit.amount), below: 10n });
    }
  });

  it.each([-1, 5, 7, 1.5, Number.NaN])(
    "has no entry %d, though the tree holds zeros past its end",
    (position) => {
      expect(() => elementBranch(state, "pendingDeposits", position, 1n)).toThrow(RangeError);
    },
  );
});
