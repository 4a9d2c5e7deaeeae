/**
 * The command line: arguments → stages → exit code. No logic lives here: each command is a folder in cli/.
 * @module
 */
import { StandardOutputError } from "./cli/output/standard-output-error.ts";
import { startCli } from "./cli/run-cli.ts";
import { stopCurveWorkers } from "./groth16/stop-curve-workers.ts";

const { ended, fail } = startCli(process.argv.slice(2));
// A rejected promise that nobody awaits comes here too. Nothing is known of what still runs: the process ends.
process.on("uncaughtException", (error) => process.exit(fail(error)));
process.stdout.on("error", (error) => process.exit(fail(new StandardOutputError(error))));
// Progress that cannot be told stops no work.
process.stderr.on("error", () => {});
// Set, not exited: what was printed may still be on its way through a pipe.
process.exitCode = await ended;
await stopCurveWorkers();
