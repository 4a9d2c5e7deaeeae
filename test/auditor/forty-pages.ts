/**
 * A bundle of forty pages with one validator each, in seconds: the toy circuit has the same sixteen public inputs.
 * @module
 */
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { BALANCES_GWEI, type SyntheticPage, syntheticParts } from "../bundle/synthetic-bundle.ts";
import type { ToyGroth16 } from "../support/toy-groth16.ts";

const PAGES = Array.from(
  { length: 40 },
  (_, index): SyntheticPage => ({ indices: [index], depth: 1, firstChunk: 2 * Math.floor(index / 8) }),
);

export async function fortyPages(toy: ToyGroth16): Promise<Bundle> {
  return makeBundle(await syntheticParts(toy, true, BALANCES_GWEI, PAGES));
}
