/**
 * A whole report over a state of mainnet's size: pages by the prover's planner, each proved with the toy circuit.
 * @module
 */
import { type Hex, toHex } from "viem";
import { chooseTransactions } from "../../../prover/plan/choose-transactions.ts";
import { PAGE_SIZES, type PageSize } from "../../../prover/plan/page-sizes.ts";
import { planPages } from "../../../prover/plan/plan-pages.ts";
import { PUBLIC_INPUT_NAMES } from "../../../prover/plan/public-inputs.ts";
import type { RegistryEntry } from "../../../prover/plan/registry.ts";
import { registryCommitment } from "../../../prover/plan/registry-commitment.ts";
import { chunkOf } from "../../../prover/state/chunk-of.ts";
import { executionBranchOf } from "../../../prover/state/execution-anchor-of.ts";
import { linkBranch } from "../../../prover/state/links.ts";
import { listTopOf, listWindows } from "../../../prover/state/list-tree.ts";
import type { VerifiedState } from "../../../prover/state/verified-state.ts";
import { WEI_PER_GWEI } from "../../../prover/units.ts";
import {
  encodeExecutionProof,
  encodeHeader,
  encodeListTop,
  encodePageRun,
  encodePendingDeposits,
  type PagePiece,
  type PageRunPiece,
} from "../call-pieces.ts";
import type { ReportFixture, SourceLists } from "../fixture-file.ts";
import type { ToyCircuit } from "../toy-circuit.ts";
import { GENESIS_TIME, pubkeyOf, SECONDS_PER_SLOT, SUPPLY_SLOT, slotTime, TOKEN } from "../toy-protocol.ts";
import { layoutLists } from "../toy-state.ts";
import { MAINNET_PODS, MAINNET_SOURCES, type MainnetExecution } from "./mainnet-execution.ts";

const WEEK_SECONDS = 604_800n;
const NO_BYTES: Hex = `0x${"00".repeat(32)}`;

/** The chain that all of these reports are of. */
export interface MainnetBlock {
  readonly state: VerifiedState;
  readonly balancesGwei: readonly bigint[];
  readonly execution: MainnetExecution;
}

/** Proofs with their sixteen public inputs, as the verifier takes them. */
export interface ProvedRun {
  readonly run: PageRunPiece;
  readonly inputs: readonly (readonly bigint[])[];
  /** Pages in each transaction, as they are planned. */
  readonly transactions: readonly number[];
}

export async function proveMainnetRun(
  { state, execution }: MainnetBlock,
  registry: readonly RegistryEntry[],
  circuit: ToyCircuit,
  size: PageSize,
): Promise<ProvedRun> {
  const startWei = sum(execution.sourceValuesWei);
  const limits = PAGE_SIZES[size];
  const plan = await planPages(registry, state, limits, startWei);
  const windows = listWindows(state.layout, "balances", state.listLength);
  const chunks = registry.map(({ index }) => chunkOf(index));
  const pages: PagePiece[] = [];
  const inputs: bigint[][] = [];
  for (const { link, publicInputs } of plan.pages) {
    const { node, branch } = linkBranch(state, link);
    const input = PUBLIC_INPUT_NAMES.map((name) => publicInputs[name]);
    inputs.push(input);
    pages.push({
      linkNode: node,
      linkDepth: BigInt(link.depth),
      firstChunk: BigInt(link.firstChunk),
      branch,
      commitmentOut: publicInputs.commitmentOut,
      principalOutWei: publicInputs.principalOutWei,
      rawOutWei: publicInputs.rawOutWei,
      countOut: publicInputs.countOut,
      existingOut: publicInputs.existingOut,
      proof: (await circuit.prove(input)) as unknown as PagePiece["proof"],
    });
  }
  return {
    run: { count: 0n, principalWei: startWei, rawWei: startWei, pages },
    inputs,
    transactions: chooseTransactions({ chunks, limits, windows }).map((taken) => taken.length),
  };
}

/** A report whose pages are sent in several transactions. */
export interface MainnetReport extends ReportFixture {
  /** Pages in each. */
  readonly transactions: readonly bigint[];
}

