/**
 * What Prometheus sees of a watch, beside the pages. Amounts are in ETH and rounded, as all its numbers: for curves and
 * alarms, not for accounts.
 * @module
 */

import { Counter, Gauge, type Registry } from "prom-client";
import type { BundleSummary } from "../bundle/bundle-summary.ts";
import type { LatestSpurts } from "../chain/views/read-latest-spurts.ts";
import { formatWeiAsEth } from "../units.ts";
import { WATCH_STEPS, type WatchStep } from "./constants.ts";

const STATES = ["waiting", ...WATCH_STEPS, "retrying"] as const;
export type WatchState = (typeof STATES)[number];

export interface WatchMetrics {
  looked(spurts: LatestSpurts): void;
  isIn(state: WatchState): void;
  isDone(spurt: bigint, bundle: BundleSummary | undefined): void;
  failed(step: WatchStep | "look", code: string): void;
}

export function addWatchMetrics(registry: Registry): WatchMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `pufeth_por_watch_${name}`, help, registers });
  const lastLook = gauge("last_look_timestamp_seconds", "Unix time at which the chain last answered.");
  const running = gauge("spurt", "Number of the spurt that runs now, whose end is waited for.");
  const end = gauge("spurt_end_timestamp_seconds", "Unix time at which that spurt ends.");
  const done = gauge("last_spurt", "Number of the last spurt for which all that was asked is done.");
  const lastSuccess = gauge("last_success_timestamp_seconds", "Unix time at which that was seen.");
  const rate = gauge("rate", "ETH per pufETH, as the last verified bundle has it.");
  const reserves = gauge("reserves_eth", "ETH behind pufETH, as the last verified bundle has it.");
  const state = new Gauge({
    name: "pufeth_por_watch_state",
    help: "1 for what is going on, 0 for the rest.",
    labelNames: ["state"],
    registers,
  });
  const failures = new Counter({
    name: "pufeth_por_watch_failures_total",
    help: "Steps that failed and are tried again, by step and code of the failure.",
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
    failed: (step, code) => failures.inc({ step, code }),
  };
}
