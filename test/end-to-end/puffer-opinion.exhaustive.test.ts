/**
 * A second opinion on contracts in the shape of the deployed Puffer protocol, from nothing to a rate, with the commands that anyone
 * would type: pairs are registered, exit, and are left out; a poor report of somebody else is replaced; the shortfall counts after
 * a day.
 */
import { join } from "node:path";
import type { Abi, Address } from "viem";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ClaimResult } from "../../prover/audit/claim.ts";
import { checkDeployment } from "../../prover/bundle/check-deployment.ts";
import type { DeploymentSummary } from "../../prover/bundle/deployment-summary.ts";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import { pufferRegistryAbi } from "../../prover/chain/abi/puffer-registry-abi.ts";
import { pufferSecondOpinionAbi } from "../../prover/chain/abi/puffer-second-opinion-abi.ts";
import { type ContractCall, encodeCall } from "../../prover/chain/client/send-transaction.ts";
import { TrieNodes } from "../../prover/chain/execution/trie-nodes.ts";
import { fromPublicSignals } from "../../prover/plan/public-inputs.ts";
import { networkOf } from "../../prover/puffer/network.ts";
import { finalizeOpinionCall, proveCoreCall } from "../../prover/spurt/calls/opinion-calls.ts";
import type { OpenResult } from "../../prover/spurt/open-spurt.ts";
import type { OpinionResult } from "../../prover/spurt/opinion/opinion-result.ts";
import type { OpinionStatus } from "../../prover/spurt/opinion/read-opinion-status.ts";
import type { RegisterPairsResult } from "../../prover/spurt/opinion/register-pairs.ts";
import type { SubmitPagesResult } from "../../prover/spurt/submit-pages.ts";
import { deployOpinionOn, type Opinion } from "../../scripts/contracts/deploy-opinion.ts";
import { contractArtifact } from "../../scripts/contracts/forge.ts";
import { createSender, type Step } from "../../scripts/contracts/sender.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import {
  networkFileOf,
  PUFFER_POD_WEI,
  type PufferNetworkWorld,
  startPufferNetwork,
} from "../support/puffer-network.ts";
import { protocolCall, provisionValidators } from "../support/puffer-world.ts";
import { chainClients, keyOf, setUpTestCircuit } from "../support/test-network.ts";
import { jsonCommand, succeeds } from "./json-command.ts";

const ETH = 10n ** 18n;
const SPURT_END_SLOT = 16;
const DAY_SLOTS = 7_200;

const bundle = join(temporaryFolder(), "bundle");
let puffer: PufferNetworkWorld;
let opinion: Opinion;
let chain: ReturnType<typeof chainClients>;

beforeAll(async () => {
  const verifierName = await setUpTestCircuit();
  puffer = await startPufferNetwork({ opinion: { verifierName, spurtEndSlot: SPURT_END_SLOT } });
  opinion = puffer.opinion!;
  chain = chainClients(puffer.network);
});
afterAll(() => puffer?.network.stop());

const onChain = (address: Address = opinion.opinion) => ["--rpc", puffer.network.rpcUrl, "--oracle", address];
const withBeacon = () => [...onChain(), "--beacon", puffer.network.beaconUrl];
const status = () => succeeds<OpinionStatus>(["status", ...onChain()]);
const firstSpurt = async () =>
  (await succeeds<OpinionStatus>(["status", ...onChain(), "--spurt", "1"])).spurts[0]!;

/** Blocks are produced as long as it runs. */
async function mining<T>(work: () => Promise<T>): Promise<T> {
  const blocks = puffer.network.runOnDemand();
  try {
    return await work();
  } finally {
    await blocks.stop();
  }
}
const sends = <T>(args: readonly string[]) => mining(() => succeeds<T>(args, keyOf(puffer.network)));
const act = (...steps: Step[]) => mining(() => createSender(puffer.network).sendAll(steps));
const stepOf = (call: ContractCall): Step => ({ to: call.address, data: encodeCall(call) });
const read = (address: Address, abi: Abi, functionName: string, args: readonly unknown[] = []) =>
  chain.reader.readContract({ address, abi, functionName, args });
const ofOpinion = (name: string, args: readonly unknown[] = []) =>
  read(opinion.opinion, pufferSecondOpinionAbi as Abi, name, args);

const register = (slot: number, ...more: string[]) => [
  "register",
  ...withBeacon(),
  "--network",
  puffer.file,
  "--slot",
  String(slot),
  ...more,
];
const exit = (module: number, position: number) =>
  protocolCall(puffer.world.protocol, "exit", [puffer.world.modules[module]!.name, BigInt(position), 0n]);
const indicesOf = (pairs: RegisterPairsResult["registered"]) =>
  pairs.map(({ validatorIndex }) => validatorIndex);

