/**
 * The command line: arguments → stages → exit code. No logic lives here: each command is a folder in cli/.
 * @module
 */
import { startCli } from "./cli/run-cli.ts";
import { stopCurveWorkers } from "./groth16/stop-curve-workers.ts";

const { ended, fail } = startCli(process.argv.slice(2));
// A rejected promise that nobody awaits comes here too. Nothing is known of what still runs: the process ends.
process.on("uncaughtException", (error) => process.exit(fail(error)));
// Set, not exited: what was printed may still be on its way through a pipe.
process.exitCode = await ended;
await stopCurveWorkers();
