/**
 * Runs one command line and says how it ended.
 * @module
 */
import { CommanderError } from "commander";
import { stopCurveWorkers } from "../bundle/stop-curve-workers.ts";
import type { ExitCode } from "../errors.ts";
import { createProgram } from "./create-program.ts";
import { reportFailure } from "./report-failure.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/**
 * @param args Without node and script.
 * @returns 0 done, 1 a check failed, 2 bad usage or bad input, 130 or 143 ended by SIGINT or SIGTERM.
 */
export async function runCli(
  args: readonly string[],
  terminal: Terminal = processTerminal,
): Promise<0 | ExitCode> {
  try {
    await createProgram(terminal).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return reportFailure(
      error instanceof CommanderError ? usageErrorOf(error, args) : error,
      {
        // Read from the arguments themselves: where these are wrong there are no parsed options.
        json: args.includes("--json"),
        debug: args.includes("--debug") || Boolean(process.env.DEBUG),
        ...(args.find((arg) => !arg.startsWith("-")) === "verify" ? { jsonFields: { valid: false } } : {}),
      },
      terminal,
    );
  } finally {
    await stopCurveWorkers();
  }
}

function usageErrorOf(error: CommanderError, args: readonly string[]): UsageError {
  if (error.code === "commander.help" && args.includes("ceremony"))
    return new UsageError(
      "No step of the ceremony is given: init, contribute, beacon, verify or export.",
      error,
    );
  if (error.code === "commander.help")
    return new UsageError(
      "No command is given: doctor, setup, prove, verify, register, open, submit, finalize, status or ceremony.",
      error,
    );
  return new UsageError(error.message.replace(/^error: /, ""), error);
}
