/** A real Redis server on loopback, for one test file: its own port and folder, nothing on disk. @module */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Redis } from "ioredis";
import { ensureCommand } from "../../scripts/debian/ensure-command.ts";
import { freePort } from "../../scripts/devnet/free-port.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";

const START_TIMEOUT_MS = 240_000;

export interface RedisServer {
  readonly port: number;
  /** Without a password. */
  readonly url: string;
  readonly process: ChildProcess;
  /** As a crash or a reboot does: nothing is kept. */
  kill(): Promise<void>;
}

export interface RedisServerOptions {
  readonly port?: number;
  readonly password?: string;
  /** Further ones, as on its command line. */
  readonly settings?: readonly string[];
}

export async function startRedis({
  port,
  password,
  settings = [],
}: RedisServerOptions = {}): Promise<RedisServer> {
  const at = port ?? (await freePort());
  const process = spawn(
    ensureCommand("redis-server"),
    [
      "--port",
      `${at}`,
      "--bind",
      "127.0.0.1",
      "--dir",
      temporaryFolder(),
      "--save",
      "",
      "--appendonly",
      "no",
      ...(password === undefined ? [] : ["--requirepass", password]),
      ...settings,
    ],
    { stdio: "ignore" },
  );
  const url = `redis://127.0.0.1:${at}`;
  await answers(at, password);
  return {
    port: at,
    url,
    process,
    async kill() {
      if (process.exitCode !== null || process.signalCode !== null) return;
      const gone = once(process, "exit");
      process.kill("SIGKILL");
      await gone;
    },
  };
}

async function answers(port: number, password: string | undefined): Promise<void> {
  const client = new Redis({
    port,
    host: "127.0.0.1",
    ...(password === undefined ? {} : { password }),
    maxRetriesPerRequest: null,
    retryStrategy: () => 50,
  });
  client.on("error", () => {});
  const timer = setTimeout(() => client.disconnect(), START_TIMEOUT_MS);
  try {
    await client.ping();
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
}
