/**
 * Options of `prove --watch`: which may stand together, and what they mean.
 * @module
 */

import { type Command, InvalidArgumentError } from "commander";
import type { Address } from "viem";
import { keyFileOption, pagesPerTransactionOption } from "./chain-options.ts";
import { addMetricsOptions, type MetricsOptions } from "./metrics-options.ts";
import { parseAddress } from "./parse-address.ts";
import type { RawProveOptions } from "./prove-options.ts";
import { exclusive } from "./settings/exclusive.ts";
import { UsageError } from "./usage-error.ts";
import { parseSeconds } from "./worker-options.ts";

/** As `WATCH_STEPS`, which nobody needs to load who asks for `--help`. */
const STEPS = ["open", "prove", "submit", "finalize"] as const;
type Step = (typeof STEPS)[number];
const DEFAULT_POLL_S = 60;

/** As commander hands them over. */
export interface RawWatchOptions extends RawProveOptions, MetricsOptions {
  readonly watch?: boolean;
  readonly do?: readonly Step[];
  readonly pollSeconds: number;
  readonly once?: boolean;
  readonly keyFile?: string;
  readonly pagesPerTransaction: number;
}

/** Once all other options are there. */
export function addWatchOptions(command: Command): Command {
  command
    .option(
      "--watch",
      "run until told to stop: wait for the end of each spurt, and prove it into --out/spurt-N",
    )
    .option(
      "--do <steps>",
      "with --watch, separated by commas: open, prove, submit, finalize; what is not among them is left to others " +
        "(default: prove)",
      addSteps,
    )
    .option("--poll-seconds <n>", "with --watch: ask the chain so often", parseSeconds, DEFAULT_POLL_S)
    .option("--once", "with --watch: end when the latest spurt that has ended is done")
    .addOption(keyFileOption())
    .addOption(pagesPerTransactionOption());
  addMetricsOptions(command);
  return exclusive(command, {
    "--watch": ["--spurt", "--slot", "--state", "--header", "--fork", "--registry"],
  });
}

export interface WatchPlan {
  readonly rpc: string;
  readonly oracle: Address;
  readonly steps: readonly Step[];
  readonly sends: boolean;
}

/** @throws UsageError */
export function watchPlanOf({ beacon, rpc, oracle, do: steps = ["prove"] }: RawWatchOptions): WatchPlan {
  if (beacon === undefined)
    throw new UsageError("--watch needs --beacon: each spurt has a block of its own.");
  if (rpc === undefined || oracle === undefined)
    throw new UsageError("--watch needs --rpc and --oracle: the chain says which spurt is next.");
  return {
    rpc,
    oracle: parseAddress("--oracle", oracle),
    steps: STEPS.filter((step) => steps.includes(step)),
    sends: steps.some((step) => step !== "prove"),
  };
}

/** A mistake on the command line itself; in a config file they wait for the next watch. */
export function refuseWithoutWatch(command: Command): void {
  for (const flag of ["do", "once"] as const) {
    if (command.getOptionValueSource(flag) === "cli") throw new UsageError(`--${flag} needs --watch.`);
  }
}

function addSteps(text: string, before: readonly Step[] | undefined): Step[] {
  const steps = text.split(",").map((part) => part.trim());
  for (const step of steps) {
    if (!(STEPS as readonly string[]).includes(step))
      throw new InvalidArgumentError(`It must be some of ${STEPS.join(", ")}, separated by commas.`);
  }
  return [...(before ?? []), ...(steps as Step[])];
}
