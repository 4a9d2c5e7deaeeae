/**
 * A thread of the point pool: answers batches of scalars with batches of points. Tables are built on first use.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import type { Bn254Module } from "./bn254-wasm.ts";
import { FixedBaseMultiplier, type Group } from "./fixed-base-multiplier.ts";

export interface PointWorkerData {
  readonly module: Bn254Module;
  /** Expected number of points for this thread: chooses the width of the table's windows. */
  readonly pointCounts: Readonly<Record<Group, number>>;
}

export interface PointRequest {
  readonly group: Group;
  readonly scalars: Uint8Array<ArrayBuffer>;
}

const { module, pointCounts } = workerData as PointWorkerData;
const multipliers = new Map<Group, Promise<FixedBaseMultiplier>>();

parentPort!.on("message", async ({ group, scalars }: PointRequest) => {
  let multiplier = multipliers.get(group);
  if (multiplier === undefined) {
    multiplier = FixedBaseMultiplier.create(module, group, pointCounts[group]);
    multipliers.set(group, multiplier);
  }
  const points = (await multiplier).multiply(scalars);
  parentPort!.postMessage(points, [points.buffer]);
});
