/**
 * The options that say which keys a person trusts: `--key`, one verification key, and `--manifest`, all keys of a
 * release with the circuits that they are for.
 * @module
 */
import type { Command } from "commander";

export interface TrustOptions {
  readonly key?: string | undefined;
  readonly manifest?: string | undefined;
}

export function addTrustOptions(command: Command): Command {
  return command
    .option(
      "--key <file>",
      "verification key (JSON) that you trust; the bundle must have been proved with it",
    )
    .option("--manifest <file>", "key manifest that you trust; the bundle's key and circuit must be in it");
}
