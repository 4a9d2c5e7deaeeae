/**
 * One spurt by `prove --watch` alone, on a real network: from before its end to its rate, though the watcher is killed
 * and stopped on the way. Processes of their own, as an operator's supervisor starts them.
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { formatEther } from "viem";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import type { ReportStatus } from "../../prover/spurt/spurt-status.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { BIN } from "../cli/run-bin.ts";
import { independentReserves } from "../support/independent-reserves.ts";
import {
  beaconArguments,
  keyOf,
  passSpurtEnd,
  readFirstReport,
  setUpTestCircuit,
  startTestNetwork,
  type TestNetwork,
} from "../support/test-network.ts";
import { type Running, startCommand } from "./running-command.ts";

const ALL = ["--do", "open,prove,submit,finalize"];
const out = join(temporaryFolder(), "bundles");
const bundle = join(out, "spurt-1");

let world: TestNetwork;
beforeAll(async () => {
  world = await startTestNetwork("electra", await setUpTestCircuit());
});
afterAll(() => world?.network.stop());

const watch = (...more: string[]) =>
  startCommand(
    BIN,
    ["prove", "--watch", "--size", "test", "--threads", "1", "--poll-seconds", "1", "--out", out, ...more],
    keyOf(world.network),
  );
const scrape = async (running: Running) => {
  await running.printed(/Metrics at http\S+/);
  const [url] = running.text().match(/http:\/\/127\.0\.0\.1:[0-9]+\/metrics/)!;
  return (await fetch(url)).text();
};
const transactionsSent = () =>
  world.chain.reader.getTransactionCount({ address: world.network.account.address });

it("waits for the end of the spurt and opens it", async () => {
  const watcher = watch(...ALL, ...beaconArguments(world), "--metrics-port", "0");
  await watcher.printed(/Waiting for the end of spurt 1, /);
  const before = await scrape(watcher);
  expect(before).toContain('pufeth_por_watch_state{state="waiting"} 1');
  expect(before).toMatch(/^pufeth_por_watch_spurt 1$/m);
  expect(before).toMatch(/^pufeth_por_watch_last_spurt 0$/m);

  await passSpurtEnd(world, 1);
  world.network.runOnDemand();
  await watcher.printed(/^Spurt 1: prove$/m);
  await watcher.kill("SIGKILL");
});

it("killed and started again does not open it again, and begins to prove it; SIGTERM ends it there", async () => {
  const sent = await transactionsSent();
  const watcher = watch(...ALL, ...beaconArguments(world), "--metrics-port", "0");
  await watcher.printed(/page 1 of 2 proved/);
  const metrics = await scrape(watcher);
  expect(metrics).toContain('pufeth_por_watch_state{state="prove"} 1');
  expect(metrics).toContain('pufeth_por_pages_proved_total{size="test"} 1');
  expect(metrics).toContain('pufeth_por_page_seconds_count{size="test"} 1');
  expect(metrics).toMatch(/^pufeth_por_watch_spurt 2$/m);
  expect(await watcher.kill("SIGTERM")).toBe(143);
  expect(watcher.text()).toMatch(/error: Interrupted during prove of spurt 1\./);
  expect(await transactionsSent()).toBe(sent);
  expect(existsSync(bundle)).toBe(false);
});

it("started again brings it to its rate: the page that was proved is kept, and nothing is opened twice", async () => {
  const before = await transactionsSent();
  const watcher = watch(...ALL, ...beaconArguments(world), "--metrics-port", "0");
  await watcher.printed(/Waiting for the end of spurt 2, /);
  expect(watcher.text()).toMatch(/1 of 2 pages were already finished/);
  // On the other of its two outputs, which arrive in any order. A look that comes before a node has caught up with its
  // own receipt does a step again, which then has nothing left to send.
  await watcher.printed(/^Spurt 1 is done: prove(, submit)+(, finalize)+\.$/m);
  expect(await transactionsSent()).toBe(before + 2);

  const { rate, reservesWei } = await readFirstReport(world);
  const expected = await independentReserves(world, Number((await readFirstReport(world)).slot));
  expect({ rate, reservesWei }).toEqual({ rate: expected.rate, reservesWei: expected.reservesWei });
  const metrics = await scrape(watcher);
  expect(metrics).toContain('pufeth_por_watch_state{state="waiting"} 1');
  expect(metrics).toContain('pufeth_por_pages_proved_total{size="test"} 1');
  expect(metrics).toMatch(/^pufeth_por_watch_last_spurt 1$/m);
  expect(metrics).toContain(`pufeth_por_watch_rate ${Number(formatEther(rate))}`);
  expect(metrics).not.toContain("pufeth_por_watch_failures_total{");
  expect(await watcher.kill("SIGTERM")).toBe(143);
});

it("with everything done proves and sends nothing more", async () => {
  const sent = await transactionsSent();
  const { mtimeMs } = statSync(bundle);
  const watcher = watch(...ALL, ...beaconArguments(world), "--once", "--json");
  expect(await watcher.exitCode()).toBe(0);
  const answer: { summary: BundleSummary; report: ReportStatus } = JSON.parse(watcher.text());
  expect(answer).toMatchObject({ spurt: "1", did: [], bundle, summary: { valid: true, validators: 9 } });
  expect(answer.report.reservesWei).toBe(answer.summary.reservesWei);
  expect(await transactionsSent()).toBe(sent);
  expect(statSync(bundle).mtimeMs).toBe(mtimeMs);
});

it("tells of a node that is away, counts it, tries again, and ends on Ctrl-C meanwhile", async () => {
  const away = beaconArguments(world).map((word) =>
    word === world.network.rpcUrl ? "http://127.0.0.1:1" : word,
  );
  const watcher = watch(...away, "--metrics-port", "0");
  await watcher.printed(/warning: The spurts cannot be read: .* Next try in 2 s\./);
  expect(await scrape(watcher)).toMatch(
    /pufeth_por_watch_failures_total\{step="look",code="[A-Z_]+"\} [2-9]/,
  );
  expect(await watcher.kill("SIGINT")).toBe(130);
});
