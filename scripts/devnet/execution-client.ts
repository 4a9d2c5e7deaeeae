/**
 * A real execution client in its own process: `@ethereumjs/client` on a fresh chain in a temporary folder.
 * All its sockets are on the loopback interface, peer discovery is off. It starts in two to ten seconds.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { endOfProcess } from "../../prover/end-of-process.ts";
import { cleanupOnExit } from "./cleanup-on-exit.ts";
import { ExecutionClientError } from "./errors.ts";
import { freePort } from "./free-port.ts";
import { jsonRpc } from "./json-rpc.ts";

export const DEVNET_FOLDER_PREFIX = "pufeth-por-devnet-";
const POLL_MS = 200;
const LOG_TAIL_CHARACTERS = 4_000;

export interface ExecutionClient {
  readonly rpcUrl: string;
  readonly engineUrl: string;
  /** 32 bytes, shared with the consensus side. */
  readonly jwtSecret: Uint8Array;
  readonly pid: number;
  /** Temporary folder with everything the client writes. */
  readonly folder: string;
  /**
   * Kills the process and removes the folder. May be called more than once. An orderly stop would be eight seconds of
   * fixed waits, to keep what is thrown away.
   */
  stop(): Promise<void>;
}

export interface ExecutionClientOptions {
  /** Genesis in geth's format. */
  readonly genesis: object;
  /** How long the RPC may take to answer for the first time. */
  readonly startTimeoutMs?: number;
}

/** @throws ExecutionClientError when the client ends or stays silent; nothing is left behind then. */
export async function startExecutionClient(options: ExecutionClientOptions): Promise<ExecutionClient> {
  const { genesis, startTimeoutMs = 300_000 } = options;
  const folder = await mkdtemp(join(tmpdir(), DEVNET_FOLDER_PREFIX));
  let child: ChildProcess | undefined;
  const forget = cleanupOnExit(() => {
    child?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    if (child) await endProcess(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    forget();
  };
  try {
    const jwtSecret = randomBytes(32);
    const [rpcPort, enginePort] = [await freePort(), await freePort()];
    await writeFile(join(folder, "jwt.hex"), jwtSecret.toString("hex"), { mode: 0o600 });
    await writeFile(join(folder, "genesis.json"), JSON.stringify(genesis));
    child = spawn(process.execPath, clientArguments(folder, rpcPort, enginePort), {
      cwd: folder,
      // Nothing of this process's environment: NODE_OPTIONS of a test runner, for one, would break the client.
      env: { PATH: process.env.PATH, DEVNET_FOLDER: folder },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Its own process group: Ctrl-C in a terminal reaches us, and we stop the client in order.
      detached: true,
    });
    const rpcUrl = `http://127.0.0.1:${rpcPort}`;
    const log = tailOf(child);
    await waitUntilReady(child, log, rpcUrl, startTimeoutMs);
    // Whoever asks it then learns only that nobody answers.
    child.once("exit", (code, signal) => {
      if (isStopping) return;
      console.error(new ExecutionClientError(endOfProcess(code, signal), log()).message);
    });
    const engineUrl = `http://127.0.0.1:${enginePort}`;
    return { rpcUrl, engineUrl, jwtSecret, pid: child.pid!, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function clientArguments(folder: string, rpcPort: number, enginePort: number): string[] {
  const preload = fileURLToPath(new URL("./execution-client-preload.mjs", import.meta.url));
  // The package's main file is its command line.
  const client = createRequire(import.meta.url).resolve("@ethereumjs/client");
  return [
    "--import",
    pathToFileURL(preload).href,
    client,
    `--gethGenesis=${join(folder, "genesis.json")}`,
    `--dataDir=${join(folder, "chain")}`,
    `--jwtSecret=${join(folder, "jwt.hex")}`,
    "--rpc",
    "--rpcAddr=127.0.0.1",
    `--rpcPort=${rpcPort}`,
    "--rpcEngine",
    "--rpcEngineAddr=127.0.0.1",
    `--rpcEnginePort=${enginePort}`,
    "--port=0", // The peer-to-peer port cannot be switched off; the system picks one, on the loopback (see preload).
    "--discV4=false",
    "--discDns=false",
    "--isSingleNode",
    "--logLevel=warn",
    "--no-logFile",
  ];
}

/** The end of what it prints. */
function tailOf(child: ChildProcess): () => string {
  let tail = "";
  const keep = (chunk: Buffer) => {
    tail = (tail + chunk.toString()).slice(-LOG_TAIL_CHARACTERS);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  return () => tail;
}

/** Resolves at the first answer of the RPC server. */
async function waitUntilReady(
  child: ChildProcess,
  log: () => string,
  rpcUrl: string,
  timeoutMs: number,
): Promise<void> {
  let spawnError: Error | undefined;
  child.once("error", (error) => {
    spawnError = error;
  });
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (spawnError) throw new ExecutionClientError("it could not be run", log(), spawnError);
    if (hasEnded(child)) throw new ExecutionClientError(`it ended with code ${child.exitCode}`, log());
    if (Date.now() > deadline) throw new ExecutionClientError(`no answer within ${timeoutMs} ms`, log());
    const answered = await jsonRpc(rpcUrl, "eth_chainId", []).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(POLL_MS);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
