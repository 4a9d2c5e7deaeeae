/**
 * Prometheus metrics of one process that proves pages. Names have the prefix `pufeth_por_`, units are base units
 * (seconds); metrics of the process itself (memory, CPU, event loop) come from prom-client. Each call creates its own
 * registry, so two in one process do not conflict.
 * @module
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** From a page of `test` with a native prover to one of 2^22 on a slow machine. */
const PAGE_SECONDS_BUCKETS = [1, 2, 5, 10, 20, 40, 60, 90, 120, 180, 300, 600, 1200];

export interface Metrics {
  /** The registry for `serveMetrics`; commands register further metrics here. */
  readonly registry: Registry;
  /** `size` of the circuit. */
  readonly pagesProved: Counter<"size">;
  /** `reason`: the stable code of the failure. */
  readonly pagesFailed: Counter<"size" | "reason">;
  /** Seconds from taking a page to its verified proof; failures are not included. */
  readonly pageSeconds: Histogram<"size">;
  /** Pages being proved at this moment. */
  readonly pagesActive: Gauge;
  /** Waits because a service limits the rate of requests; `service` is its origin. */
  readonly rateLimitWaits: Counter<"service">;
  /** Unix time of the last page proved; 0 before the first. */
  readonly lastSuccess: Gauge;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    pagesProved: new Counter({
      name: "pufeth_por_pages_proved_total",
      help: "Pages proved; each proof was verified.",
      labelNames: ["size"],
      registers,
    }),
    pagesFailed: new Counter({
      name: "pufeth_por_pages_failed_total",
      help: "Attempts at a page that gave no valid proof, by the code of the failure.",
      labelNames: ["size", "reason"],
      registers,
    }),
    pageSeconds: new Histogram({
      name: "pufeth_por_page_seconds",
      help: "Time of one proved page, from taking it to the verified proof.",
      labelNames: ["size"],
      buckets: PAGE_SECONDS_BUCKETS,
      registers,
    }),
    pagesActive: new Gauge({
      name: "pufeth_por_pages_active",
      help: "Pages being proved now.",
      registers,
    }),
    rateLimitWaits: new Counter({
      name: "pufeth_por_rate_limit_waits_total",
      help: "Waits because a service limits the rate of requests, by its origin.",
      labelNames: ["service"],
      registers,
    }),
    lastSuccess: new Gauge({
      name: "pufeth_por_last_success_timestamp_seconds",
      help: "Unix time at which the last page was proved; 0 before the first.",
      registers,
    }),
  };
}
