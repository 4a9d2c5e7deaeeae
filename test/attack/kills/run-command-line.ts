/** A command line in this process, as `KilledCommand` runs it. @module */
import { runInProcess } from "../../cli/run-bin.ts";

/** @throws with what it printed, where it does not end with 0. */
export async function runCommandLine(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<void> {
  const env = { ...process.env, ...environment };
  const { exitCode, stderr } = await runInProcess(["--log-level", "error", ...args], env);
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${stderr.join(" ")}`);
}
