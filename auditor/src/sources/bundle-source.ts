/**
 * A readable bundle from any source.
 * @module
 */
import type { BundleFileReader } from "../../../prover/bundle/load-bundle.ts";

export interface BundleSource {
  /** For people: the name of a folder or archive, or an address. */
  readonly name: string;
  readonly readFile: BundleFileReader;
}
