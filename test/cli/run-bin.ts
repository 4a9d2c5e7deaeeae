/**
 * Runs the command: as a user does, by the file behind the bin entry of package.json in a process of its own, or, many
 * times cheaper, by the function behind that.
 * @module
 */
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCli } from "../../prover/cli/run-cli.ts";

// The user's own cache of states is not touched.
process.env.PUFETH_POR_CACHE ??= mkdtempSync(join(tmpdir(), "pufeth-por-cache-"));

export const BIN = fileURLToPath(new URL("../../prover/pufeth-por.mjs", import.meta.url));

export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Another way to the same command, e.g. a link. */
  readonly bin?: string;
}

export function runBin(args: readonly string[], { cwd, env, bin = BIN }: RunOptions = {}): Promise<Run> {
  return new Promise((done) => {
    const options = { cwd, env: { ...process.env, DEBUG: "", ...env }, timeout: 600_000 };
    execFile(bin, args, options, (error, stdout, stderr) => {
      done({ exitCode: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

/** Lines instead of streams. Progress goes to the real stderr. */
export async function runInProcess(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const terminal = {
    out: (line: string) => void stdout.push(line),
    err: (line: string) => void stderr.push(line),
  };
  return { exitCode: await runCli(args, terminal, env), stdout, stderr };
}
