/**
 * A beacon node that lies, fails or stalls, seen from the command line: a code, the exit code, and nothing written.
 * Every way in which a node can fail is in test/state/; here is what becomes of it at the end of the line.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { type Devnet, startDevnet } from "../../scripts/devnet/start-devnet.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { BIN, runBin } from "../cli/run-bin.ts";
import { type NodeAnswer, type Replace, startBeaconProxy } from "./beacon-proxy.ts";
import { registryFile } from "./input-files.ts";

const STATES = "/debug/beacon/states/";
const HEADERS = "/beacon/headers/";
const PROOFS = "/beacon/proof/state/";

describe("prove over a beacon node", () => {
  let network: Devnet;
  let anotherState: Buffer;
  beforeAll(async () => {
    await setUpSize("test", () => {});
    network = await startDevnet();
    for (let slot = 0; slot < 3; slot++) await network.produceSlot();
    const response = await fetch(`${network.beaconUrl}/eth/v2${STATES}1`, {
      headers: { accept: "application/octet-stream" },
    });
    anotherState = Buffer.from(await response.arrayBuffer());
  });
  afterAll(() => network?.stop());

  const registry = registryFile([{ index: 0, principalGwei: 32_000_000_000n }]);
  const argumentsOf = (beaconUrl: string, folder: string, route = "debug") => [
    "prove",
    "--beacon",
    beaconUrl,
    "--slot",
    "2",
    "--size",
    "test",
    "--json",
    "--state-source",
    route,
    "--registry",
    registry,
    "--out",
    join(folder, "made-on-the-way", "bundle"),
  ];
  const nothingIsIn = (folder: string) => expect(readdirSync(folder)).toEqual([]);

  const error: Replace = () => ({
    status: 500,
    contentType: "application/json",
    version: "",
    body: Buffer.from('{"code":500,"message":"down for repair"}'),
  });
  const withOneBitChanged = (answer: NodeAnswer, at: number): NodeAnswer => {
    const body = Buffer.from(answer.body);
    body[at] = body[at]! ^ 1;
    return { ...answer, body };
  };
  const tamperedState: Replace = (answer) => withOneBitChanged(answer, answer.body.length - 1);
  /** Of the first leaf: two offsets of 4 bytes stand before the leaves. What lies behind them, the shape, is not read. */
  const tamperedProof: Replace = (answer) => withOneBitChanged(answer, 8);
  it.each<[string, string, Replace, number, string]>([
    ["serves another state", STATES, (a) => ({ ...a, body: anotherState }), 1, "HEADER_SLOT_MISMATCH"],
    ["serves a state with one bit changed", STATES, tamperedState, 1, "STATE_ROOT_MISMATCH"],
    [
      "serves half a state",
      STATES,
      (a) => ({ ...a, body: a.body.subarray(0, 1_000_000) }),
      3,
      "BEACON_NODE_STATE_UNREADABLE",
    ],
    ["fails with HTTP 500", HEADERS, error, 3, "BEACON_NODE_HTTP_ERROR"],
    ["fails with HTTP 500 for the state", STATES, error, 3, "BEACON_NODE_HTTP_ERROR"],
  ])("that %s: exit code and code, nothing written", async (_, matching, replace, exitCode, code) => {
    const folder = temporaryFolder();
    const { url } = await startBeaconProxy(network.beaconUrl, matching, replace);
    const run = await runBin(argumentsOf(url, folder));
    expect(JSON.parse(run.stdout)).toMatchObject({ code });
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr).toBe("");
    nothingIsIn(folder);
  });

  it("that tampers with a multiproof: exit code and code, nothing written", async () => {
    const folder = temporaryFolder();
    const { url } = await startBeaconProxy(network.beaconUrl, PROOFS, tamperedProof);
    const run = await runBin(argumentsOf(url, folder, "proofs"));
    expect(JSON.parse(run.stdout)).toMatchObject({ code: "STATE_PROOF_MISMATCH" });
    expect(run.exitCode).toBe(1);
    nothingIsIn(folder);
  });

  it("that lies is skipped, and the next one needs no debug endpoint", async () => {
    const folder = temporaryFolder();
    const lying = await startBeaconProxy(network.beaconUrl, PROOFS, tamperedProof);
    const frugal = await startBeaconProxy(network.beaconUrl, STATES, error);
    const run = await runBin([...argumentsOf(lying.url, folder, "auto"), "--beacon", frugal.url]);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(run.stdout)).toMatchObject({ validators: 1, existing: 1 });
  });

  it("that stalls can be interrupted, and nothing is written", async () => {
    const folder = temporaryFolder();
    const { url, stalled } = await startBeaconProxy(network.beaconUrl, STATES, () => "stall");
    const child = spawn(BIN, argumentsOf(url, folder), { stdio: "ignore" });
    const ended = new Promise<NodeJS.Signals | number | null>((resolve, reject) => {
      child.once("error", reject).once("exit", (exitCode, signal) => resolve(signal ?? exitCode));
    });
    await stalled;
    child.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
    nothingIsIn(folder);
  });
});
