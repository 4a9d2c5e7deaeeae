import { createHash } from "node:crypto";
import { ssz } from "@lodestar/types";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Hex, toHex } from "../../prover/hex.ts";
import { historyBranch, periodNeeded } from "../../prover/state/canonical-history.ts";
import {
  NotInHistoryError,
  PeriodRootsMismatchError,
  PeriodRootsMissingError,
} from "../../prover/state/history-errors.ts";
import { layoutOf } from "../../prover/state/layout.ts";
import { readHeaderFile } from "../../prover/state/read-header-file.ts";
import { readStateFile } from "../../prover/state/read-state-file.ts";
import { headerRoot, verifyBranch } from "../../prover/state/ssz-branch.ts";
import { useFastHasher } from "../../prover/state/use-fast-hasher.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { hasRealData, headerPath, REAL, STATES_WITH_HEADER, statePath } from "./real-states.ts";

const PERIOD = 8192;
/** CAPELLA_FORK_EPOCH 56832 · 32 / 8192. */
const SEPOLIA_FIRST_PERIOD = 222;

const rootOfSlot = (slot: number): Hex => toHex(createHash("sha256").update(`block ${slot}`).digest());
const rootsOfPeriod = (period: number) =>
  Array.from({ length: PERIOD }, (_, k) => rootOfSlot(period * PERIOD + k));

describe("periodNeeded", () => {
  it.each([
    [100, 99, null],
    [PERIOD, 0, null],
    [PERIOD + 1, 0, 0],
    [PERIOD + 1, 1, null],
    [3 * PERIOD, PERIOD, 1],
    [3 * PERIOD, 2 * PERIOD - 1, 1],
    [3 * PERIOD, 2 * PERIOD, null],
  ])("state of slot %i, block of slot %i: %s", (stateSlot, targetSlot, period) => {
    expect(periodNeeded(stateSlot, targetSlot)).toBe(period);
  });
});

describe("historyBranch below a made Electra state", () => {
  const first = 2;
  const slot = 5 * PERIOD + 700;
  let state: VerifiedState;
  beforeAll(async () => {
    await useFastHasher();
    state = madeState(slot, first);
  });

  const expectProved = (targetSlot: number, expectedRoot: Hex, gindex: bigint) => {
    const period = periodNeeded(slot, targetSlot);
    const history = {
      firstSummaryPeriod: first,
      ...(period === null ? {} : { periodRoots: rootsOfPeriod(period) }),
    };
    const proved = historyBranch(state, targetSlot, history);
    expect(proved.blockRoot).toBe(expectedRoot);
    expect(proved.gindex).toBe(gindex);
    expect(
      verifyBranch({
        leaf: expectedRoot,
        branch: proved.branch,
        gindex: proved.gindex,
        root: state.header.stateRoot,
      }),
    ).toBe(true);
  };

  it("finds any of the last 8,192 slots in block_roots", () => {
    fc.assert(
      fc.property(fc.integer({ min: slot - PERIOD, max: slot - 1 }), (target) => {
        const { gindex } = ssz.electra.BeaconState.getPathInfo(["blockRoots", target % PERIOD]);
        expectProved(target, rootOfSlot(target), gindex);
      }),
      { numRuns: 30, examples: [[slot - PERIOD], [slot - 1]] },
    );
  });

  it("finds any older one below its period's summary", () => {
    fc.assert(
      fc.property(fc.integer({ min: first * PERIOD, max: slot - PERIOD - 1 }), (target) => {
        const entry = Math.floor(target / PERIOD) - first;
        const path = ["historicalSummaries", entry, "blockSummaryRoot"];
        const summary = ssz.electra.BeaconState.getPathInfo(path).gindex;
        expectProved(target, rootOfSlot(target), summary * BigInt(PERIOD) + BigInt(target % PERIOD));
      }),
      { numRuns: 8, examples: [[first * PERIOD], [slot - PERIOD - 1]] },
    );
  });

  it.each([slot, slot + 1])("refuses slot %i, which is not older", (target) => {
    expect(() => historyBranch(state, target, { firstSummaryPeriod: first })).toThrow(NotInHistoryError);
  });

  it.each([-1, 1.5])("refuses %d, which is no slot", (target) => {
    expect(() => historyBranch(state, target, { firstSummaryPeriod: first })).toThrow(RangeError);
  });

  it("refuses a slot before the first summary, and one whose summary the list does not have", () => {
    const before = first * PERIOD - 1;
    expect(() => historyBranch(state, before, { firstSummaryPeriod: first })).toThrow(NotInHistoryError);
    expect(() => historyBranch(state, 4 * PERIOD, { firstSummaryPeriod: 1 })).toThrow(NotInHistoryError);
  });

  it("asks for the roots of the period, all of them", () => {
    const target = 3 * PERIOD + 5;
    for (const periodRoots of [undefined, [], rootsOfPeriod(3).slice(1)]) {
      const history = { firstSummaryPeriod: first, ...(periodRoots && { periodRoots }) };
      expect(() => historyBranch(state, target, history)).toThrow(PeriodRootsMissingError);
    }
  });

  it("refuses roots of another period, and one changed root", () => {
    const target = 3 * PERIOD + 5;
    const changed = rootsOfPeriod(3).with(17, rootOfSlot(0));
    for (const periodRoots of [rootsOfPeriod(2), changed]) {
      const history = { firstSummaryPeriod: first, periodRoots };
      expect(() => historyBranch(state, target, history)).toThrow(PeriodRootsMismatchError);
    }
  });
});

