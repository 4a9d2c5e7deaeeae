/**
 * `tsx scripts/forge.ts …`: forge with its own exit code (scripts/contracts/forge-binary.ts says why).
 * @module
 */
import { spawnSync } from "node:child_process";
import { REPOSITORY_ROOT } from "./circuits/repository-root.ts";
import { forgeBinary } from "./contracts/forge-binary.ts";

const { status } = spawnSync(forgeBinary(), process.argv.slice(2), {
  cwd: REPOSITORY_ROOT,
  stdio: "inherit",
});
process.exit(status ?? 1);
