/**
 * The process that `benchState` measures: reads a state file as `prove` does, and prints figures as JSON.
 * @module
 */
import { performance } from "node:perf_hooks";
import { ssz } from "@lodestar/types";
import type { Hex } from "../../prover/hex.ts";
import { toHex } from "../../prover/hex.ts";
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { planPages } from "../../prover/plan/plan-pages.ts";
import { readRegistry } from "../../prover/plan/read-registry-file.ts";
import { fieldRoots } from "../../prover/state/container-roots.ts";
import { findValidators } from "../../prover/state/find-validators.ts";
import { readStateFile } from "../../prover/state/read-state-file.ts";
import { pageWitness } from "../../prover/witness/page-witness.ts";

const KEYS = 1_000;
const MICROSECONDS = 1e6;
const KIBIBYTE = 1024;

const [fork = "", statePath = "", headerPath = "", registryPath = ""] = process.argv.slice(2);

async function timed<T>(run: () => Promise<T> | T): Promise<{ result: T; seconds: number }> {
  const start = performance.now();
  const result = await run();
  return { result, seconds: (performance.now() - start) / 1000 };
}

const registry = await readRegistry(registryPath);
const verified = await timed(() => readStateFile({ statePath, headerPath, fork }));
const state = verified.result;
const planned = await timed(() => planPages(registry, state, PAGE_SIZES.standard, 0n));
const { pages, limits } = planned.result;
const witnessed = await timed(() => {
  for (const page of pages) pageWitness(state, page, limits);
});
// Before the search, which `prove` does not do.
const { maxRSS } = process.resourceUsage();

const keys = pubkeyRootsOf(state.validatorBytes!);
const found = await timed(() => findValidators(state, keys));
if (found.result.size !== keys.size) throw new Error(`${found.result.size} of ${keys.size} keys were found`);

const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    verifySeconds: verified.seconds,
    pages: pages.length,
    planSeconds: planned.seconds,
    witnessSeconds: witnessed.seconds,
    findSeconds: found.seconds,
    cpuSeconds: (user + system) / MICROSECONDS,
    peakMemoryBytes: maxRSS * KIBIBYTE,
  }),
);

/** Of the last validators: the whole list is searched. */
function pubkeyRootsOf(validatorBytes: Uint8Array): Set<Hex> {
  const { Validator } = ssz.phase0;
  const roots = fieldRoots(Validator, "pubkey", validatorBytes.subarray(-KEYS * Validator.fixedSize!));
  return new Set(
    Array.from({ length: roots.length / 32 }, (_, i) => toHex(roots.subarray(32 * i, 32 * (i + 1)))),
  );
}
