/**
 * `pufeth-por worker`: proves pages that a coordinator puts on a queue, until it is told to stop.
 * @module
 */

import { hostname } from "node:os";
import { checkKeyClaim, keyClaimOfInstalled } from "../../keys/check-key-claim.ts";
import { loadKeys } from "../../keys/load-keys.ts";
import { createMetrics } from "../../metrics/create-metrics.ts";
import { type MetricsServer, serveMetrics } from "../../metrics/serve-metrics.ts";
import type { PageSize } from "../../plan/page-sizes.ts";
import { findBackend } from "../../prove/backends/registry.ts";
import { threadsFor } from "../../prove/create-page-prover.ts";
import { createProvingPool } from "../../prove/local-prover.ts";
import { redisName } from "../../queue/connect-redis.ts";
import { type PageWorker, startWorker } from "../../queue/start-worker.ts";
import type { MetricsOptions } from "../options/metrics-options.ts";
import type { ProvingOptions } from "../options/proving-options.ts";
import { readTrustedKeys } from "../options/read-trusted-keys.ts";
import type { Terminal } from "../output/terminal.ts";

export interface WorkerCommandOptions extends ProvingOptions, MetricsOptions {
  readonly queue: string;
  readonly size: PageSize;
  readonly manifest?: string;
  readonly name?: string;
  /** Pages a minute. */
  readonly rate?: number;
  readonly maxPages?: number;
  readonly lockSeconds: number;
  readonly graceSeconds: number;
  readonly json?: boolean;
}

export async function runWorker(options: WorkerCommandOptions, terminal: Terminal): Promise<void> {
  const say = (text: string) => {
    if (!options.json) terminal.err(text);
  };
  const warn = (text: string) => say(`warning: ${text}`);
  // A wrong address is reported before the keys are read, which takes a while.
  const redis = redisName(options.queue);
  const backend = await findBackend(options);
  const { keysManifest } = await readTrustedKeys({ manifest: options.manifest });
  const keys = await loadKeys(options.size);
  if (keysManifest) checkKeyClaim(keyClaimOfInstalled(keys), keysManifest);
  const metrics = createMetrics();
  const threads = await threadsFor({ keys, backend, threads: options.threads, warn });
  const pool = createProvingPool({ threads, backend });
  let server: MetricsServer | undefined;
  try {
    if (options.metricsPort !== undefined) {
      server = await serveMetrics({
        host: options.metricsHost,
        port: options.metricsPort,
        registry: metrics.registry,
      });
      say(`Metrics at ${server.url}`);
    }
    const name = options.name ?? `${hostname().replace(/[^A-Za-z0-9._-]/g, "-")}-${process.pid}`;
    const worker = await startWorker({
      url: options.queue,
      keys,
      pool,
      name,
      say,
      metrics,
      lockMs: options.lockSeconds * 1000,
      pagesPerMinute: options.rate,
      maxPages: options.maxPages,
    });
    const unlisten = stopOnSignals(worker, options.graceSeconds, say);
    const pages = await worker.done.finally(unlisten);
    terminal.out(
      options.json
        ? JSON.stringify({ name, queue: redis, size: keys.size, key: keys.id, pages }, null, 2)
        : `${pages} ${pages === 1 ? "page" : "pages"} proved.`,
    );
  } finally {
    await server?.close();
    await pool.close();
  }
}

/** First signal: take no further page. After the grace period or a second signal: return pages to the queue. */
function stopOnSignals(worker: PageWorker, graceSeconds: number, say: (text: string) => void): () => void {
  const handBack = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onSignal = () => {
    if (timer !== undefined) return handBack.abort();
    say(`Stopping: pages being proved have ${graceSeconds} s, then they are returned to the queue.`);
    timer = setTimeout(() => handBack.abort(), graceSeconds * 1000);
    worker.stop(handBack.signal);
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    clearTimeout(timer);
    for (const signal of signals) process.off(signal, onSignal);
  };
}
