/** `pufeth-por … --json` in a process of its own. @module */
import { runBin } from "../cli/run-bin.ts";

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hints: string[];
}

/** @returns the exit code and the one JSON object that was printed. */
export async function jsonCommand<T = Failure>(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ exitCode: number; answer: T }> {
  const { exitCode, stdout, stderr } = await runBin([...args, "--json"], { env });
  if (stdout === "")
    throw new Error(`pufeth-por ${args[0]} printed nothing, ended with ${exitCode}: ${stderr}`);
  return { exitCode, answer: JSON.parse(stdout) as T };
}

/** @throws what was printed, where the command does not end with 0. */
export async function succeeds<T>(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<T> {
  const { exitCode, answer } = await jsonCommand<T>(args, env);
  if (exitCode !== 0) throw new Error(`${args[0]} ended with ${exitCode}: ${JSON.stringify(answer)}`);
  return answer;
}
