/**
 * A bundle of deployed contracts was made with a network file that one trusts.
 * @module
 */
import { canonicalJson, sha256Hex } from "../groth16/canonical-json.ts";
import type { NetworkFile } from "../puffer/network.ts";
import { NetworkMismatchError } from "./verify-errors.ts";

/** The list of modules apart: what it names is proved. @throws NetworkMismatchError */
export function checkNetwork(trusted: NetworkFile, found: NetworkFile): void {
  const [expected, hash] = [trusted, found].map((file) => sha256Hex(canonicalJson(withoutSeed(file))));
  if (expected !== hash) {
    throw new NetworkMismatchError(`${trusted.name} (${expected})`, `${found.name} (${hash})`);
  }
}

/** A bundle carries it like this. */
export function withoutSeed(network: NetworkFile): NetworkFile {
  const { modules } = network;
  return { ...network, modules: { ...modules, seed: { ...modules.seed, value: [] } } };
}
