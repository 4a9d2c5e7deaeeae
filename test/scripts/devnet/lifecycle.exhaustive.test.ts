/**
 * Nothing outlives the development network, however it ends. Each case gets a temporary folder of its own, in which
 * nothing may be left, and whose path shows in the command line of every process that belongs to it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startDevnet } from "../../../scripts/devnet/start-devnet.ts";

const SCRIPT = new URL("../../../scripts/devnet.ts", import.meta.url).pathname;

/** A limit for what never comes: a busy machine takes its time. */
const PATIENCE = { timeout: 300_000, interval: 50 };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "devnet-lifecycle-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Command lines of running processes that mention the folder. Linux only. */
function processesOf(path: string): string[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        return ""; // Ended while we were looking.
      }
    })
    .filter((commandLine) => commandLine.includes(path));
}

/** Resolves once the script has printed its addresses. */
async function startScript(): Promise<ChildProcess> {
  const env = { ...process.env, TMPDIR: folder, NODE_OPTIONS: "" };
  const child = spawn(process.execPath, ["--import", "tsx", SCRIPT, "--interval", "200"], { env });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Ctrl-C stops it")) resolve();
    });
    child.once("exit", () => reject(new Error(`The script ended early: ${output}`)));
  });
  return child;
}

async function expectNothingLeft(): Promise<void> {
  // tsx keeps a folder of its own there.
  const files = () => readdirSync(folder).filter((name) => !name.startsWith("tsx-"));
  await expect.poll(() => processesOf(folder), PATIENCE).toEqual([]);
  await expect.poll(files, PATIENCE).toEqual([]);
}

describe.skipIf(process.platform !== "linux")(
  "devnet lifecycle (looks for processes in /proc: Linux only)",
  () => {
    // SIGINT: the script's own, orderly way. SIGHUP: nobody listens but the last-resort cleanup. SIGKILL: only the
    // client itself can notice.
    it.each(["SIGINT", "SIGHUP", "SIGKILL"] as const)("%s to the script leaves nothing", async (signal) => {
      const script = await startScript();
      expect(processesOf(folder)).toHaveLength(1);
      script.kill(signal);
      const [exitCode, endedBy] = await once(script, "exit");
      if (signal === "SIGINT") expect(exitCode).toBe(0);
      else expect(endedBy).toBe(signal);
      await expectNothingLeft();
    });

    describe("in this process", () => {
      const original = process.env.TMPDIR;
      beforeEach(() => {
        process.env.TMPDIR = folder;
      });
      afterEach(() => {
        if (original === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = original;
      });

      it("a client that does not answer in time leaves nothing", async () => {
        await expect(startDevnet({ startTimeoutMs: 1 })).rejects.toMatchObject({
          code: "DEVNET_EXECUTION_CLIENT",
        });
        await expectNothingLeft();
      });

      it("a start that fails after the client has started leaves nothing", async () => {
        const genesisValidator = () => ({
          balanceGwei: 0n,
          credentialsPrefix: 1 as const,
          withdrawalAddress: `0x${"00".repeat(20)}` as const,
        });
        await expect(startDevnet({ genesisValidator })).rejects.toMatchObject({ code: "DEVNET_OPTION" });
        await expectNothingLeft();
      });

      it("stopping a running network waits for the block in progress", async () => {
        const devnet = await startDevnet();
        const run = devnet.run(1);
        await expect.poll(() => devnet.head().slot, PATIENCE).toBeGreaterThanOrEqual(3);
        await devnet.stop();
        await run.ended;
        await expectNothingLeft();
      });
    });
  },
);
