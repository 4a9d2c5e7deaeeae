/**
 * Options that say what rewards are built from: the same for `rewards build`, `rewards check` and `audit`.
 * @module
 */
import type { Command } from "commander";
import type { DeclaredInputs, RewardsInputs } from "../../rewards/build-rewards.ts";
import type { Declared, Operator } from "../../rewards/declared-files.ts";
import { parseSlotNumber } from "../options/option-values.ts";

export interface RawDeclaredOptions {
  readonly operators?: string;
  readonly commissions?: string;
  readonly smoothing?: string;
  readonly consolidations?: string;
  readonly previous?: string;
  readonly distributor?: string;
  readonly fromSlot?: number;
  readonly uri?: string;
}

export const DECLARED_FORMS = `
Files of JSON, named in the result by their SHA-256; numbers are decimal texts:
  --operators       [{"account": "0x…", "isL1Contract": false, "validators": ["12", …]}, …]
  --commissions     [{"account": "0x…", "amountWei": "1"}, …], of this spurt; --smoothing alike
  --consolidations  [{"source": "12", "target": "15"}, …]: done within the spurt; found by themselves where the beacon node has old states`;

export function addDeclaredOptions(command: Command): Command {
  return command
    .option("--operators <file>", "who operates each validator of the registry; with --network only compared")
    .option("--commissions <file>", "restaking commissions of this spurt")
    .option("--smoothing <file>", "smoothing commitments paid out for this spurt")
    .option("--consolidations <file>", "consolidations done within the spurt")
    .option("--previous <file>", "rewards.json of the spurt before (default: this is the first one)")
    .option("--distributor <address>", "RewardsDistributor, whose liability in the report bounds the total")
    .option(
      "--from-slot <slot>",
      "where the first spurt begins, instead of at the block of the spurt before",
      parseSlotNumber,
    )
    .option("--uri <uri>", "where the interval's tree will be published; part of the call", "");
}

export interface DeclaredFiles {
  readonly declared: Omit<DeclaredInputs, "operators"> & {
    readonly operators: Declared<readonly Operator[]> | undefined;
  };
  readonly previous: RewardsInputs["previous"];
}

/** Reads the files. @throws DeclaredFileError, RewardsFileError */
export async function readDeclaredInputs(options: RawDeclaredOptions): Promise<DeclaredFiles> {
  const { readAmounts, readConsolidations, readOperators } = await import("../../rewards/declared-files.ts");
  const { readRewards } = await import("../../rewards/rewards-folder.ts");
  const { operators, commissions, smoothing, consolidations, previous } = options;
  return {
    declared: {
      operators: operators === undefined ? undefined : await readOperators(operators),
      commissions: commissions === undefined ? undefined : await readAmounts(commissions),
      smoothing: smoothing === undefined ? undefined : await readAmounts(smoothing),
      consolidations: consolidations === undefined ? undefined : await readConsolidations(consolidations),
    },
    previous: previous === undefined ? undefined : await readRewards(previous),
  };
}
