/**
 * Whole reports over the toy protocol, proved with the toy circuit, in the form of `build/fixtures/report.json`, which
 * a bundle of the real circuit fills in the same way (fixture-file.ts).
 * @module
 */
import type { Node } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { type Hex, keccak256, toBytes, toHex, zeroHash as ZERO_HASH } from "viem";
import { WEI_PER_GWEI } from "../../prover/units.ts";
import {
  encodeExecutionProof,
  encodeHeader,
  encodeListTop,
  encodePageRun,
  encodePendingDeposits,
  type HeaderPiece,
  type PendingDepositsPiece,
} from "./call-pieces.ts";
import type { ExpectedReport, ReportFixture, SourceLists } from "./fixture-file.ts";
import type { ToyCircuit } from "./toy-circuit.ts";
import {
  encodeExecutionHeader,
  makeExecution,
  supplyOf,
  type ToyAmounts,
  type ToyExecution,
} from "./toy-execution.ts";
import * as toy from "./toy-protocol.ts";
import { proveRun, type ToyPage, totalsOf } from "./toy-runs.ts";
import {
  layoutLists,
  listTop,
  makeBeaconState,
  nodeOverLeaf,
  rootAt,
  siblings,
  type ToyDeposit,
  type ToyFork,
} from "./toy-state.ts";

/** What one fixture is about. */
export interface ToyReportPlan {
  readonly end: toy.SpurtEnd;
  readonly fork: ToyFork;
  /** Slots between the beacon block and the execution block that its state names; 0 before Gloas. */
  readonly slotsBehind: bigint;
  readonly balancesGwei: readonly bigint[];
  readonly deposits: readonly ToyDeposit[];
  /** Numbers of provisions. */
  readonly writtenOff: readonly bigint[];
  readonly amounts: ToyAmounts;
  /** In the state from Gloas on. */
  readonly withdrawals: readonly ToyWithdrawal[];
}

/** On its way from the consensus layer. */
export interface ToyWithdrawal {
  readonly validatorIndex: bigint;
  readonly recipient: Hex;
  readonly amountGwei: bigint;
  /** Whether the account that it pays counts at the block. */
  readonly counts: boolean;
}

/** Two partitions of the seven validators that share the border 4, with link nodes from two chunks up to the top. */
const WHOLE: readonly ToyPage[] = [
  { to: 3, linkDepth: 1n, firstChunk: 0n },
  { to: 4, linkDepth: 3n, firstChunk: 0n },
  { to: 6, linkDepth: 2n, firstChunk: 4n },
  { to: 7, linkDepth: 1n, firstChunk: 6n },
];
const OTHER: readonly ToyPage[] = [
  { to: 1, linkDepth: 1n, firstChunk: 0n },
  { to: 4, linkDepth: 2n, firstChunk: 0n },
  { to: 5, linkDepth: 2n, firstChunk: 4n },
  { to: 7, linkDepth: 3n, firstChunk: 0n },
];
/** Goes on after the third validator. */
const FROM_THREE: readonly ToyPage[] = [
  { to: 5, linkDepth: 3n, firstChunk: 0n },
  { to: 7, linkDepth: 2n, firstChunk: 4n },
];
const BOUNDED = { whole: WHOLE, other: OTHER, fromThree: FROM_THREE };
/** The same over progressive balances: no page reaches from one level (chunk 0, 1 to 4, 5 to 20) into another. */
const PROGRESSIVE: typeof BOUNDED = {
  whole: [
    { to: 1, linkDepth: 1n, firstChunk: 0n },
    { to: 2, linkDepth: 2n, firstChunk: 1n },
    { to: 3, linkDepth: 1n, firstChunk: 0n },
    { to: 4, linkDepth: 1n, firstChunk: 1n },
    { to: 7, linkDepth: 3n, firstChunk: 5n },
  ],
  other: [
    { to: 1, linkDepth: 1n, firstChunk: 0n },
    { to: 2, linkDepth: 1n, firstChunk: 1n },
    { to: 3, linkDepth: 1n, firstChunk: 0n },
    { to: 4, linkDepth: 2n, firstChunk: 1n },
    { to: 5, linkDepth: 1n, firstChunk: 5n },
    { to: 7, linkDepth: 4n, firstChunk: 5n },
  ],
  fromThree: [
    { to: 4, linkDepth: 2n, firstChunk: 1n },
    { to: 7, linkDepth: 4n, firstChunk: 5n },
  ],
};
const runsOf = (fork: ToyFork) => (fork === "gloas" ? PROGRESSIVE : BOUNDED);
/** Start totals that have nothing to do with any pool. */
const WRONG_START_WEI = [10n ** 27n + 1n, 10n ** 30n + 3n] as const;

