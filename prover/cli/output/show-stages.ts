/**
 * Shows the stages of the long use cases: a title for each, its events as progress, and warnings as lines of their own.
 * @module
 */
import { PAGE_SIZE_NAMES } from "../../plan/page-sizes.ts";
import type { RunStage, Stage, StageEvent } from "../../spurt/stages.ts";
import type { StateListener } from "../../state/state-source.ts";
import type { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

const TITLES = {
  "read-accepted-pages": "Read the accepted pages",
  "load-keys": "Load keys",
  "load-state": "Load and check the beacon state",
  "read-oracle": "Read oracle and registry",
  discover: "Find the protocol's validators",
  "prove-execution": "Prove sources, deposits and supply",
  "read-balances": "Read balances",
  "plan-pages": "Plan pages",
  "prove-pages": "Prove",
  "verify-bundle": "Verify the bundle",
  "look-at-validators": "Look at each validator",
  "prove-withdrawals": "Prove the withdrawals",
  ...Object.fromEntries(
    PAGE_SIZE_NAMES.map((size) => [`measure-${size}`, `Measure pages of the size ${size}`]),
  ),
} as Readonly<Record<Stage, string>>;

type Say = (text: string) => void;

export function showStages(progress: Progress, terminal: Pick<Terminal, "err">): RunStage {
  return (stage, work) =>
    progress.stage(TITLES[stage], (say) => work(showEvents(say, (text) => terminal.err(`warning: ${text}`))));
}

function showEvents(say: Say, warn: Say): (event: StageEvent) => void {
  const download = sayDownload(say);
  return (event) => {
    switch (event.kind) {
      case "state-received":
        return download.onProgress(event.receivedBytes);
      case "state-nodes-received":
        return download.onNodes(event.fetchedNodes);
      case "state-notice":
        return download.onNotice(event.text);
      case "modules-read": {
        const { done, total, found, nodes } = event;
        return say(`${done} of ${total} modules, ${found} ACTIVE validators, ${nodes} trie nodes`);
      }
      case "slot-resumed":
        return say(`slot ${event.slot}, which was ${event.was} when this run began`);
      case "pages-planned": {
        const { validators, startCount, pages } = event;
        const after = startCount === 0 ? "" : ` after the first ${startCount}`;
        return say(`${validators} validators${after}, ${pages} pages`);
      }
      case "page-foreign":
        return warn(`${event.file} in ${event.folder} is not a page of this plan and key.`);
      case "withdrawals-proved":
        return say(`${event.blocks} of ${event.of} blocks`);
      case "pages-kept":
        return say(`${event.kept} of ${event.total} pages were already finished`);
      case "page-proved":
        return say(`page ${event.done} of ${event.total} proved`);
      case "page-refused":
        return warn(`page ${event.page + 1} is proved again: ${event.error.message}`);
      case "page-retried": {
        const { page, error, attempt, attempts } = event;
        return warn(`page ${page + 1}: ${error.message} Try ${attempt + 1} of ${attempts} follows.`);
      }
      case "prover-notice":
        return event.level === "warning" ? warn(event.text) : say(event.text);
      case "speed-not-stored":
        return warn(`the measured time could not be stored: ${event.error.message}`);
    }
  };
}

/** How far the download of a state is, now and then. */
export function sayDownload(say: Say) {
  return {
    onProgress: everyMebibytes(50, say),
    onNodes: (fetchedNodes: number) => say(`${fetchedNodes} nodes of the state tree received`),
    onNotice: say,
  } satisfies StateListener;
}

/** States arrive in thousands of pieces: progress is reported only now and then. */
function everyMebibytes(step: number, say: Say): (receivedBytes: number) => void {
  let next = step;
  return (receivedBytes) => {
    const mebibytes = receivedBytes / 2 ** 20;
    // Also reported when a download restarts.
    if (mebibytes < next - 2 * step) next = step;
    if (mebibytes < next) return;
    say(`${Math.floor(mebibytes)} MiB received`);
    next = mebibytes + step;
  };
}
