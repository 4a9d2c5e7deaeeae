/**
 * `pufeth-por … --json`: in this process, as the function behind the command, or in one of its own, as a user starts it.
 * @module
 */
import { runBin, runInProcess } from "../cli/run-bin.ts";

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
  const { exitCode, stdout, stderr } = await runInProcess([...args, "--json"], { ...process.env, ...env });
  return { exitCode, answer: answerOf<T>(args, exitCode, stdout.join("\n"), stderr.join("\n")) };
}

function answerOf<T>(args: readonly string[], exitCode: number, stdout: string, stderr: string): T {
  if (stdout !== "") return JSON.parse(stdout) as T;
  throw new Error(`pufeth-por ${args[0]} printed nothing, ended with ${exitCode}: ${stderr}`);
}

/** @throws what was printed, where the command does not end with 0. */
export async function succeeds<T>(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<T> {
  const { exitCode, answer } = await jsonCommand<T>(args, env);
  if (exitCode !== 0) throw new Error(`${args[0]} ended with ${exitCode}: ${JSON.stringify(answer)}`);
  return answer;
}

/** As `succeeds`, in a process of its own. */
export async function succeedsAlone<T>(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<T> {
  const { exitCode, stdout, stderr } = await runBin([...args, "--json"], { env });
  const answer = answerOf<T>(args, exitCode, stdout, stderr);
  if (exitCode !== 0) throw new Error(`${args[0]} ended with ${exitCode}: ${JSON.stringify(answer)}`);
  return answer;
}