it("has nothing at first, and a dry run sends nothing", async () => {
  const before = await status();
  expect(before).toMatchObject({
    inEffect: null,
    registry: { modules: 0, validators: "0", announced: 0 },
    spurts: [{ spurt: "1", next: "wait" }],
  });
  const slot = puffer.network.head().slot - 1;
  const dry = await succeeds<RegisterPairsResult>(register(slot, "--dry-run"), keyOf(puffer.network));
  expect(dry.transactions.map(({ call, sent }) => [call, sent])).toEqual([
    ["addModule", null],
    ["addModule", null],
    ["register", null],
    ["announce", null],
  ]);
  expect((await status()).registry).toEqual(before.registry);
});

it("registers what the protocol counts, also a pair that has exited since the block, and settles it", async () => {
  const slot = puffer.network.head().slot;
  await act(exit(0, 2));
  const args = register(slot, "--validators-per-transaction", "2");
  const result = await sends<RegisterPairsResult>(args);
  expect(result.modulesAdded).toEqual(["PUFFER_MODULE_0", "PUFFER_MODULE_1"]);
  expect(indicesOf(result.registered)).toEqual([0, 1, 3, 4, 5]);
  expect(indicesOf(result.foreign)).toEqual([3]);
  expect(result.registeredProved).toEqual([{ module: "PUFFER_MODULE_0", position: 2, validatorIndex: 2 }]);
  expect(result.announced).toEqual([
    { module: "PUFFER_MODULE_1", position: 2, validatorIndex: null },
    { module: "PUFFER_MODULE_1", position: 3, validatorIndex: null },
  ]);
  expect(result.settled.map(({ position }) => position)).toEqual([2]);
  expect(await status()).toMatchObject({
    registry: { modules: 2, validators: "5", announced: 8, settled: 1, foreign: 1 },
  });
  const [indices] = (await read(opinion.registry, pufferRegistryAbi as Abi, "entries", [0n, 9n])) as [
    bigint[],
  ];
  expect(indices.map(Number)).toEqual([0, 1, 4, 5, 2]);

  const again = await sends<RegisterPairsResult>(register(puffer.network.head().slot - 1));
  expect(again).toMatchObject({ transactions: [], registered: [], announced: [], settled: [] });
});

it("opens the spurt, and proves its registry in its own order", async () => {
  const { network, world } = puffer;
  // Neither is known to the registry at the block.
  await act(exit(1, 1));
  await mining(() => provisionValidators(createSender(network), world, world.modules[0]!.name, [66]));
  while (network.head().slot <= SPURT_END_SLOT) await network.produceSlot();
  const opened = await sends<OpenResult>(["open", ...withBeacon()]);
  expect(opened).toMatchObject({ spurt: "1", slot: String(SPURT_END_SLOT) });

  const proved = await succeeds<{ readonly deployment: DeploymentSummary }>([
    "prove",
    ...withBeacon(),
    "--network",
    puffer.file,
    "--spurt",
    "1",
    "--size",
    "test",
    "--out",
    bundle,
  ]);
  expect(proved.deployment).toMatchObject({ activeValidators: "7", shown: 7, foreign: ["3"], waiting: 1 });
  expect(proved.deployment.uncounted).toEqual([]);
  expect(proved.deployment.missing).toHaveLength(2);
  const { registry, deployment, pages } = await readBundle(bundle);
  expect(registry.map(({ index }) => Number(index))).toEqual([0, 1, 4, 5, 2]);
  expect(deployment!.validators!.former!.map(({ index }) => index)).toEqual([2, 5]);
  // One page holds them; it need not end where a transaction that registered did.
  expect(pages.map(({ publicSignals }) => Number(fromPublicSignals(publicSignals).countOut))).toEqual([5]);
  expect((await jsonCommand(["verify", bundle, "--network", puffer.file])).exitCode).toBe(0);
});

it("takes the pages, and a poor report of somebody else", async () => {
  const submitted = await sends<SubmitPagesResult>(["submit", bundle, ...onChain()]);
  expect(submitted).toMatchObject({ proved: "5", required: "5", finalized: false });
  expect(await firstSpurt()).toMatchObject({ next: "finalize", shown: null });
  const read = await readBundle(bundle);
  const { file, reading } = (await checkDeployment(read))!;
  const context = {
    assets: opinion.assets,
    spurt: 1n,
    network: networkOf(file.network),
    execution: { ...file, nodes: new TrieNodes(file.nodes) },
  };
  await act(stepOf(proveCoreCall(context, reading.vault, file, 0n)));
  await act(stepOf(finalizeOpinionCall(opinion.opinion, 1n)));
  expect(await firstSpurt()).toMatchObject({ next: "done", isImprovable: true });
  // Who was neither announced nor settled at the block is now.
  const noted = await sends<RegisterPairsResult>(register(puffer.network.head().slot - 1));
  expect(noted.announced.map(({ position }) => position)).toEqual([4]);
  expect(noted.settled).toEqual([{ module: "PUFFER_MODULE_1", position: 1, validatorIndex: null }]);
});

