/** The commands that write, with what they may leave behind when a disk fails them. @module */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../../../scripts/circuits/repository-root.ts";
import type { KilledCommand } from "../kills/kill-everywhere.ts";
import { KILLED_COMMANDS } from "../kills/killed-commands.ts";

export interface WrittenCommand extends KilledCommand {
  /** Work that is done and kept for the next run, below `writesTo`. */
  readonly keeps?: RegExp;
  /** What was there and may be missing after a failure: without it the others count as missing. */
  readonly mayLack?: RegExp;
  /** In its hints: where another program writes, which does not always say why it cannot. */
  readonly supposes?: RegExp;
  /** A folder below `writesTo` that is replaced whole, with all that is in it. */
  readonly owns?: string;
  /** Below `writesTo`, the file that the user has named: where that is a link, what it leads to is written. */
  readonly follows?: string;
}

const KEPT: Readonly<Record<string, Omit<WrittenCommand, keyof KilledCommand>>> = {
  prove: { keeps: /^bundle\.partial/ },
  "prove over a bundle": { keeps: /^bundle\.partial/ },
  "prove --network": { keeps: /^bundle\.(partial|nodes)/ },
  discover: { keeps: /\.nodes$/ },
  record: { follows: "block.json" },
  "export-verifier": { follows: "generated/Verifier.sol" },
  "rewards build": { keeps: /\.nodes$/ },
  states: { keeps: /\.part$/ },
  "setup --from": { keeps: /zkey\.[0-9a-f]{16}\.partial$/, mayLack: /key\.json$/ },
  "setup --dev: circuit": { supposes: /a disk is full or that it may not write/, owns: "circuit" },
  "setup --from URL": { keeps: /zkey\.[0-9a-f]{16}\.partial$/, mayLack: /key\.json$/ },
};

/** Keys and circuits that tests share are only their maker's; `somebody else's` is the disk alone. */
function letAllRead(): void {
  spawnSync("chmod", ["-R", "a+rX", join(REPOSITORY_ROOT, "build/made")]);
}

/** By name: made when they are wanted, since some need circuits and keys. */
export const WRITTEN_COMMANDS: Readonly<Record<string, () => Promise<WrittenCommand>>> = Object.fromEntries(
  Object.entries(KILLED_COMMANDS).map(([name, make]) => [
    name,
    async () => {
      const command = await make();
      letAllRead();
      return { ...command, ...KEPT[name] };
    },
  ]),
);
