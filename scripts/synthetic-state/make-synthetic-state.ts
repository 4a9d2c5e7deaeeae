/**
 * The three input files of `prove`, for a state of any size: state.ssz, header.json, registry.json. The same options
 * give the same files; existing ones are kept.
 * @module
 */
import { existsSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../prover/make-folder.ts";
import { registryToJson } from "../../prover/plan/registry.ts";
import type { BeaconHeader } from "../../prover/state/verified-state.ts";
import { drawRegistry } from "./draw-registry.ts";
import type { SyntheticFork } from "./small-fields.ts";
import { writeState } from "./write-state.ts";

export interface SyntheticStateOptions {
  readonly folder: string;
  readonly fork: SyntheticFork;
  readonly validators: number;
  readonly registry: number;
  readonly runLength: number;
  readonly pendingDeposits: number;
  readonly seed: number;
}

export const SYNTHETIC_DEFAULTS = {
  fork: "fulu",
  /** As mainnet in 2025. */
  validators: 2_200_000,
  registry: 1_000,
  runLength: 1,
  pendingDeposits: 5_000,
  seed: 1,
} as const;

export interface SyntheticFiles {
  readonly stateFile: string;
  readonly headerFile: string;
  readonly registryFile: string;
}

export async function makeSyntheticState(options: SyntheticStateOptions): Promise<SyntheticFiles> {
  const { folder, fork, validators, pendingDeposits, seed, registry: count, runLength } = options;
  makeFolder(folder);
  const name = `${fork}-${validators}-${pendingDeposits}-${seed}`;
  const files = {
    stateFile: join(folder, `state-${name}.ssz`),
    headerFile: join(folder, `header-${name}.json`),
    registryFile: join(folder, `registry-${name}-${count}x${runLength}.json`),
  };
  if (!existsSync(files.headerFile) || !existsSync(files.stateFile)) {
    const unfinished = `${files.stateFile}.${process.pid}.part`;
    try {
      const { header } = await writeState({ path: unfinished, fork, validators, pendingDeposits, seed });
      await rename(unfinished, files.stateFile);
      await writeFile(files.headerFile, headerJson(header));
    } finally {
      await rm(unfinished, { force: true });
    }
  }
  const entries = drawRegistry({ count, runLength, validators, seed });
  await writeFile(files.registryFile, JSON.stringify(registryToJson(entries)));
  return files;
}

export function headerJson({ slot, proposerIndex, parentRoot, stateRoot, bodyRoot }: BeaconHeader): string {
  const fields = { slot, proposer_index: proposerIndex, parent_root: parentRoot };
  return JSON.stringify({ ...fields, state_root: stateRoot, body_root: bodyRoot }, null, 2);
}
