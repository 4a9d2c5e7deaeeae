/**
 * `report.json`: a report made from a bundle that the whole line proved, of the `test` circuit, over a beacon state of
 * the development network. Its expected values are calculated apart from the prover (support/independent-reserves.ts).
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { depositsArgument, executionArgument } from "../../prover/spurt/calls/encode-execution.ts";
import { headerArgument } from "../../prover/spurt/calls/encode-header.ts";
import { balancesTopArgument, pageRunArgument } from "../../prover/spurt/calls/encode-pages.ts";
import { contractArtifact } from "../../scripts/contracts/forge.ts";
import { interopPublicKey } from "../../scripts/devnet/signed-deposit.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { independentReserves, type Reserves } from "../support/independent-reserves.ts";
import {
  beaconArguments,
  keyOf,
  passSpurtEnd,
  proveArguments,
  startTestNetwork,
  type TestNetwork,
} from "../support/test-network.ts";
import {
  encodeExecutionProof,
  encodeHeader,
  encodeListTop,
  encodePageRun,
  encodePendingDeposits,
} from "./call-pieces.ts";
import type { ExpectedReport, LayoutLists, ReportFixture, SourceLists } from "./fixture-file.ts";

/** @param verifierName  from `setUpTestCircuit`: the contract, compiled, of the keys that prove. */
export async function makeRealReport(verifierName: string): Promise<ReportFixture> {
  const world = await startTestNetwork("electra", verifierName);
  const folder = mkdtempSync(join(tmpdir(), "pufeth-fixture-"));
  try {
    // The spurt ends with missed slots, as mainnet has them.
    const slot = await passSpurtEnd(world, 2);
    const nextTimestamp = timeOfSlot(world, world.network.head().slot);
    const blocks = world.network.runOnDemand();
    await runCommand(["open", ...beaconArguments(world)], keyOf(world.network));
    await blocks.stop();
    const out = join(folder, "bundle");
    await runCommand(proveArguments(world, out));
    return await fixtureOf(world, slot, nextTimestamp, await readBundle(out), verifierName);
  } finally {
    rmSync(folder, { recursive: true });
    await world.network.stop();
  }
}

async function fixtureOf(
  world: TestNetwork,
  slot: number,
  nextTimestamp: bigint,
  bundle: Bundle,
  verifierName: string,
): Promise<ReportFixture> {
  const { network, protocol } = world;
  if (bundle.execution === null) throw new Error("The bundle has no execution part");
  const chain = await readChain(world);
  const writtenOff = world.provisions.flatMap((provision, k) =>
    provision.writtenOff ? [BigInt(k + 1)] : [],
  );
  return {
    verifier: `${verifierName}.sol:${verifierName}`,
    spurt: 1n,
    spurtsStart: chain.spurtsStart,
    nextTimestamp,
    blockRoot: bundle.manifest.blockRoot,
    genesisTime: BigInt(network.genesisTime),
    secondsPerSlot: BigInt(network.secondsPerSlot),
    firstSummaryPeriod: 0n,
    layouts: chain.layouts,
    sources: chain.sources,
    liabilities: chain.liabilities,
    token: protocol.token,
    supplySlot: chain.supplySlot,
    policy: 0n,
    pods: { addresses: protocol.pods, addedAt: protocol.pods.map(() => chain.firstProvisionedAt) },
    provisions: chain.provisions,
    writtenOff,
    registry: chain.registry,
    header: encodeHeader(headerArgument(bundle.manifest.header)),
    top: encodeListTop(balancesTopArgument(bundle)),
    runs: { whole: encodePageRun(pageRunArgument(bundle)) },
    execution: encodeExecutionProof(executionArgument(bundle.execution)),
    // The forge tests write off after the block, where the network did before it: so each is shown.
    deposits: encodePendingDeposits({ ...depositsArgument(bundle.execution), writtenOff }),
    expected: expectedReport(
      world,
      slot,
      await independentReserves(world, slot),
      chain.registryCommitment,
      BigInt(bundle.pages.length),
    ),
  };
}

function expectedReport(
  { provisions }: TestNetwork,
  slot: number,
  { rate, reservesWei, ...reserves }: Reserves,
  registryCommitment: bigint,
  pages: bigint,
): ExpectedReport {
  const rawReservesWei =
    reserves.rawWei +
    reserves.sourcesWei +
    reserves.pendingDepositsWei +
    reserves.withdrawalsWei -
    reserves.liabilitiesWei;
  return {
    ...reserves,
    registryCommitment,
    executionTimestamp: reserves.blockTimestamp,
    pages,
    slot: BigInt(slot),
    // Nobody joined since: whoever is registered exists.
    validators: reserves.existing,
    writtenOff: BigInt(provisions.filter(({ writtenOff }) => writtenOff).length),
    shareBasisPoints: (reserves.existing * 10_000n) / reserves.listLength,
    principalReservesWei: reservesWei,
    principalRate: rate,
    rawReservesWei,
    rawRate: (rawReservesWei * 10n ** 18n) / reserves.supplyWei,
  };
}

