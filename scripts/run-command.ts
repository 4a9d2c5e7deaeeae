/**
 * Runs `pufeth-por` as a user would, and reads its JSON.
 * @module
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "./circuits/repository-root.ts";

const COMMAND = join(REPOSITORY_ROOT, "prover/pufeth-por.mjs");

/**
 * @param environment  added to this process's own.
 * @throws with what the command printed if it does not exit with 0.
 */
export async function runCommand<T>(
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
