/**
 * Threads that turn scalars into points, fed in batches; results come back in the order of the scalars.
 * @module
 */
import { Worker } from "node:worker_threads";
import { type Bn254Module, SCALAR_BYTES } from "./bn254-wasm.ts";
import { PointWorkerError } from "./errors.ts";
import { type Group, MULTIPLIER_BATCH, POINT_BYTES } from "./fixed-base-multiplier.ts";
import type { PointCounts, PointMaker } from "./point-maker.ts";
import type { PointRequest, PointWorkerData } from "./point-worker.ts";
import type { OpenSection } from "./zkey-writer.ts";

interface Job {
  readonly request: PointRequest;
  readonly resolve: (points: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (error: Error) => void;
}

/** Batches kept waiting for each thread, so that none idles while the main thread writes. */
const BATCHES_PER_THREAD = 2;

export class PointPool implements PointMaker {
  private readonly workers: Worker[] = [];
  private readonly idle: Worker[] = [];
  private readonly running = new Map<Worker, Job>();
  private readonly waiting: Job[] = [];
  private failure: PointWorkerError | undefined;

  /** @param pointCounts how many points of each group are wanted in all. */
  constructor(module: Bn254Module, threads: number, pointCounts: PointCounts) {
    const workerData: PointWorkerData = {
      module,
      pointCounts: { G1: Math.ceil(pointCounts.G1 / threads), G2: Math.ceil(pointCounts.G2 / threads) },
    };
    for (let i = 0; i < threads; i++) {
      const worker = new Worker(new URL("./point-worker.mjs", import.meta.url), { workerData });
      worker.on("message", (points: Uint8Array<ArrayBuffer>) => this.finish(worker, points));
      worker.on("error", (error) => this.failAll(error));
      worker.on("exit", (status) => this.failAll(new Error(`the thread ended with status ${status}`)));
      this.workers.push(worker);
      this.idle.push(worker);
    }
  }

  async fill(
    section: OpenSection,
    group: Group,
    scalars: Uint8Array,
    onPoints: (count: number) => void,
  ): Promise<void> {
    await this.multiply(group, scalars, (points) => {
      section.write(points);
      onPoints(points.length / POINT_BYTES[group]);
    });
  }

  /**
   * Hands the generator's multiples to `write`, batch by batch and in order.
   * @param scalars plain little-endian, 32 bytes each, below r.
   * @throws PointWorkerError when a thread fails.
   */
  async multiply(group: Group, scalars: Uint8Array, write: (points: Uint8Array) => void): Promise<void> {
    const pending: Promise<Uint8Array>[] = [];
    const batchBytes = MULTIPLIER_BATCH * SCALAR_BYTES;
    for (let start = 0; start < scalars.length; start += batchBytes) {
      // A copy, because `slice` of a Buffer shares memory, and posting a batch would transfer all of it.
      const batch = Uint8Array.prototype.slice.call(scalars, start, start + batchBytes);
      pending.push(this.submit({ group, scalars: batch as Uint8Array<ArrayBuffer> }));
      if (pending.length > this.workers.length * BATCHES_PER_THREAD) write(await pending.shift()!);
    }
    for (const points of pending) write(await points);
  }

  async close(): Promise<void> {
    this.failure ??= new PointWorkerError("the pool is closed");
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private submit(request: PointRequest): Promise<Uint8Array<ArrayBuffer>> {
    const result = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
      if (this.failure !== undefined) reject(this.failure);
      else this.waiting.push({ request, resolve, reject });
    });
    // A failed thread rejects every batch, but only the first rejection is awaited.
    result.catch(() => undefined);
    this.dispatch();
    return result;
  }

  private dispatch(): void {
    while (this.waiting.length > 0 && this.idle.length > 0) {
      const worker = this.idle.pop()!;
      const job = this.waiting.shift()!;
      this.running.set(worker, job);
      worker.postMessage(job.request, [job.request.scalars.buffer]);
    }
  }

  private finish(worker: Worker, points: Uint8Array<ArrayBuffer>): void {
    this.running.get(worker)?.resolve(points);
    this.running.delete(worker);
    this.idle.push(worker);
    this.dispatch();
  }

  private failAll(cause: Error): void {
    this.failure ??= new PointWorkerError(cause);
    for (const job of [...this.running.values(), ...this.waiting.splice(0)]) job.reject(this.failure);
    this.running.clear();
  }
}
