/**
 * A Redis into which somebody puts what no queue of ours has: a real redis-server, coordinator and worker in processes of their own,
 * with little memory.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

const PROCESS = fileURLToPath(new URL("./flooded-process.mjs", import.meta.url));
/** Above the bound; a process that read on would not end. */
const FLOOD_BYTES = 64 * 1024 * 1024;
const HEAP_MB = 512;
const MAX_RSS_BYTES = 640 * 1024 * 1024;

describe("a flooded Redis", () => {
  let server: RedisServer;
  beforeAll(async () => {
    await setUpSize("test", () => {});
    server = await startRedis();
  });
  afterAll(() => server.kill());

  it.each([
    ["result", "the coordinator, by a result"],
    ["event", "the coordinator, by an event"],
    ["job", "the worker, by a job"],
  ])(
    "ends with a typed error and little memory: %s",
    async (where) => {
      const child = spawn(
        process.execPath,
        [`--max-old-space-size=${HEAP_MB}`, PROCESS, server.url, where, `${FLOOD_BYTES}`],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (more: string) => {
        text += more;
      });
      await once(child, "close");
      const ended = JSON.parse(text) as { readonly maxRssBytes: number };
      expect(ended).toMatchObject({
        code: "QUEUE_ANSWER_TOO_LONG",
        exitCode: 3,
        hints: [expect.stringContaining("pufeth-por:*"), expect.stringContaining("--resume")],
      });
      expect(ended.maxRssBytes).toBeLessThan(MAX_RSS_BYTES);
    },
    240_000,
  );
});
