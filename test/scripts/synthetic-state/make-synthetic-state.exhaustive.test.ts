/** Synthetic states are states: the prover reads them, and computes the root that the writer computed by other code. @module */
import { readFileSync, rmSync } from "node:fs";
import { ssz } from "@lodestar/types";
import { describe, expect, it } from "vitest";
import { toHex } from "../../../prover/hex.ts";
import { parseRegistry } from "../../../prover/plan/registry.ts";
import { readHeaderFile } from "../../../prover/state/read-header-file.ts";
import { readStateFile } from "../../../prover/state/read-state-file.ts";
import {
  makeSyntheticState,
  SYNTHETIC_DEFAULTS,
  type SyntheticStateOptions,
} from "../../../scripts/synthetic-state/make-synthetic-state.ts";
import { SYNTHETIC_FORKS } from "../../../scripts/synthetic-state/small-fields.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";

const make = (options: Partial<SyntheticStateOptions> = {}) =>
  makeSyntheticState({
    ...SYNTHETIC_DEFAULTS,
    folder: temporaryFolder(),
    validators: 100,
    registry: 10,
    pendingDeposits: 5,
    ...options,
  });

describe.each(SYNTHETIC_FORKS)("makeSyntheticState of %s", (fork) => {
  // Around the 4,096 chunks of a portion, the 16,384 balances and 131,072 flags in them, and levels of 1, 4, 16, … chunks.
  const counts = {
    fulu: [1, 4096, 4097, 16_385, 131_073],
    gloas: [1, 21, 5462],
  };
  it.each(counts[fork])("writes a state of %i validators", async (validators) => {
    const { stateFile, headerFile, registryFile } = await make({ fork, validators, registry: 1 });
    const state = await readStateFile({ statePath: stateFile, headerPath: headerFile, fork });
    expect(state.listLength).toBe(validators);
    expect(parseRegistry(JSON.parse(readFileSync(registryFile, "utf8")), "test")).toHaveLength(1);
  });

  it("writes what the SSZ library reads, with validators of all kinds and a queue", async () => {
    const { stateFile, headerFile } = await make({ fork, validators: 500, pendingDeposits: 7 });
    const type = ssz[fork].BeaconState as typeof ssz.fulu.BeaconState;
    const state = type.deserialize(readFileSync(stateFile));
    const { stateRoot } = await readHeaderFile(headerFile);
    expect(toHex(type.hashTreeRoot(state))).toBe(stateRoot);
    expect(state.pendingDeposits).toHaveLength(7);
    const kinds = new Set(state.validators.map((validator) => validator.withdrawalCredentials[0]));
    expect(kinds).toEqual(new Set([1, 2]));
    expect(state.balances.filter((gwei) => gwei === 0).length).toBeGreaterThan(50);
    expect(Math.max(...state.balances)).toBeGreaterThan(1000e9);
  });
});

describe("makeSyntheticState", () => {
  it("writes the same for the same seed, and something else for another", async () => {
    const [first, second, other] = [await make(), await make(), await make({ seed: 2 })];
    for (const file of ["stateFile", "headerFile", "registryFile"] as const) {
      expect(readFileSync(second[file]).equals(readFileSync(first[file]))).toBe(true);
      expect(readFileSync(other[file]).equals(readFileSync(first[file]))).toBe(false);
    }
  });

  it("makes again what is missing", async () => {
    const folder = temporaryFolder();
    const { stateFile } = await make({ folder });
    const before = readFileSync(stateFile);
    rmSync(stateFile);
    await make({ folder });
    expect(readFileSync(stateFile).equals(before)).toBe(true);
  });

  it("draws neighbours together", async () => {
    const { registryFile } = await make({ registry: 16, runLength: 8 });
    const indices = (JSON.parse(readFileSync(registryFile, "utf8")) as { index: string }[]).map(({ index }) =>
      Number(index),
    );
    for (const from of [0, 8]) {
      expect(indices.slice(from, from + 8)).toEqual(Array.from({ length: 8 }, (_, i) => indices[from]! + i));
    }
  });

  it("refuses more than there are", async () => {
    await expect(make({ registry: 101 })).rejects.toThrow(RangeError);
  });
});
