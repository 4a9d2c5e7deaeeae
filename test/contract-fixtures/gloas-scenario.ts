/**
 * `gloas-scenario.json`: the report of the synthetic Gloas block in ../shared/realdata, planned and encoded by the prover.
 * Expected values are those of the independent code that made the block.
 * @module
 */
import { stringToHex } from "viem";
import { registryCommitment } from "../../prover/plan/registry-commitment.ts";
import { depositsArgument, executionArgument } from "../../prover/spurt/calls/encode-execution.ts";
import { headerArgument } from "../../prover/spurt/calls/encode-header.ts";
import { balancesTopArgument, pageRunArgument } from "../../prover/spurt/calls/encode-pages.ts";
import { forkLayoutOf } from "../../prover/state/fork-layout.ts";
import { hasRealData } from "../state/real-states.ts";
import {
  type GloasScenario,
  readScenario,
  scenarioBundle,
  scenarioProvisions,
  scenarioReserves,
  scenarioSources,
} from "../support/gloas-scenario.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import {
  encodeExecutionProof,
  encodeHeader,
  encodeListTop,
  encodePageRun,
  encodePendingDeposits,
} from "./call-pieces.ts";
import type { ExpectedReport, LayoutLists, ReportFixture } from "./fixture-file.ts";

const WEEK_SECONDS = 604_800n;
const RATE_SCALE = 10n ** 18n;
const SLOTS_PER_EPOCH = 32n;

/** @returns nothing where the folder is absent. */
export async function gloasScenarioReport(verifier: string): Promise<ReportFixture | undefined> {
  if (!hasRealData) return undefined;
  const scenario = readScenario();
  const bundle = await scenarioBundle(scenario, await toyGroth16());
  const { execution, manifest } = bundle;
  if (execution === null) throw new Error("The bundle has no execution part");
  const [genesisTime, secondsPerSlot] = [BigInt(scenario.genesis_time), BigInt(scenario.seconds_per_slot)];
  const timeOf = (slot: bigint) => genesisTime + slot * secondsPerSlot;
  const slot = BigInt(manifest.header.slot);
  const spurtsStart = timeOf(slot) - WEEK_SECONDS;
  const provisions = scenarioProvisions(scenario);
  const [pool] = scenarioSources(scenario);
  const { accounts } = scenario;
  const fork = timeOf(BigInt(scenario.gloas_fork_epoch) * SLOTS_PER_EPOCH);
  return {
    verifier,
    spurt: 1n,
    spurtsStart,
    nextTimestamp: timeOf(slot + 1n),
    blockRoot: manifest.blockRoot,
    genesisTime,
    secondsPerSlot,
    firstSummaryPeriod: BigInt(scenario.first_summary_period),
    layouts: layoutLists([forkLayoutOf("fulu", genesisTime), forkLayoutOf("gloas", fork)]),
    sources: {
      names: [stringToHex(pool!.name, { size: 32 })],
      kinds: [0n],
      accounts: [pool!.address],
      slots: [0n],
    },
    liabilities: {
      names: [stringToHex("owed", { size: 32 })],
      kinds: [1n],
      accounts: [accounts.token],
      slots: [BigInt(accounts.owed_slot)],
    },
    token: accounts.token,
    supplySlot: BigInt(accounts.supply_slot),
    policy: 0n,
    pods: { addresses: accounts.pods, addedAt: accounts.pods.map(() => spurtsStart) },
    provisions: {
      pubkeys: provisions.map(({ pubkey }) => pubkey),
      principalsGwei: provisions.map(({ principalGwei }) => principalGwei),
      provisionedAt: provisions.map(() => spurtsStart),
    },
    writtenOff: [],
    registry: {
      provisions: bundle.registry.map((_, k) => BigInt(k + 1)),
      indices: bundle.registry.map(({ index }) => BigInt(index)),
    },
    header: encodeHeader(headerArgument(manifest.header)),
    top: encodeListTop(balancesTopArgument(bundle)),
    runs: { whole: encodePageRun(pageRunArgument(bundle)) },
    execution: encodeExecutionProof(executionArgument(execution)),
    deposits: encodePendingDeposits(depositsArgument(execution)),
    expected: await expectedReport(scenario, {
      slot,
      blockTimestamp: timeOf(slot),
      listLength: BigInt(manifest.listLength),
      pages: BigInt(bundle.pages.length),
      sourceValuesWei: execution.sources.map(({ valueWei }) => BigInt(valueWei)),
    }),
  };
}

async function expectedReport(
  scenario: GloasScenario,
  read: Pick<ExpectedReport, "slot" | "blockTimestamp" | "listLength" | "pages" | "sourceValuesWei">,
): Promise<ExpectedReport> {
  const [{ registry, provisions_waiting, execution, expected }] = scenario.blocks;
  const wei = (name: string) => BigInt(expected[name]!);
  const { outstandingWei, principalReservesWei } = scenarioReserves(scenario);
  const existing = BigInt(registry.length);
  const supplyWei = wei("supply_wei");
  return {
    ...read,
    executionTimestamp: BigInt(execution.block.timestamp!),
    registryCommitment: await registryCommitment(
      registry.map(({ index, principal_gwei }) => ({ index, principalGwei: BigInt(principal_gwei) })),
    ),
    validators: existing,
    existing,
    waiting: BigInt(provisions_waiting.length),
    writtenOff: 0n,
    shareBasisPoints: (existing * 10_000n) / read.listLength,
    principalWei: wei("principal_wei"),
    rawWei: wei("raw_wei"),
    liabilityValuesWei: [wei("liabilities_wei")],
    sourcesWei: wei("sources_wei"),
    pendingDepositsWei: wei("pending_deposits_wei"),
    withdrawalsWei: wei("in_flight_to_counted_accounts_wei"),
    liabilitiesWei: wei("liabilities_wei"),
    supplyWei,
    outstandingWei,
    principalReservesWei,
    rawReservesWei: wei("owned_raw_wei"),
    principalRate: (principalReservesWei * RATE_SCALE) / supplyWei,
    rawRate: (wei("owned_raw_wei") * RATE_SCALE) / supplyWei,
  };
}

function layoutLists(layouts: readonly ReturnType<typeof forkLayoutOf>[]): LayoutLists {
  return {
    activationTimestamps: layouts.map(({ activationTimestamp }) => activationTimestamp),
    balances: layouts.map(({ balances }) => balances),
    validators: layouts.map(({ validators }) => validators),
    pendingDeposits: layouts.map(({ pendingDeposits }) => pendingDeposits),
    pendingConsolidations: layouts.map(({ pendingConsolidations }) => pendingConsolidations),
    blockRoots: layouts.map(({ blockRoots }) => blockRoots),
    historicalSummaries: layouts.map(({ historicalSummaries }) => historicalSummaries),
    executionStateRoots: layouts.map(({ executionStateRoot }) => executionStateRoot),
    executionBlockHashes: layouts.map(({ executionBlockHash }) => executionBlockHash),
    expectedWithdrawals: layouts.map(({ expectedWithdrawals }) => expectedWithdrawals),
    progressiveLists: layouts.map(({ progressiveLists }) => (progressiveLists ? 1n : 0n)),
  };
}
