/**
 * Somebody else's pages end where none of ours does, and the rest is proved from there: another partition of the list
 * cannot stop a spurt, not even one that is too large for a single transaction. Groth16 proofs of the `test` circuit on
 * a real chain.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type OracleReading, readOracle } from "../../auditor/src/chain/read-oracle.ts";
import { executionTime, recoverExecution } from "../../auditor/src/chain/recover-execution.ts";
import { spurtCalls } from "../../auditor/src/chain/spurt-calls.ts";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import { verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { readRegistryContract } from "../../prover/chain/views/read-registry.ts";
import { finalizeCall, submitPagesCall, submitPartsCall } from "../../prover/spurt/calls/oracle-calls.ts";
import { finalizeSpurt } from "../../prover/spurt/finalize-spurt.ts";
import { plannedPartsGas } from "../../prover/spurt/parts/fill-parts.ts";
import { partsOf } from "../../prover/spurt/parts/report-parts.ts";
import type { OracleStatus } from "../../prover/spurt/read-status.ts";
import type { ReportResult } from "../../prover/spurt/report-result.ts";
import type { SubmitPagesResult } from "../../prover/spurt/submit-pages.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { independentReserves } from "../support/independent-reserves.ts";
import {
  beaconArguments,
  chainArguments,
  keyOf,
  passSpurtEnd,
  proveArguments,
  readFirstReport,
  setUpTestCircuit,
  startTestNetwork,
  type TestNetwork,
  untilMined,
} from "../support/test-network.ts";
import { registryFile } from "./input-files.ts";
import { jsonCommand, succeeds } from "./json-command.ts";
import { sendsNothing } from "./sends-nothing.ts";

/** Validators that somebody else proves: our pages hold more. */
const FOREIGN = 3;

const folder = temporaryFolder();
const ours = join(folder, "ours");
const rest = join(folder, "rest");
const last = join(folder, "last");
let world: TestNetwork;
let lastSlot: number;
let blocks: ReturnType<TestNetwork["network"]["runOnDemand"]>;
let wholeSummary: BundleSummary;

beforeAll(async () => {
  // Somebody else's pages can end where a call did.
  world = await startTestNetwork("electra", await setUpTestCircuit(), { registeredAtOnce: FOREIGN });
  lastSlot = await passSpurtEnd(world, 0);
  blocks = world.network.runOnDemand();
  await succeeds(["open", ...beaconArguments(world)], keyOf(world.network));
});
afterAll(async () => {
  await blocks?.stop();
  await world?.network.stop();
});

const proveOn = (out: string) => [...proveArguments(world, out), "--continue"];
const submit = (bundle: string) => ["submit", bundle, ...chainArguments(world)];

it("with nothing accepted is proved as without --continue", async () => {
  wholeSummary = await succeeds<BundleSummary>(proveOn(ours));
  expect(wholeSummary).toMatchObject({ startCount: 0, validators: 9, pages: 2 });
});

it("is not held up for others' bundles by pages that end off their borders", async () => {
  const { network, chain, protocol } = world;
  const list = (await readBundle(ours)).registry.slice(0, FOREIGN);
  const foreign = join(folder, "foreign");
  await succeeds<BundleSummary>([
    "prove",
    "--beacon",
    network.beaconUrl,
    "--slot",
    String(lastSlot),
    "--size",
    "test",
    "--registry",
    registryFile(list.map(toEntry)),
    "--out",
    foreign,
  ]);
  const call = submitPagesCall(protocol.oracle, 1n, await readBundle(foreign), 0, 1);
  const hash = await chain.wallet.writeContract({ ...call, chain: null });
  await untilMined(chain, hash);

  // Not sent, so that the next test finds the foreign pages alone.
  const shown = await succeeds<SubmitPagesResult>([...submit(ours), "--dry-run"], keyOf(network));
  expect(shown).toMatchObject({ proved: String(FOREIGN), pagesSent: 0, transactionsToFollow: 0 });
  expect(shown.transactions).toHaveLength(1);
});

it("goes on from there, with the same amounts as a proof of everything", async () => {
  const proved = await succeeds<BundleSummary>(proveOn(rest));
  expect(proved.startCount).toBe(FOREIGN);
  const { validators, existing, rawGwei, principalGwei, reservesWei, rate, registryCommitment } =
    wholeSummary;
  expect(proved).toMatchObject({
    validators,
    existing,
    rawGwei,
    principalGwei,
    reservesWei,
    rate,
    registryCommitment,
  });
  expect(await jsonCommand(["verify", rest])).toMatchObject({ exitCode: 0, answer: { startCount: FOREIGN } });

  expect(await jsonCommand([...submit(rest), "--whole"], keyOf(world.network))).toMatchObject({
    exitCode: 2,
    answer: { code: "BUNDLE_NOT_WHOLE" },
  });
  const args = [...submit(rest), "--pages-per-transaction", "1"];
  const sent = await succeeds<SubmitPagesResult>(args, keyOf(world.network));
  expect(sent).toMatchObject({ pagesSent: proved.pages, proved: "9", required: "9" });
});