export async function makeToyReport(
  circuit: ToyCircuit,
  verifier: string,
  plan: ToyReportPlan,
): Promise<ReportFixture> {
  const { end, fork, balancesGwei } = plan;
  const blockTimestamp = toy.slotTime(end.slot);
  const executionTimestamp = toy.slotTime(end.slot - plan.slotsBehind);
  const pods = toy.PODS.filter(({ addedAt }) => addedAt <= executionTimestamp).map(({ address }) => address);
  const execution = await makeExecution(plan.amounts, pods);
  const executionHeader = encodeExecutionHeader(execution.stateRoot, executionTimestamp);
  const withdrawals = plan.withdrawals.map(({ counts: _, ...entry }, k) => ({ index: BigInt(k), ...entry }));
  const state = makeBeaconState({
    fork,
    slot: end.slot,
    balancesGwei,
    deposits: plan.deposits,
    executionStateRoot: execution.stateRoot,
    executionBlockHash: keccak256(executionHeader),
    withdrawals,
  });
  const header: HeaderPiece = {
    slot: end.slot,
    proposerIndex: 7n,
    parentRoot: keccak256("0x01"),
    stateRoot: rootAt(state, 1n),
    bodyRoot: keccak256("0x02"),
  };
  const layouts = layoutLists(fork);
  const executionGindex = [...layouts.executionStateRoots, ...layouts.executionBlockHashes].find(Boolean)!;
  const expected = await expectedReport(plan, execution, blockTimestamp);
  const startWei = expected.sourcesWei + expected.pendingDepositsWei + expected.withdrawalsWei;
  const runs = runsOf(fork);
  const run = async (from: number, start: readonly [bigint, bigint], pages: readonly ToyPage[]) =>
    encodePageRun(await proveRun({ fork, state, balancesGwei }, circuit, { from, startWei: start, pages }));

  return {
    verifier,
    spurt: end.spurt,
    spurtsStart: toy.SPURTS_START,
    nextTimestamp: toy.slotTime(end.nextSlot),
    blockRoot: blockRootOf(header),
    genesisTime: toy.GENESIS_TIME,
    secondsPerSlot: toy.SECONDS_PER_SLOT,
    firstSummaryPeriod: 0n,
    layouts,
    sources: sourceLists(toy.SOURCES),
    liabilities: sourceLists(toy.LIABILITIES),
    token: toy.TOKEN,
    supplySlot: toy.SUPPLY_SLOT,
    policy: 0n,
    pods: {
      addresses: toy.PODS.map(({ address }) => address),
      addedAt: toy.PODS.map(({ addedAt }) => addedAt),
    },
    provisions: {
      pubkeys: toy.PROVISIONS.map((_, k) => toHex(toy.pubkeyOf(k + 1))),
      principalsGwei: toy.PROVISIONS.map(({ principalGwei }) => principalGwei),
      provisionedAt: toy.PROVISIONS.map(({ provisionedAt }) => provisionedAt),
    },
    writtenOff: plan.writtenOff,
    registry: {
      provisions: toy.REGISTRY.map(({ provision }) => provision),
      indices: toy.REGISTRY.map(({ index }) => index),
    },
    header: encodeHeader(header),
    top: encodeListTop(listTop(state, fork, "balances", balancesGwei.length).top),
    runs: {
      whole: await run(0, [startWei, startWei], runs.whole),
      other: await run(0, [0n, 0n], runs.other),
      wholeWrongStart: await run(0, WRONG_START_WEI, runs.whole),
      fromThree: await run(3, [startWei, startWei], runs.fromThree),
      fromThreeWrongStart: await run(3, WRONG_START_WEI, runs.fromThree),
    },
    execution: encodeExecutionProof({
      stateRoot: execution.stateRoot,
      branch: siblings(state, executionGindex),
      header: fork === "gloas" ? executionHeader : "0x",
      nodes: execution.nodes,
      places: execution.sources.map((_, place) => BigInt(place)),
      sources: execution.sources,
      liabilities: execution.liabilities,
      supply: execution.supply,
      withdrawals: {
        entries: withdrawals,
        branch: fork === "gloas" ? siblings(state, layouts.expectedWithdrawals[0]!) : [],
      },
    }),
    deposits: encodePendingDeposits(depositsProof(plan, state)),
    expected,
  };
}

