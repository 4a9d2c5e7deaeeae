/**
 * The command line: arguments → stages → exit code. No logic lives here: each command is a file in cli/.
 * @module
 */
import { runCli } from "./cli/run-cli.ts";

// Set, not exited: what was printed may still be on its way through a pipe.
process.exitCode = await runCli(process.argv.slice(2));
