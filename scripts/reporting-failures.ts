/** A script whose failures are told as those of the command are: what has happened, what to do next, and an exit code. @module */
import { reportFailure } from "../prover/cli/output/report-failure.ts";
import { processTerminal } from "../prover/cli/output/terminal.ts";

export async function reportingFailures(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    process.exitCode = reportFailure(
      error,
      { json: false, debug: Boolean(process.env.DEBUG) },
      processTerminal,
    );
  }
}
