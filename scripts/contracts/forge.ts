/**
 * The Solidity toolchain: forge from npm with npm's solc (foundry.toml), and the artifacts it leaves.
 * @module
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Abi, Hex } from "viem";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { withLock } from "../with-lock.ts";
import { forgeBinary } from "./forge-binary.ts";

const run = promisify(execFile);

/** What is deployed, without the tests, which are most of the compiler's work; relative to the repository. */
export const DEPLOYED_CONTRACTS = ["verifier-contracts/src", "verifier-contracts/demo"] as const;

/**
 * Compiles every contract that changed.
 * @param paths  of files and folders, relative to the repository: these, and what they import, alone.
 * @param options  of forge.
 * @throws what the compiler printed.
 */
export async function forgeBuild(
  paths: readonly string[] = [],
  options: readonly string[] = [],
): Promise<void> {
  await withLock(join(REPOSITORY_ROOT, "verifier-contracts/out"), () =>
    run(forgeBinary(), ["build", "--root", REPOSITORY_ROOT, ...options, ...paths], { maxBuffer: 1 << 26 }),
  );
}

export interface ContractArtifact {
  readonly abi: Abi;
  /** Creation code. */
  readonly bytecode: Hex;
  /** What stands at the address of a contract without immutables. */
  readonly runtimeCode: Hex;
}

/** @param file  without its suffix, where the contract does not stand in a file of its name. */
export function contractArtifact(name: string, file = name): ContractArtifact {
  const path = join(REPOSITORY_ROOT, `verifier-contracts/out/${file}.sol/${name}.json`);
  const artifact = JSON.parse(readFileSync(path, "utf8")) as {
    abi: Abi;
    bytecode: { object: Hex };
    deployedBytecode: { object: Hex };
  };
  return {
    abi: artifact.abi,
    bytecode: artifact.bytecode.object,
    runtimeCode: artifact.deployedBytecode.object,
  };
}
