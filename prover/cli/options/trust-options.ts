/**
 * The options for trusted keys: `--key`, one verification key, and `--manifest`, all keys of a release and their
 * circuits.
 * @module
 */
import type { Command } from "commander";

export interface TrustOptions {
  readonly key?: string | undefined;
  readonly manifest?: string | undefined;
}

export function addTrustOptions(command: Command): Command {
  return command
    .option("--key <file>", "trusted verification key (JSON); the bundle must have been proved with it")
    .option("--manifest <file>", "trusted key manifest, which must list the bundle's key and circuit");
}
