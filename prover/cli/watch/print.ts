/**
 * What a watch tells while it runs: events of the log, lines for people, and each finished spurt as a result.
 * @module
 */

import { ALARMING_REASONS } from "../../eject/constants.ts";
import type { Ejections } from "../../eject/find-ejections.ts";
import { formatTime } from "../../units.ts";
import { DAILY_STEP } from "../../watch/constants.ts";
import { bundleFolderOf, type RefusedBundle, type ShowStep } from "../../watch/spurt-work.ts";
import type { WatchMetrics } from "../../watch/watch-metrics.ts";
import type { DoneSpurt, WatchListener } from "../../watch/watch-spurts.ts";
import { log } from "../log/log.ts";
import { formatSummary } from "../output/format-summary.ts";
import type { Progress } from "../output/progress.ts";
import { sayImproving, sayStep } from "../output/say-steps.ts";
import { sayDownload } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import type { RawWatchOptions } from "./options.ts";

export function createListener(
  options: RawWatchOptions,
  metrics: WatchMetrics,
  terminal: Terminal,
): WatchListener {
  return {
    looked: (spurts) => metrics.looked(spurts),
    begins(step, spurt) {
      metrics.isIn(step);
      tell(options, "spurt-step", `Spurt ${spurt}: ${step}`, { spurt, step });
    },
    waits({ ended, running }, next) {
      metrics.isIn("waiting");
      if (ended === null || next === "done" || ended.next === "none") {
        const text = `Waiting for the end of spurt ${running.number}, ${formatTime(running.end)}`;
        tell(options, "waiting", text, { spurt: running.number, end: running.end });
        return;
      }
      const { spurt, next: step } = ended;
      const folder = bundleFolderOf(options.out, spurt);
      const bundle = step === "open" ? "" : `, or for its bundle in ${folder}`;
      tell(options, "waiting", `Spurt ${spurt} waits for someone else to ${step} it${bundle}`, {
        spurt,
        step,
      });
    },
    foundEjections(spurt, ejections) {
      metrics.foundEjections(ejections);
      warnOfEjections(spurt, ejections);
    },
    isDone(done) {
      metrics.isDone(BigInt(done.spurt.spurt), done.bundle);
      printDone(done, options, terminal);
    },
    failed({ step, spurt, error, retryMs }) {
      if (step !== "eject" && step !== DAILY_STEP) metrics.isIn("retrying");
      metrics.failed(step, error.code);
      const { code, exitCode, hints } = error;
      const what =
        step === "look"
          ? "The spurts cannot be read"
          : step === "eject"
            ? `Spurt ${spurt}: its validators cannot be looked at`
            : step === DAILY_STEP
              ? "Consolidations cannot be shown"
              : `Spurt ${spurt}: ${step} failed`;
      const retrySeconds = retryMs / 1000;
      const message = error.message.replace(/\s*\n\s*/g, " ");
      const text = `${what}: ${message} Next try in ${retrySeconds} s.`;
      const fields = { step, spurt, code, exitCode, hints, retrySeconds };
      // A node may come back; a failed check needs attention.
      if (exitCode === 3) log().warn("step-failed", text, fields);
      else log().error("step-failed", text, fields);
      if (log().format === "text") for (const hint of hints) tell(options, "hint", `  ${hint}`, {});
    },
  };
}

/** A line for each reason: the command lists the validators. */
function warnOfEjections(spurt: bigint, { found }: Ejections): void {
  for (const reason of ALARMING_REASONS) {
    const validators = found.flatMap(({ reasons, validator }) =>
      reasons.includes(reason) ? [validator.index] : [],
    );
    if (validators.length === 0) continue;
    const text = `Spurt ${spurt}: ${validators.length} validators are ${REASON_TEXTS[reason]}, e.g. ${validators[0]}; \`pufeth-por eject --spurt ${spurt}\` lists them`;
    log().warn("validators-to-eject", text, { spurt, reason, validators });
  }
}

const REASON_TEXTS = {
  "below-1-eth": "below 1 ETH",
  "below-principal": "below their principal",
  slashed: "slashed",
  inactive: "inactive",
} as const;

const TITLES = {
  open: (spurt: bigint) => `Open spurt ${spurt}`,
  submit: (spurt: bigint) => `Submit the pages of spurt ${spurt}`,
  finalize: (spurt: bigint) => `Finalize spurt ${spurt}`,
  consolidations: () => "Follow consolidations",
};

/** Steps on the chain as stages. */
export function showSteps(progress: Progress, terminal: Pick<Terminal, "err">): ShowStep {
  return (step, spurt, run) =>
    progress.stage(TITLES[step](spurt), (say) =>
      run({ ...sayDownload(say), onStep: sayImproving(terminal, sayStep(say)) }),
    );
}

export function warnOfRefusedBundle(
  { folder, spurt, reason }: RefusedBundle,
  terminal: Pick<Terminal, "err">,
): void {
  terminal.err(`warning: ${folder} is not a bundle of spurt ${spurt}: ${reason}`);
}

function printDone({ spurt, bundle, did }: DoneSpurt, options: RawWatchOptions, terminal: Terminal): void {
  const folder = bundle === undefined ? null : bundleFolderOf(options.out, spurt.spurt);
  if (options.json) {
    const { report } = spurt;
    terminal.out(
      JSON.stringify({ spurt: spurt.spurt, did, bundle: folder, summary: bundle ?? null, report }),
    );
    return;
  }
  const title =
    did.length === 0
      ? `Spurt ${spurt.spurt} is done: nothing was left to do.`
      : `Spurt ${spurt.spurt} is done: ${did.join(", ")}.`;
  const proved = bundle === undefined ? [] : [formatSummary(bundle), `The bundle is ${folder}`];
  terminal.out([title, ...proved].join("\n"));
}

export function tell(
  { json }: RawWatchOptions,
  event: string,
  text: string,
  fields: Record<string, unknown>,
): void {
  if (!json || log().format === "json") log().info(event, text, fields);
}
