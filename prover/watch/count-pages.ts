/**
 * Counts the pages of a watch in its metrics, while they are proved.
 * @module
 */
import { INTERNAL_FAULT, ProverError } from "../errors.ts";
import type { Metrics } from "../metrics/create-metrics.ts";
import type { CreateProver } from "../prove/create-page-prover.ts";
import type { PageProver } from "../prove/page-prover.ts";
import type { RunStage, StageEvent } from "../spurt/stages.ts";

/** The same stages; their events are counted too. */
export function countingStages(metrics: Metrics, stage: RunStage): RunStage {
  return (name, work) =>
    stage(name, (tell) =>
      work((event) => {
        count(event, metrics);
        tell(event);
      }),
    );
}

/** The same prover; the pages that it is proving are counted. */
export function countingProver({ pagesActive }: Metrics, create: CreateProver): CreateProver {
  return async (task): Promise<PageProver> => {
    const prover = await create(task);
    return {
      ...prover,
      async prove(page, witnessOf, signal) {
        pagesActive.inc();
        try {
          return await prover.prove(page, witnessOf, signal);
        } finally {
          pagesActive.dec();
        }
      },
    };
  };
}

function count(event: StageEvent, { pagesProved, pageSeconds, pagesFailed, lastSuccess }: Metrics): void {
  if (event.kind === "page-proved") {
    const { size, seconds } = event;
    pagesProved.inc({ size });
    pageSeconds.observe({ size }, seconds);
    lastSuccess.setToCurrentTime();
  }
  if (event.kind === "page-retried") {
    const { size, error } = event;
    const reason = error instanceof ProverError ? error.code : INTERNAL_FAULT.code;
    pagesFailed.inc({ size, reason });
  }
}