/** What the contracts were deployed with and hold, read from them. */
async function readChain(world: TestNetwork) {
  const { protocol } = world;
  const read = readerOf(world);
  const provisions = await Promise.all(
    world.provisions.map((_, k) =>
      read<OnChainProvision>("ValidatorRegistry", protocol.registry, "provisionOf", [BigInt(k + 1)]),
    ),
  );
  const [indices] = await read<[readonly bigint[], readonly bigint[]]>(
    ...(["ValidatorRegistry", protocol.registry, "entries", [0n, 2n ** 64n - 1n]] as const),
  );
  const layouts = await read<readonly LayoutFields[]>(
    ...(["BeaconRoots", protocol.beaconRoots, "layouts"] as const),
  );
  return {
    spurtsStart: await read<bigint>("GrowthSpurts", protocol.growthSpurts, "start"),
    registryCommitment: await read<bigint>("ValidatorRegistry", protocol.registry, "commitment"),
    supplySlot: await read<bigint>("BlockAssets", protocol.blockAssets, "supplySlot"),
    sources: sourceLists(await read("BlockAssets", protocol.blockAssets, "sources")),
    liabilities: sourceLists(await read("BlockAssets", protocol.blockAssets, "liabilities")),
    layouts: layoutLists(layouts),
    provisions: {
      pubkeys: world.provisions.map(({ keyIndex }) => interopPublicKey(keyIndex)),
      principalsGwei: world.provisions.map(({ principalGwei }) => principalGwei),
      provisionedAt: provisions.map(({ provisionedAt }) => BigInt(provisionedAt)),
    },
    firstProvisionedAt: BigInt(provisions[0]!.provisionedAt),
    registry: {
      indices,
      provisions: indices.map((index) => {
        const isRegistered = (status: number) => status === 2;
        const place = provisions.findIndex(
          ({ validatorIndex, status }) => validatorIndex === index && isRegistered(status),
        );
        return BigInt(place + 1);
      }),
    },
  };
}

interface OnChainProvision {
  readonly validatorIndex: bigint;
  readonly provisionedAt: number;
  readonly status: number;
}

interface OnChainSource {
  readonly name: Hex;
  readonly kind: number;
  readonly account: Hex;
  readonly slot: bigint;
}

interface LayoutFields {
  readonly activationTimestamp: bigint;
  readonly balances: bigint;
  readonly validators: bigint;
  readonly pendingDeposits: bigint;
  readonly pendingConsolidations: bigint;
  readonly blockRoots: bigint;
  readonly historicalSummaries: bigint;
  readonly executionStateRoot: bigint;
  readonly executionBlockHash: bigint;
  readonly expectedWithdrawals: bigint;
  readonly progressiveLists: boolean;
}

function readerOf({ chain }: TestNetwork) {
  return async <T>(
    contract: string,
    address: Hex,
    functionName: string,
    args: readonly unknown[] = [],
  ): Promise<T> => {
    const { abi } = contractArtifact(contract);
    return (await chain.reader.readContract({ address, abi, functionName, args })) as T;
  };
}

function layoutLists(layouts: readonly LayoutFields[]): LayoutLists {
  const list = (field: Exclude<keyof LayoutFields, "progressiveLists">) =>
    layouts.map((layout) => layout[field]);
  return {
    activationTimestamps: list("activationTimestamp"),
    balances: list("balances"),
    validators: list("validators"),
    pendingDeposits: list("pendingDeposits"),
    pendingConsolidations: list("pendingConsolidations"),
    blockRoots: list("blockRoots"),
    historicalSummaries: list("historicalSummaries"),
    executionStateRoots: list("executionStateRoot"),
    executionBlockHashes: list("executionBlockHash"),
    expectedWithdrawals: list("expectedWithdrawals"),
    progressiveLists: layouts.map(({ progressiveLists }) => (progressiveLists ? 1n : 0n)),
  };
}

function sourceLists(sources: readonly OnChainSource[]): SourceLists {
  return {
    names: sources.map(({ name }) => name),
    kinds: sources.map(({ kind }) => BigInt(kind)),
    accounts: sources.map(({ account }) => account),
    slots: sources.map(({ slot }) => slot),
  };
}

const timeOfSlot = ({ network }: TestNetwork, slot: number): bigint =>
  BigInt(network.genesisTime + slot * network.secondsPerSlot);
