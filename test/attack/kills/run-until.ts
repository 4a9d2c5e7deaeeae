/**
 * Runs the command line as a process and kills it at one of its events: a stage of its log begins, says something or ends, or
 * an entry of a folder comes or goes. No clock is looked at.
 * @module
 */
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../../prover/pufeth-por.mjs", import.meta.url));

export interface Ended {
  /** The event at which it was killed; undefined where it ended by itself. */
  readonly killedAt?: string;
  readonly exitCode: number | null;
  readonly stderr: string;
}

/**
 * @param folders  watched; they exist.
 * @param event    number of the event, from 1; undefined: it is left alone.
 */
export function runUntil(
  args: readonly string[],
  folders: readonly string[],
  event: number | undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, "--log-format", "json", ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, DEBUG: "" },
  });
  let events = 0;
  let killedAt: string | undefined;
  const happened = (what: string) => {
    events += 1;
    if (events !== event) return;
    killedAt = what;
    child.kill("SIGKILL");
  };
  const watchers = folders.map((folder) =>
    watch(folder, (kind, name) => {
      // Each write is a change; what comes and goes is a rename.
      if (kind === "rename") happened(`${name} comes or goes`);
    }),
  );
  let stderr = "";
  let line = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    const lines = (line + text).split("\n");
    line = lines.pop()!;
    for (const one of lines) {
      const stage = /"event":"(stage-[a-z]+)".*"msg":"([^"]*)"/.exec(one);
      if (stage !== null) happened(`${stage[1]} ${stage[2]}`);
    }
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (exitCode, signal) => {
      for (const watcher of watchers) watcher.close();
      const isKilled = signal === "SIGKILL" && killedAt !== undefined;
      resolve({ ...(isKilled ? { killedAt: killedAt! } : {}), exitCode, stderr });
    });
  });
}