it("with everything accepted gives the smallest bundle that finalizes the spurt", async () => {
  expect(await succeeds<BundleSummary>(proveOn(last))).toMatchObject({ startCount: 8, pages: 1 });
  const nothing = await succeeds<SubmitPagesResult>(submit(last), keyOf(world.network));
  expect(nothing).toMatchObject({ pagesSent: 0, transactions: [] });
});

const finalize = () => ["finalize", last, ...chainArguments(world), "--parts-per-transaction", "2"];

it("is finalized in parts: what was sent before an interruption is not sent again", async () => {
  const { network, protocol } = world;
  const tried = await sendsNothing(world, [], () =>
    succeeds<ReportResult>([...finalize(), "--dry-run"], keyOf(network)),
  );
  // Two pools, rewards and two pods; two deposits.
  expect(tried.transactions.map(({ call }) => call)).toEqual(["submit", "submit", "submit", "submit"]);
  const bundle = await verifyBundle(await readBundle(last));
  const parts = partsOf(bundle.execution!);
  for (const [i, { estimatedGas }] of tried.transactions.entries()) {
    const call = submitPartsCall(protocol.blockAssets, 1n, bundle, parts.slice(2 * i, 2 * i + 2));
    expect(plannedPartsGas(call, 2)).toBeGreaterThan(Number(estimatedGas));
  }

  const stop = new AbortController();
  const stopped = finalizeSpurt(bundle, {
    chain: createChainClient({ url: network.rpcUrl }),
    oracle: protocol.oracle,
    account: privateKeyToAccount(network.account.privateKey),
    partsPerTransaction: 2,
    signal: stop.signal,
    onStep: (step) => {
      if (step.kind === "parts" && step.step.kind === "sent") stop.abort("SIGTERM");
    },
  });
  await expect(stopped).rejects.toMatchObject({ code: "SENDING_INTERRUPTED" });
  const shown = await succeeds<OracleStatus>(["status", ...chainArguments(world)]);
  expect(shown.spurts.find(({ spurt }) => spurt === "1")?.assets).toMatchObject({ sources: 2, waiting: "0" });

  const again = await succeeds<ReportResult>([...finalize(), "--dry-run"], keyOf(network));
  expect(again.transactions).toHaveLength(3);
});

it("gets a higher report where somebody left out sources, with the rate of all of them", async () => {
  const { network, chain, protocol } = world;
  const bundle = await readBundle(last);
  const deposits = partsOf(bundle.execution!).filter(({ kind }) => kind === "waiting");
  const hash = await chain.wallet.writeContract({
    ...finalizeCall(protocol.oracle, 1n, bundle, deposits),
    chain: null,
  });
  await untilMined(chain, hash);
  const low = await readFirstReport(world);

  const tried = await sendsNothing(world, [], () =>
    succeeds<ReportResult>([...finalize(), "--dry-run"], keyOf(network)),
  );
  expect(tried.report).toBeNull();
  const { report, improvedFromWei, transactions } = await succeeds<ReportResult>(finalize(), keyOf(network));
  const expected = await independentReserves(world, lastSlot);
  expect(low.reservesWei).toBeLessThan(expected.reservesWei);
  expect(improvedFromWei).toBe(low.reservesWei.toString());
  expect(transactions.map(({ call }) => call)).toEqual(["improve", "improve"]);
  expect(report).toMatchObject({ rate: expected.rate.toString() });
  expect(await readFirstReport(world)).toMatchObject({
    validators: 9n,
    existing: 9n,
    rawWei: expected.rawWei,
    principalWei: expected.principalWei,
    reservesWei: expected.reservesWei,
    rate: expected.rate,
  });
});

it("is put together by the web page from all transactions, and audited", async () => {
  const { network, protocol } = world;
  const bundle = await readBundle(last);
  const reading = await readOracle(network.rpcUrl, protocol.oracle);
  const recovered = await recoverExecution(reading, await registryBy(reading), await spurtCalls(reading));
  expect(recovered).toEqual(bundle.execution);
  const audit = await succeeds<{ claims: { id: string; status: string }[] }>([
    "audit",
    last,
    ...beaconArguments(world),
  ]);
  expect(audit.claims.find(({ id }) => id === "report")).toMatchObject({ status: "ok" });
});

it("once finalized has nothing to continue", async () => {
  const out = join(folder, "late");
  expect(await jsonCommand(proveOn(out))).toMatchObject({ exitCode: 2, answer: { code: "SPURT_FINISHED" } });
  expect(existsSync(out)).toBe(false);
});

async function registryBy(reading: OracleReading) {
  const { chain, contracts } = reading;
  return readRegistryContract(chain, contracts.registry, executionTime(reading, await spurtCalls(reading)));
}

function toEntry({ index, principalGwei }: { readonly index: string; readonly principalGwei: string }) {
  return { index: Number(index), principalGwei: BigInt(principalGwei) };
}
