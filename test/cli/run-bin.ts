/** Runs the command as a user does: the file behind the bin entry of package.json, in a process of its own. @module */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

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
    const options = { cwd, env: { ...process.env, DEBUG: "", ...env }, timeout: 120_000 };
    execFile(bin, args, options, (error, stdout, stderr) => {
      done({ exitCode: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}
