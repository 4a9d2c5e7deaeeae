/**
 * Prometheus metrics of a watch, besides those of pages. Amounts are in ETH and rounded: for graphs and alerts, not for
 * accounting.
 * @module
 */

import { Counter, Gauge, type Registry } from "prom-client";
import type { BundleSummary } from "../bundle/bundle-summary.ts";
import { EJECT_REASONS } from "../eject/constants.ts";
import type { Ejections } from "../eject/find-ejections.ts";
import type { LatestSpurts } from "../spurt/read-latest-spurts.ts";
import { formatWeiAsEth } from "../units.ts";
import { WATCH_STEPS } from "./constants.ts";
import type { WatchActivity } from "./watch-spurts.ts";

const STATES = ["waiting", ...WATCH_STEPS, "retrying"] as const;
export type WatchState = (typeof STATES)[number];

export interface WatchMetrics {
  looked(spurts: LatestSpurts): void;
  isIn(state: WatchState): void;
  isDone(spurt: bigint, bundle: BundleSummary | undefined): void;
  foundEjections(ejections: Ejections): void;
  failed(step: WatchActivity, code: string): void;
}

export function addWatchMetrics(registry: Registry): WatchMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `pufeth_por_watch_${name}`, help, registers });
  const lastLook = gauge("last_look_timestamp_seconds", "Unix time at which the chain last answered.");
  const running = gauge("spurt", "Number of the running spurt, whose end is waited for.");
  const end = gauge("spurt_end_timestamp_seconds", "Unix time at which that spurt ends.");
  const done = gauge("last_spurt", "Number of the last spurt for which all requested steps are done.");
  const lastSuccess = gauge("last_success_timestamp_seconds", "Unix time at which that was observed.");
  const rate = gauge("rate", "ETH per pufETH in the last verified bundle.");
  const reserves = gauge("reserves_eth", "ETH behind pufETH in the last verified bundle.");
  const state = new Gauge({
    name: "pufeth_por_watch_state",
    help: "1 for the current activity, 0 for the others.",
    labelNames: ["state"],
    registers,
  });
  const attention = new Gauge({
    name: "pufeth_por_watch_validators_attention",
    help: "Validators that need attention at the last block looked at, by reason: pufeth-por eject lists them.",
    labelNames: ["reason"],
    registers,
  });
  const failures = new Counter({
    name: "pufeth_por_watch_failures_total",
    help: "Steps that failed and are retried, by step and error code.",
    labelNames: ["step", "code"],
    registers,
  });
  const isIn = (now: WatchState) => {
    for (const one of STATES) state.set({ state: one }, one === now ? 1 : 0);
  };
  isIn("waiting");
  return {
    looked(spurts) {
      lastLook.setToCurrentTime();
      running.set(Number(spurts.running.number));
      end.set(Number(spurts.running.end));
    },
    isIn,
    isDone(spurt, bundle) {
      done.set(Number(spurt));
      lastSuccess.setToCurrentTime();
      if (bundle === undefined) return;
      reserves.set(Number(formatWeiAsEth(BigInt(bundle.reservesWei))));
      if (bundle.rate !== null) rate.set(Number(formatWeiAsEth(BigInt(bundle.rate))));
    },
    foundEjections({ found }) {
      for (const reason of EJECT_REASONS) {
        attention.set({ reason }, found.filter(({ reasons }) => reasons.includes(reason)).length);
      }
    },
    failed: (step, code) => failures.inc({ step, code }),
  };
}
