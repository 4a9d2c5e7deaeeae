/**
 * Points by the native program `generator-multiples` (prover/native/generator-multiples.cpp): scalars go over its pipe, and
 * it writes the points into the key's file itself.
 * @module
 */
import { type NativeRequests, startNativeRequests } from "../../prover/prove/native/native-requests.ts";
import { SCALAR_BYTES } from "./bn254-wasm.ts";
import { PointWorkerError } from "./errors.ts";
import { type Group, POINT_BYTES } from "./fixed-base-multiplier.ts";
import type { PointCounts, PointMaker } from "./point-maker.ts";
import type { OpenSection } from "./zkey-writer.ts";

/** Scalars of one request. */
const BATCH = 1 << 16;
/** Requests under way: the next one is there when one is done. */
const BATCHES_SENT = 3;

export class NativeMultiples implements PointMaker {
  private readonly program: NativeRequests;
  private readonly counts: PointCounts;
  private readonly tables = new Set<Group>();

  constructor(program: string, threads: number, counts: PointCounts) {
    this.counts = counts;
    this.program = startNativeRequests(program, ["--threads", String(threads)], {
      refused: (code, message) => new PointWorkerError(`${code}: ${message}`),
      ended: (reason) => new PointWorkerError(`${program}: ${reason}`),
    });
  }

  async fill(
    section: OpenSection,
    group: Group,
    scalars: Uint8Array,
    onPoints: (count: number) => void,
  ): Promise<void> {
    if (!this.tables.has(group)) {
      this.tables.add(group);
      await this.program.ask({ operation: "table", group, points: this.counts[group] });
    }
    const pending: Promise<void>[] = [];
    for (let start = 0; start < scalars.length; start += BATCH * SCALAR_BYTES) {
      const batch = scalars.subarray(start, start + BATCH * SCALAR_BYTES);
      const count = batch.length / SCALAR_BYTES;
      const offset = section.skip(count * POINT_BYTES[group]);
      const written = this.program.ask({ operation: "multiply", group, file: section.path, offset }, batch);
      pending.push(written.then(() => onPoints(count)));
      if (pending.length === BATCHES_SENT) await pending.shift();
    }
    await Promise.all(pending);
  }

  async close(): Promise<void> {
    this.program.close();
  }
}
