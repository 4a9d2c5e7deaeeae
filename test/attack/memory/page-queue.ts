/** A Redis of its own with a coordinator and workers of the size `test`. @module */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Redis } from "ioredis";
import { ensureCommand } from "../../../scripts/debian/ensure-command.ts";
import { freePort } from "../../../scripts/devnet/free-port.ts";
import { type LimitedProcess, type Limits, startLimited } from "./limited-process.ts";

export interface PageQueue {
  worker(name: string, options: readonly string[], limits?: Limits): LimitedProcess;
  coordinator(args: readonly string[]): LimitedProcess;
  /** Ends all of them. */
  close(): Promise<void>;
}

export async function pageQueue(folder: string): Promise<PageQueue> {
  const port = await freePort();
  const settings = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  const redis = spawn(ensureCommand("redis-server"), settings, { stdio: "ignore" });
  const client = new Redis({ port, maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on("error", () => {});
  await client.ping();
  client.disconnect();
  const started: LimitedProcess[] = [];
  const start = (args: readonly string[], { cgroup, environment = {} }: Limits = {}) => {
    const queue = { PUFETH_POR_QUEUE: `redis://127.0.0.1:${port}` };
    const running = startLimited(args, { cgroup, environment: { ...environment, ...queue } });
    started.push(running);
    return running;
  };
  return {
    worker: (name, options, limits) =>
      start(["worker", "--size", "test", "--threads", "1", "--name", name, ...options], limits),
    coordinator: (args) => start(["prove", ...args]),
    async close() {
      for (const { child, ended } of started) {
        child.kill("SIGKILL");
        await ended;
      }
      const gone = once(redis, "exit");
      redis.kill("SIGKILL");
      await gone;
    },
  };
}
