/**
 * The option that names the contracts that others deployed.
 * @module
 */
import { Option } from "commander";

/** @param what  what the command does with it, as the beginning of a sentence. */
export function networkOption(what: string): Option {
  return new Option("--network <name|file>", `${what}mainnet, or the path of a file of your own`);
}