async function expectedReport(
  plan: ToyReportPlan,
  execution: ToyExecution,
  blockTimestamp: bigint,
): Promise<ExpectedReport> {
  const executionTimestamp = toy.slotTime(plan.end.slot - plan.slotsBehind);
  const { commitment, count, existing, principalWei, rawWei } = (await totalsOf(plan.balancesGwei)).at(-1)!;
  const waiting = plan.deposits.filter(({ provision }) => provision !== undefined);
  const pendingDepositsWei = sum(waiting.map(({ amountGwei }) => amountGwei)) * WEI_PER_GWEI;
  const sourcesWei = sum(execution.sourceValuesWei);
  const liabilitiesWei = sum(execution.liabilityValuesWei);
  const supplyWei = supplyOf(plan.amounts);
  const counted = plan.withdrawals.filter(({ counts }) => counts);
  const withdrawalsWei = sum(counted.map(({ amountGwei }) => amountGwei)) * WEI_PER_GWEI;
  const besideValidatorsWei = sourcesWei + pendingDepositsWei + withdrawalsWei - liabilitiesWei;
  const announced = toy.PROVISIONS.filter(({ provisionedAt }) => provisionedAt <= executionTimestamp);
  const outGwei = announced.filter((_, k) => !plan.writtenOff.includes(BigInt(k + 1)));
  const outstandingWei = sum(outGwei.map(({ principalGwei }) => principalGwei)) * WEI_PER_GWEI;
  const listLength = BigInt(plan.balancesGwei.length);
  // One principal is far larger than all ETH, so nothing lies above the sum.
  return {
    registryCommitment: commitment,
    slot: plan.end.slot,
    blockTimestamp,
    executionTimestamp,
    validators: count,
    existing,
    waiting: BigInt(waiting.length),
    writtenOff: BigInt(plan.writtenOff.length),
    listLength,
    shareBasisPoints: (existing * 10_000n) / listLength,
    pages: BigInt(runsOf(plan.fork).whole.length),
    principalWei,
    rawWei,
    sourceValuesWei: execution.sourceValuesWei,
    liabilityValuesWei: execution.liabilityValuesWei,
    sourcesWei,
    pendingDepositsWei,
    withdrawalsWei,
    liabilitiesWei,
    outstandingWei,
    supplyWei,
    principalReservesWei: principalWei + besideValidatorsWei,
    rawReservesWei: rawWei + besideValidatorsWei,
    principalRate: ((principalWei + besideValidatorsWei) * 10n ** 18n) / supplyWei,
    rawRate: ((rawWei + besideValidatorsWei) * 10n ** 18n) / supplyWei,
  };
}

/** Shows the deposits that provisions wait for. An entry's left half is key, credentials, amount and signature. */
function depositsProof(plan: ToyReportPlan, state: Node): PendingDepositsPiece {
  const { writtenOff } = plan;
  const own = plan.deposits
    .map((deposit, position) => ({ ...deposit, position: BigInt(position) }))
    .filter(({ provision }) => provision !== undefined)
    .sort((a, b) => a.provision! - b.provision!);
  if (own.length === 0) {
    return { top: { node: ZERO_HASH, length: 0n, branch: [], levels: [] }, waiting: [], writtenOff };
  }
  const queue = listTop(state, plan.fork, "pendingDeposits", plan.deposits.length);
  const waiting = own.map(({ provision, position, credentials }) => {
    const { gindex: entry, levels } = nodeOverLeaf(queue, position, 0n);
    return {
      provision: BigInt(provision!),
      position,
      withdrawalCredentials: toHex(credentials),
      signatureRoot: rootAt(state, (entry << 3n) | 3n),
      rest: rootAt(state, (entry << 1n) | 1n),
      branch: siblings(state, entry).slice(0, Number(levels)),
    };
  });
  return { top: queue.top, waiting, writtenOff };
}

function blockRootOf(header: HeaderPiece) {
  const root = ssz.phase0.BeaconBlockHeader.hashTreeRoot({
    slot: Number(header.slot),
    proposerIndex: Number(header.proposerIndex),
    parentRoot: toBytes(header.parentRoot),
    stateRoot: toBytes(header.stateRoot),
    bodyRoot: toBytes(header.bodyRoot),
  });
  return toHex(root);
}

function sourceLists(sources: readonly toy.ToySource[]): SourceLists {
  return {
    names: sources.map(({ name }) => name),
    kinds: sources.map(({ kind }) => (kind === "slot" ? 1n : 0n)),
    accounts: sources.map(({ account }) => account),
    slots: sources.map(({ slot }) => slot),
  };
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