it("replaces it by what the bundle proves, to the wei, and sends nothing after that", async () => {
  const before = (await firstSpurt()).report!;
  const args = ["finalize", bundle, ...onChain(), "--parts-per-transaction", "1"];
  const dry = await succeeds<OpinionResult>([...args, "--dry-run"], keyOf(puffer.network));
  expect(dry.transactions.every(({ sent }) => sent === null)).toBe(true);

  const result = await sends<OpinionResult>(args);
  const calls = result.transactions.map(({ call }) => call);
  expect(calls).toEqual([
    "showWaiting",
    "showSources",
    "showSources",
    "showSources",
    "showLate",
    "showLate",
    "improve",
  ]);
  const deployment = result.bundle.deployment!;
  expect(result.improvedFromWei).toBe(before.backingWei);
  expect(BigInt(result.report!.backingWei) - BigInt(before.backingWei)).toBe(
    32n * ETH + PUFFER_POD_WEI[0] + PUFFER_POD_WEI[1] + 2n * ETH,
  );
  expect(result.report).toMatchObject({
    backingWei: deployment.backingWei,
    totalAssetsWei: deployment.totalAssetsWei,
    shortfallWei: deployment.shortfallWei,
    supplyWei: deployment.supplyWei,
    rate: deployment.rate,
    shownRate: deployment.shownRate,
    unannounced: "0",
    missing: String(deployment.missing.length),
    alarms: ["incomplete", "foreign-credentials", "shortfall"],
  });
  const again = await sends<OpinionResult>(args);
  expect(again).toMatchObject({ alreadyFinalized: true, transactions: [], report: result.report });
});

it("is audited with the auditor's own nodes, report and all", async () => {
  const { network, file } = puffer;
  const nodes = ["--beacon", network.beaconUrl, "--rpc", network.rpcUrl, "--network", file];
  const { answer } = await jsonCommand<{ claims: ClaimResult[] }>([
    "audit",
    bundle,
    ...nodes,
    "--oracle",
    opinion.opinion,
  ]);
  const notOk = answer.claims.filter(({ status }) => status !== "ok").map(({ id }) => id);
  expect(notOk).toEqual(["reproved", "key-of-manifest"]);
  expect(answer.claims.map(({ id }) => id)).toContain("opinion-report");
  expect((await jsonCommand(["audit", bundle, ...nodes])).exitCode).toBe(2);
});

it("says nothing of contracts whose code the opinion does not know", async () => {
  const { network, world } = puffer;
  const known = networkOf(networkFileOf(world, network));
  const [layout] = known.vault.layouts;
  const upgraded = {
    ...known,
    vault: { ...known.vault, layouts: [{ ...layout!, implementation: world.oracle }] },
  };
  const other = await mining(() => deployOpinionOn(createSender(network), opinion, { network: upgraded }));
  await sends<OpenResult>(["open", ...onChain(other.opinion), "--beacon", network.beaconUrl]);
  await sends<SubmitPagesResult>(["submit", bundle, ...onChain(other.opinion)]);
  const finalize = ["finalize", bundle, ...onChain(other.opinion)];
  expect(await jsonCommand(finalize, keyOf(network))).toMatchObject({
    exitCode: 1,
    answer: { code: "OPINION_LAYOUT_UNKNOWN" },
  });
});

it("counts a day after the first report: rates, the feed, and the vault's adapter", async () => {
  const { network, world } = puffer;
  expect((await status()).inEffect).toBeNull();
  await expect(ofOpinion("getRate")).rejects.toThrow(/NoRate/);
  const adapter = contractArtifact("VaultOracleAdapter").abi;
  const locked = await read(world.oracle, adapter, "getLockedEthAmount");
  expect(await read(opinion.adapter, adapter, "getLockedEthAmount")).toBe(locked);

  await network.skipSlot(DAY_SLOTS);
  await network.produceSlot();
  const { inEffect } = await status();
  const report = await firstSpurt();
  const { rate, shortfallWei } = report.report!;
  expect(report.isImprovable).toBe(false);
  expect(inEffect).toMatchObject({ spurt: "1", rate, lowerRate: rate, shortfallWei, isStale: false });
  expect(await ofOpinion("getRate")).toBe(BigInt(rate));
  const [round, answer] = (await ofOpinion("latestRoundData")) as readonly [bigint, bigint];
  expect([round, answer]).toEqual([1n, BigInt(rate)]);
  expect(BigInt(shortfallWei)).toBeGreaterThan(0n);
  expect(await read(opinion.adapter, adapter, "getLockedEthAmount")).toBe(
    (locked as bigint) - BigInt(shortfallWei),
  );
  expect(await succeeds<OpinionResult>(["finalize", bundle, ...onChain()], keyOf(network))).toMatchObject({
    alreadyFinalized: true,
    transactions: [],
  });
});
