/**
 * Runs `pufeth-por` with the arguments that a user would type, and reads its JSON.
 * @module
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { runCli } from "../prover/cli/run-cli.ts";
import { REPOSITORY_ROOT } from "./circuits/repository-root.ts";

const COMMAND = join(REPOSITORY_ROOT, "prover/pufeth-por.mjs");

/**
 * In this process: to start another takes a second or two.
 * @param environment  added to this process's own.
 * @throws with what the command printed if it does not exit with 0.
 */
export async function runCommand<T>(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<T> {
  const lines: string[] = [];
  const errors: string[] = [];
  const terminal = {
    out: (line: string) => void lines.push(line),
    err: (line: string) => void errors.push(line),
  };
  const exitCode = await runCli([...args, "--json"], terminal, { ...process.env, ...environment });
  if (exitCode !== 0) {
    const printed = [...lines, ...errors].join("\n");
    throw new Error(`pufeth-por ${args.join(" ")} ended with ${exitCode}: ${printed}`);
  }
  return JSON.parse(lines.join("\n")) as T;
}

/**
 * In a process of its own, whose memory is free afterwards.
 * @param environment  added to this process's own.
 * @throws with what the command printed where it does not exit with 0.
 */
export async function runCommandAlone<T>(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<T> {
  const child = spawn(process.execPath, [COMMAND, ...args, "--json"], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (exitCode !== 0)
    throw new Error(`pufeth-por ${args.join(" ")} ended with ${exitCode}: ${output}${errors}`);
  return JSON.parse(output) as T;
}