describe.skipIf(!hasRealData).each(STATES_WITH_HEADER)(`history of slot $slot ${REAL}`, (real) => {
  let state: VerifiedState;
  beforeAll(async () => {
    state = await readStateFile({ statePath: statePath(real), headerPath: headerPath(real) });
  });

  it("the root at the slot before is the header's parent root", () => {
    const proved = historyBranch(state, real.slot - 1, { firstSummaryPeriod: SEPOLIA_FIRST_PERIOD });
    expect(proved.blockRoot).toBe(state.header.parentRoot);
    expect(verifyBranch({ leaf: proved.blockRoot, ...proved, root: state.header.stateRoot })).toBe(true);
  });

  it("has a summary for each whole period since Capella", () => {
    const view = ssz[state.layout.fork as "deneb"].BeaconState.getViewDU(state.stateNode);
    expect(view.historicalSummaries.length).toBe(Math.floor(real.slot / PERIOD) - SEPOLIA_FIRST_PERIOD);
  });

  it("asks for the period of an older slot, by the summary of that period", () => {
    const target = real.slot - 5 * PERIOD;
    const periodRoots = Array.from({ length: PERIOD }, () => state.header.parentRoot);
    const view = ssz[state.layout.fork as "deneb"].BeaconState.getViewDU(state.stateNode);
    const period = Math.floor(target / PERIOD);
    const summary = view.historicalSummaries.get(period - SEPOLIA_FIRST_PERIOD).blockSummaryRoot;
    try {
      historyBranch(state, target, { firstSummaryPeriod: SEPOLIA_FIRST_PERIOD, periodRoots });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PeriodRootsMismatchError);
      expect(error).toMatchObject({ period, expected: toHex(summary) });
    }
  });
});

describe.skipIf(!hasRealData)(`blocks of one Sepolia state in another ${REAL}`, () => {
  it("block_roots of slot 7643648 holds the real header of slot 7643456", async () => {
    const [older, newer] = [{ slot: 7643456 }, { slot: 7643648 }];
    const state = await readStateFile({ statePath: statePath(newer), headerPath: headerPath(newer) });
    const header = await readHeaderFile(headerPath(older));
    const proved = historyBranch(state, older.slot, { firstSummaryPeriod: SEPOLIA_FIRST_PERIOD });
    expect(proved.blockRoot).toBe(headerRoot(header));
  });

  it("summaries keep their places: those of Deneb come first in Electra", async () => {
    const summariesOf = async (slot: number, fork: "deneb" | "electra") => {
      const state = await readStateFile({ statePath: statePath({ slot }), headerPath: headerPath({ slot }) });
      return ssz[fork].BeaconState.getViewDU(state.stateNode).historicalSummaries.toValue();
    };
    const early = await summariesOf(5832096, "deneb");
    const late = await summariesOf(7643648, "electra");
    expect(late.slice(0, early.length)).toEqual(early);
  });
});

/** Electra, with a block in each slot. */
function madeState(slot: number, firstPeriod: number): VerifiedState {
  const value = ssz.electra.BeaconState.defaultValue();
  value.slot = slot;
  for (let s = slot - PERIOD; s < slot; s++) value.blockRoots[s % PERIOD] = bytesOf(rootOfSlot(s));
  for (let period = firstPeriod; period < Math.floor(slot / PERIOD); period++) {
    value.historicalSummaries.push({
      blockSummaryRoot: ssz.phase0.HistoricalBlockRoots.hashTreeRoot(rootsOfPeriod(period).map(bytesOf)),
      stateSummaryRoot: bytesOf(rootOfSlot(period)),
    });
  }
  const { node } = ssz.electra.BeaconState.toView(value);
  const stateRoot = toHex(node.root);
  const header = { slot, proposerIndex: 1, parentRoot: rootOfSlot(slot - 1), stateRoot, bodyRoot: stateRoot };
  return {
    fork: "electra",
    layout: layoutOf("electra"),
    header,
    blockRoot: headerRoot(header),
    stateNode: node,
    listLength: 0,
    execution: { kind: "payload-header", blockNumber: 0n, blockHash: stateRoot, stateRoot, timestamp: 0n },
    validatorBytes: new Uint8Array(),
    fetchNodes: null,
  };
}

function bytesOf(hex: Hex): Uint8Array {
  return new Uint8Array(Buffer.from(hex.slice(2), "hex"));
}