export async function makeMainnetReport(
  { state, balancesGwei, execution }: MainnetBlock,
  registry: readonly RegistryEntry[],
  { run, transactions }: ProvedRun,
): Promise<MainnetReport> {
  const { header } = state;
  const blockTimestamp = slotTime(BigInt(header.slot));
  const spurtsStart = blockTimestamp - WEEK_SECONDS;
  const numbers = registry.map((_, k) => BigInt(k + 1));
  const { length, ...top } = listTopOf(state, "balances");
  return {
    verifier: "ToyVerifier.sol:ToyVerifier",
    spurt: 1n,
    spurtsStart,
    nextTimestamp: blockTimestamp + SECONDS_PER_SLOT,
    blockRoot: state.blockRoot,
    genesisTime: GENESIS_TIME,
    secondsPerSlot: SECONDS_PER_SLOT,
    firstSummaryPeriod: 0n,
    layouts: layoutLists("electra"),
    sources: balanceLists(MAINNET_SOURCES),
    liabilities: balanceLists([]),
    token: TOKEN,
    supplySlot: SUPPLY_SLOT,
    policy: 0n,
    pods: { addresses: MAINNET_PODS, addedAt: MAINNET_PODS.map(() => spurtsStart) },
    provisions: {
      pubkeys: registry.map((_, k) => toHex(pubkeyOf(k + 1))),
      principalsGwei: registry.map(({ principalGwei }) => principalGwei),
      provisionedAt: registry.map(() => spurtsStart),
    },
    writtenOff: [],
    registry: { provisions: numbers, indices: registry.map(({ index }) => BigInt(index)) },
    header: encodeHeader({
      ...header,
      slot: BigInt(header.slot),
      proposerIndex: BigInt(header.proposerIndex),
    }),
    top: encodeListTop({ ...top, length: BigInt(length) }),
    runs: { whole: encodePageRun(run) },
    execution: encodeExecutionProof({
      stateRoot: execution.stateRoot,
      branch: executionBranchOf(state),
      header: "0x",
      nodes: execution.nodes,
      places: execution.sources.map((_, place) => BigInt(place)),
      sources: execution.sources,
      liabilities: [],
      supply: execution.supply,
      withdrawals: { entries: [], branch: [] },
    }),
    deposits: encodePendingDeposits({
      top: { node: NO_BYTES, length: 0n, branch: [], levels: [] },
      waiting: [],
      writtenOff: [],
    }),
    transactions: transactions.map(BigInt),
    expected: await expectedReport(registry, balancesGwei, execution, blockTimestamp, header.slot, run),
  };
}

/** From the balances alone, apart from planner and state tree. */
async function expectedReport(
  registry: readonly RegistryEntry[],
  balancesGwei: readonly bigint[],
  { sourceValuesWei, supplyWei }: MainnetExecution,
  blockTimestamp: bigint,
  slot: number,
  run: PageRunPiece,
): Promise<ReportFixture["expected"]> {
  const rawGwei = registry.map(({ index }) => balancesGwei[index]!);
  const principalGwei = registry.map(({ principalGwei: most }, k) =>
    rawGwei[k]! < most ? rawGwei[k]! : most,
  );
  const [principalWei, rawWei] = [sum(principalGwei) * WEI_PER_GWEI, sum(rawGwei) * WEI_PER_GWEI];
  const sourcesWei = sum(sourceValuesWei);
  const count = BigInt(registry.length);
  const outstandingWei = sum(registry.map(({ principalGwei: most }) => most)) * WEI_PER_GWEI;
  const podsWei = sum(sourceValuesWei.slice(-MAINNET_PODS.length));
  const stakedWei = principalWei + podsWei;
  const principalReservesWei =
    sourcesWei - podsWei + (stakedWei < outstandingWei ? stakedWei : outstandingWei);
  const rateOf = (reservesWei: bigint) => (reservesWei * 10n ** 18n) / supplyWei;
  return {
    registryCommitment: await registryCommitment(registry),
    slot: BigInt(slot),
    blockTimestamp,
    executionTimestamp: blockTimestamp,
    validators: count,
    existing: count,
    waiting: 0n,
    writtenOff: 0n,
    listLength: BigInt(balancesGwei.length),
    shareBasisPoints: (count * 10_000n) / BigInt(balancesGwei.length),
    pages: BigInt(run.pages.length),
    principalWei,
    rawWei,
    sourceValuesWei,
    liabilityValuesWei: [],
    sourcesWei,
    pendingDepositsWei: 0n,
    withdrawalsWei: 0n,
    liabilitiesWei: 0n,
    outstandingWei,
    supplyWei,
    principalReservesWei,
    rawReservesWei: rawWei + sourcesWei,
    principalRate: rateOf(principalReservesWei),
    rawRate: rateOf(rawWei + sourcesWei),
  };
}

function balanceLists(accounts: readonly Hex[]): SourceLists {
  return {
    names: accounts.map((account) => toHex(account.slice(-8), { size: 32 })),
    kinds: accounts.map(() => 0n),
    accounts,
    slots: accounts.map(() => 0n),
  };
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
