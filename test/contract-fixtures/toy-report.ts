/**
 * Whole reports over the toy protocol, proved with the toy circuit, in the form of `build/fixtures/report.json`, which
 * a bundle of the real circuit fills in the same way (fixture-file.ts).
 * @module
 */
import type { Node } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { keccak256, toBytes, toHex, zeroHash as ZERO_HASH } from "viem";
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
  rootAt,
  siblings,
  type ToyDeposit,
  type ToyFork,
} from "./toy-state.ts";

/** What one fixture is about. */
export interface ToyReportPlan {
  readonly end: toy.SpurtEnd;
  readonly fork: ToyFork;
  /** Whether the layout knows the execution state root, or only the hash of the block that holds it. */
  readonly link: "stateRoot" | "blockHash";
  readonly balancesGwei: readonly bigint[];
  readonly deposits: readonly ToyDeposit[];
  /** Numbers of provisions. */
  readonly writtenOff: readonly bigint[];
  readonly amounts: ToyAmounts;
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
/** Goes on where the first page of `WHOLE` ends. */
const FROM_THREE: readonly ToyPage[] = [
  { to: 5, linkDepth: 3n, firstChunk: 0n },
  { to: 7, linkDepth: 2n, firstChunk: 4n },
];
/** Start totals that have nothing to do with any pool. */
const WRONG_START_WEI = [10n ** 27n + 1n, 10n ** 30n + 3n] as const;

export async function makeToyReport(
  circuit: ToyCircuit,
  verifier: string,
  plan: ToyReportPlan,
): Promise<ReportFixture> {
  const { end, fork, balancesGwei } = plan;
  const blockTimestamp = toy.slotTime(end.slot);
  const pods = toy.PODS.filter(({ addedAt }) => addedAt <= blockTimestamp).map(({ address }) => address);
  const execution = await makeExecution(plan.amounts, pods);
  const executionHeader = encodeExecutionHeader(execution.stateRoot, blockTimestamp);
  const state = makeBeaconState({
    fork,
    slot: end.slot,
    balancesGwei,
    deposits: plan.deposits,
    executionStateRoot: execution.stateRoot,
    executionBlockHash: keccak256(executionHeader),
  });
  const header: HeaderPiece = {
    slot: end.slot,
    proposerIndex: 7n,
    parentRoot: keccak256("0x01"),
    stateRoot: rootAt(state, 1n),
    bodyRoot: keccak256("0x02"),
  };
  const layouts = layoutLists(fork, plan.link);
  const executionGindex = [...layouts.executionStateRoots, ...layouts.executionBlockHashes].find(Boolean)!;
  const expected = await expectedReport(plan, execution, blockTimestamp);
  const startWei = expected.sourcesWei + expected.pendingDepositsWei;
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
      whole: await run(0, [startWei, startWei], WHOLE),
      other: await run(0, [0n, 0n], OTHER),
      wholeWrongStart: await run(0, WRONG_START_WEI, WHOLE),
      fromThree: await run(3, [startWei, startWei], FROM_THREE),
      fromThreeWrongStart: await run(3, WRONG_START_WEI, FROM_THREE),
    },
    execution: encodeExecutionProof({
      stateRoot: execution.stateRoot,
      branch: siblings(state, executionGindex),
      header: plan.link === "blockHash" ? executionHeader : "0x",
      sources: execution.sources,
      liabilities: execution.liabilities,
      supply: execution.supply,
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
  const { commitment, count, existing, principalWei, rawWei } = (await totalsOf(plan.balancesGwei)).at(-1)!;
  const waiting = plan.deposits.filter(({ provision }) => provision !== undefined);
  const pendingDepositsWei = sum(waiting.map(({ amountGwei }) => amountGwei)) * WEI_PER_GWEI;
  const sourcesWei = sum(execution.sourceValuesWei);
  const liabilitiesWei = sum(execution.liabilityValuesWei);
  const supplyWei = supplyOf(plan.amounts);
  const besideValidatorsWei = sourcesWei + pendingDepositsWei - liabilitiesWei;
  const listLength = BigInt(plan.balancesGwei.length);
  return {
    registryCommitment: commitment,
    slot: plan.end.slot,
    blockTimestamp,
    validators: count,
    existing,
    waiting: BigInt(waiting.length),
    writtenOff: BigInt(plan.writtenOff.length),
    listLength,
    shareBasisPoints: (existing * 10_000n) / listLength,
    pages: BigInt(WHOLE.length),
    principalWei,
    rawWei,
    sourceValuesWei: execution.sourceValuesWei,
    liabilityValuesWei: execution.liabilityValuesWei,
    sourcesWei,
    pendingDepositsWei,
    liabilitiesWei,
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
    return { top: { node: ZERO_HASH, length: 0n, branch: [] }, waiting: [], writtenOff };
  }
  const { top, gindex, depth } = listTop(state, plan.fork, "pendingDeposits", plan.deposits.length);
  const waiting = own.map(({ provision, position, credentials }) => {
    const entry = (gindex << depth) | position;
    return {
      provision: BigInt(provision!),
      position,
      withdrawalCredentials: toHex(credentials),
      signatureRoot: rootAt(state, (entry << 3n) | 3n),
      rest: rootAt(state, (entry << 1n) | 1n),
      branch: siblings(state, entry).slice(0, Number(depth)),
    };
  });
  return { top, waiting, writtenOff };
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
