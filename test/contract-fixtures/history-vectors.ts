/**
 * `history.json`: canonical blocks below newer states, for BeaconRoots.storeFromNewer. A chain of made headers with
 * missed slots, and Electra states at three slots of it, at both sides of the border between `block_roots` and
 * `historical_summaries`. `real-history.json`: the same below real states, where ../shared/realdata is present.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Node } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { type Hex, toHex } from "viem";
import { useFastHasher } from "../../prover/state/use-fast-hasher.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { siblings } from "./toy-state.ts";

const REAL_DATA = join(REPOSITORY_ROOT, "../shared/realdata");
const PERIOD = 8192;
const GENESIS_TIME = 1_700_000_000;
const SECONDS_PER_SLOT = 12;
/** The first spurt begins between two slots. */
const START = GENESIS_TIME + 67;
const SLOTS_PER_WEEK = (7 * 24 * 3600) / SECONDS_PER_SLOT;
/** The first spurt's last slot is in the period before. */
const FIRST_SUMMARY_PERIOD = 7;
/** Spurts whose canonical blocks are proved. */
const SPURTS = [2, 3, 4];

type ElectraState = ReturnType<typeof ssz.electra.BeaconState.defaultValue>;

interface Header {
  readonly slot: number;
  readonly proposerIndex: number;
  readonly parentRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly bodyRoot: Uint8Array;
}

/** Last slot of a spurt. */
const targetOf = (spurt: number): number =>
  Math.floor((START - GENESIS_TIME) / SECONDS_PER_SLOT) + spurt * SLOTS_PER_WEEK;

/** Each last slot of a spurt and the one before are missed, besides others. */
const isMissed = (slot: number): boolean =>
  slot % 7 === 3 || SPURTS.some((spurt) => slot === targetOf(spurt) || slot === targetOf(spurt) - 1);

export async function historyVectors() {
  await useFastHasher();
  const newest = targetOf(4);
  const newerSlots = [newest + 1, newest + PERIOD, newest + PERIOD + 1];
  const states = newerSlots.map((slot) => ({ slot, node: stateAt(slot) }));
  const cases = states.flatMap(({ slot, node }) =>
    SPURTS.flatMap((spurt) => {
      const target = targetOf(spurt);
      // The canonical one, and blocks beside it in their own places, which are other slots.
      return [target, target - 3, target - 100, target - 2000].map((asked) => ({
        spurt,
        newer: newerHeader(slot, node),
        canonical: lastHeaderAt(asked),
        gindex: gindexOf(slot, asked),
        branch: branchAt(node, slot, asked),
        isCanonical: asked === target,
      }));
    }),
  );
  return {
    genesisTime: GENESIS_TIME,
    secondsPerSlot: SECONDS_PER_SLOT,
    start: START,
    firstSummaryPeriod: FIRST_SUMMARY_PERIOD,
    layout: layoutWords("electra"),
    ...flatten(cases),
  };
}

/** @returns nothing where the folder is absent. */
export function realHistoryVectors() {
  if (!existsSync(REAL_DATA)) return undefined;
  const vectors = [
    // The root of a block 192 slots earlier, whose header is there too.
    realCase("electra", 7_643_648, 7_643_456, readRealHeader(7_643_456)),
    realCase("electra", 7_643_648, 7_643_647),
    realCase("deneb", 5_832_096, 5_832_095),
  ];
  return Object.fromEntries(vectors.map((vector, k) => [`case${k}`, vector]));
}

function realCase(fork: "deneb" | "electra", newerSlot: number, targetSlot: number, canonical?: Header) {
  const newer = readRealHeader(newerSlot);
  const type = ssz[fork].BeaconState;
  const bytes = readFileSync(join(REAL_DATA, `states/bs_${newerSlot}.ssz`));
  const { node } = type.deserializeToView(bytes);
  const { gindex } = type.getPathInfo(["blockRoots", targetSlot % PERIOD]);
  return {
    layout: layoutWords(fork),
    newer: headerWords(newer),
    targetSlot,
    // The block before the newer one: its root is in the newer one's header.
    blockRoot: toHex(canonical ? rootOf(canonical) : newer.parentRoot),
    canonical: headerWords(canonical ?? newer),
    gindex,
    branch: siblings(node, gindex),
  };
}

function readRealHeader(slot: number): Header {
  const json = JSON.parse(readFileSync(join(REAL_DATA, `headers/bs_${slot}_header.json`), "utf8"));
  return ssz.phase0.BeaconBlockHeader.fromJson(json);
}

const summaries = new Map<number, Node>();
const roots = new Map<number, Uint8Array>();

