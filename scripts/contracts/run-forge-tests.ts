/**
 * forge's tests, with its own output, and what they leave: the gas that they measured.
 * @module
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { hashOfFiles } from "../source-hash.ts";
import { forgeBinary } from "./forge-binary.ts";

/** `snapshots` of foundry.toml. */
export const GAS_FOLDER = join(REPOSITORY_ROOT, "verifier-contracts/cache/gas");
const GAS_STAMP = join(GAS_FOLDER, "measured.txt");

/** @returns whether all of them passed. */
export function runForgeTests(args: readonly string[]): boolean {
  rmSync(GAS_FOLDER, { recursive: true, force: true });
  const { status } = spawnSync(forgeBinary(), ["test", ...args], { cwd: REPOSITORY_ROOT, stdio: "inherit" });
  if (status === 0 && existsSync(GAS_FOLDER)) writeFileSync(GAS_STAMP, measuredSources());
  return status === 0;
}

/** Whether the last run measured the contracts as they are now, with the fixtures that are there. */
export function gasIsCurrent(): boolean {
  return existsSync(GAS_STAMP) && readFileSync(GAS_STAMP, "utf8") === measuredSources();
}

function measuredSources(): string {
  return hashOfFiles(
    "foundry.toml",
    "verifier-contracts/src",
    "verifier-contracts/test",
    // With its key, and everything that it proved.
    "verifier-contracts/generated/ToyVerifier.sol",
    "build/fixtures/gas-stamp.txt",
  );
}
