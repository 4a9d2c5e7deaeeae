/**
 * `setup` and its options.
 * @module
 */
import { Command, InvalidArgumentError } from "commander";
import { PAGE_SIZE_NAMES, type PageSize } from "../../plan/page-sizes.ts";
import type { Terminal } from "../output/terminal.ts";
import { exclusive } from "../settings/exclusive.ts";
import type { SetupCommandOptions } from "./run.ts";

export function setupCommand(terminal: Terminal): Command {
  const command = new Command("setup")
    .description("compile the circuit and install its keys: from a manifest, or development keys")
    .option(
      "--size <name>",
      `size of the circuit: ${PAGE_SIZE_NAMES.join(", ")}; repeatable (default: small)`,
      collectSize,
    )
    .option("--from <place>", "address (http, https) or folder of the key files")
    .option("--manifest <file>", "trusted key manifest (default: keys/manifest.json of this checkout)")
    .option("--dev", "create INSECURE development keys, for tests")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
The circuit is compiled from the sources that lie here, and its constraint system has to be the one that the manifest
names: the key is for the circuit that you can read. Size and SHA-256 of every file are checked before anything is put
in place. A download that was interrupted goes on where it ended. What is there and fits is kept.

The manifest decides which keys these are. Take it from a source that you trust, not from where the keys lie.

Examples:
  pufeth-por setup --size standard --from https://keys.example/2026
  pufeth-por setup --from ceremony/export --manifest ceremony/export/manifest.json
  pufeth-por setup --dev --size test --size small`,
    )
    .action(async (options: SetupCommandOptions) => {
      const { runSetup } = await import("./run.ts");
      await runSetup(options, terminal);
    });
  return exclusive(command, { "--dev": ["--from", "--manifest"] });
}

/** One value of a repeatable option. */
function collectSize(given: string, before: readonly PageSize[] = []): PageSize[] {
  if (!(PAGE_SIZE_NAMES as string[]).includes(given)) {
    throw new InvalidArgumentError(`It must be one of ${PAGE_SIZE_NAMES.join(", ")}.`);
  }
  return [...before, given as PageSize];
}