function stateAt(slot: number): Node {
  const state: ElectraState = ssz.electra.BeaconState.defaultValue();
  state.slot = slot;
  for (let s = slot - PERIOD; s < slot; s++) state.blockRoots[s % PERIOD] = rootAtOrBefore(s);
  const count = Math.floor(slot / PERIOD) - FIRST_SUMMARY_PERIOD;
  state.historicalSummaries = Array.from({ length: count }, (_, k) => ({
    blockSummaryRoot: blockSummaryRoot(FIRST_SUMMARY_PERIOD + k),
    stateSummaryRoot: digest(`states of period ${FIRST_SUMMARY_PERIOD + k}`),
  }));
  return ssz.electra.BeaconState.toView(state).node;
}

/** Made of block roots where a spurt ends; the other periods only stand in between. */
function blockSummaryRoot(period: number): Uint8Array {
  const isProved = SPURTS.some((spurt) => Math.floor(targetOf(spurt) / PERIOD) === period);
  return isProved ? periodNode(period).root : digest(`blocks of period ${period}`);
}

/** Tree over the block roots of a period. */
function periodNode(period: number): Node {
  const known = summaries.get(period);
  if (known) return known;
  const list = Array.from({ length: PERIOD }, (_, k) => rootAtOrBefore(period * PERIOD + k));
  const { node } = ssz.phase0.HistoricalBlockRoots.toView(list);
  summaries.set(period, node);
  return node;
}

function gindexOf(stateSlot: number, slot: number): bigint {
  const state = ssz.electra.BeaconState;
  if (stateSlot - slot <= PERIOD) return state.getPathInfo(["blockRoots", slot % PERIOD]).gindex;
  const entry = Math.floor(slot / PERIOD) - FIRST_SUMMARY_PERIOD;
  const summary = state.getPathInfo(["historicalSummaries", entry, "blockSummaryRoot"]).gindex;
  return summary * BigInt(PERIOD) + BigInt(slot % PERIOD);
}

function branchAt(state: Node, stateSlot: number, slot: number): Hex[] {
  const gindex = gindexOf(stateSlot, slot);
  if (stateSlot - slot <= PERIOD) return siblings(state, gindex);
  const below = siblings(periodNode(Math.floor(slot / PERIOD)), BigInt(PERIOD + (slot % PERIOD)));
  return [...below, ...siblings(state, gindex / BigInt(PERIOD))];
}

function lastHeaderAt(slot: number): Header {
  let at = slot;
  while (isMissed(at)) at--;
  const words = ["parent", "state", "body"].map((name) => digest(`${name} ${at}`));
  return {
    slot: at,
    proposerIndex: at % 1000,
    parentRoot: words[0]!,
    stateRoot: words[1]!,
    bodyRoot: words[2]!,
  };
}

function newerHeader(slot: number, state: Node): Header {
  return { ...lastHeaderAt(slot), slot, stateRoot: state.root };
}

function rootAtOrBefore(slot: number): Uint8Array {
  const header = lastHeaderAt(slot);
  const known = roots.get(header.slot);
  if (known) return known;
  const root = rootOf(header);
  roots.set(header.slot, root);
  return root;
}

function layoutWords(fork: "deneb" | "electra"): bigint[] {
  const state = ssz[fork].BeaconState;
  const gindex = (...path: string[]): bigint => state.getPathInfo(path).gindex;
  return [
    gindex("balances"),
    gindex("validators"),
    fork === "deneb" ? 0n : gindex("pendingDeposits"),
    fork === "deneb" ? 0n : gindex("pendingConsolidations"),
    gindex("blockRoots"),
    gindex("historicalSummaries"),
    gindex("latestExecutionPayloadHeader", "stateRoot"),
  ];
}

/** Lists side by side, because forge reads no arrays of objects. */
function flatten(
  cases: readonly {
    spurt: number;
    newer: Header;
    canonical: Header;
    gindex: bigint;
    branch: Hex[];
    isCanonical: boolean;
  }[],
) {
  return {
    spurts: cases.map(({ spurt }) => spurt),
    isCanonical: cases.map(({ isCanonical }) => Number(isCanonical)),
    gindices: cases.map(({ gindex }) => gindex),
    ...Object.fromEntries(
      cases.map(({ newer, canonical, branch }, k) => [
        `case${k}`,
        { newer: headerWords(newer), canonical: headerWords(canonical), branch },
      ]),
    ),
  };
}

/** The five fields as words, in order. */
function headerWords({ slot, proposerIndex, parentRoot, stateRoot, bodyRoot }: Header): Hex[] {
  return [wordOf(slot), wordOf(proposerIndex), toHex(parentRoot), toHex(stateRoot), toHex(bodyRoot)];
}

const wordOf = (value: number): Hex => toHex(BigInt(value), { size: 32 });
const rootOf = (header: Header): Uint8Array => ssz.phase0.BeaconBlockHeader.hashTreeRoot(header);
const digest = (text: string): Uint8Array => new Uint8Array(createHash("sha256").update(text).digest());
