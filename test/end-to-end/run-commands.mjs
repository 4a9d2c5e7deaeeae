/**
 * Runs many command lines one after another in one process, and prints what became of each as JSON. It does not end the
 * process: whatever a command leaves open keeps it alive.
 *
 *     node run-commands.mjs '[["status", "--rpc", …], …]'
 */
import { register } from "tsx/esm/api";

register({ tsconfig: false });
const { runCli } = await import("../../prover/cli/run-cli.ts");

const results = [];
for (const args of JSON.parse(process.argv[2])) {
  const [stdout, stderr] = [[], []];
  const terminal = { out: (line) => void stdout.push(line), err: (line) => void stderr.push(line) };
  const start = performance.now();
  const exitCode = await runCli(args, terminal);
  results.push({ args, exitCode, seconds: (performance.now() - start) / 1000, stdout, stderr });
}
process.stdout.write(JSON.stringify(results));
