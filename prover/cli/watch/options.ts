/**
 * Options of `prove --watch`: allowed combinations and their meaning.
 * @module
 */

import { type Command, InvalidArgumentError } from "commander";
import { WATCH_CHOICES, type WatchChoice } from "../../watch/constants.ts";
import {
  developmentChainOption,
  keyFileOption,
  pagesPerTransactionOption,
} from "../options/chain-options.ts";
import { addMetricsOptions, type MetricsOptions } from "../options/metrics-options.ts";
import { parseSeconds } from "../options/option-values.ts";
import type { RawProveOptions } from "../options/prove-sources.ts";
import { UsageError } from "../options/usage-error.ts";
import { exclusive } from "../settings/exclusive.ts";

const DEFAULT_POLL_S = 60;

/** As parsed by commander. */
export interface RawWatchOptions extends RawProveOptions, MetricsOptions {
  readonly watch?: boolean;
  readonly do?: readonly WatchChoice[];
  readonly pollSeconds: number;
  readonly once?: boolean;
  readonly keyFile?: string;
  readonly pagesPerTransaction?: number;
  readonly developmentChain?: number;
}

/** Once all other options are there. */
export function addWatchOptions(command: Command): Command {
  command
    .option("--watch", "run until stopped: wait for the end of each spurt and prove it into --out/spurt-N")
    .option(
      "--do <steps>",
      "with --watch, comma-separated steps to run: open, prove, submit, finalize, and once a day consolidations; other " +
        "steps are left to others (default: prove)",
      addSteps,
    )
    .option(
      "--poll-seconds <n>",
      "with --watch: interval between readings of the chain",
      parseSeconds,
      DEFAULT_POLL_S,
    )
    .option("--once", "with --watch: end when the latest ended spurt is done")
    .addOption(keyFileOption())
    .addOption(pagesPerTransactionOption())
    .addOption(developmentChainOption());
  addMetricsOptions(command);
  return exclusive(command, {
    "--watch": ["--network", "--spurt", "--slot", "--state", "--header", "--fork", "--registry"],
  });
}

/** An error on the command line only; in a config file these settings are for the next watch. */
export function refuseWithoutWatch(command: Command): void {
  for (const flag of ["do", "once"] as const) {
    if (command.getOptionValueSource(flag) === "cli") throw new UsageError(`--${flag} needs --watch.`);
  }
}

function addSteps(text: string, before: readonly WatchChoice[] | undefined): WatchChoice[] {
  const steps = text.split(",").map((part) => part.trim());
  for (const step of steps) {
    if (!(WATCH_CHOICES as readonly string[]).includes(step))
      throw new InvalidArgumentError(`It must be some of ${WATCH_CHOICES.join(", ")}, separated by commas.`);
  }
  return [...(before ?? []), ...(steps as WatchChoice[])];
}
