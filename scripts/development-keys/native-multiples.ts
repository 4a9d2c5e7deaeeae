/**
 * Points by the native program `generator-multiples` (prover/native/generator-multiples.cpp): scalars go over its pipe, and
 * it writes the points into the key's file itself.
 * @module
 */
import type { NativeFrame } from "../../prover/prove/native/frames.ts";
import { type NativeProcess, startNativeProcess } from "../../prover/prove/native/native-process.ts";
import { SCALAR_BYTES } from "./bn254-wasm.ts";
import { PointWorkerError } from "./errors.ts";
import { type Group, POINT_BYTES } from "./fixed-base-multiplier.ts";
import type { PointCounts, PointMaker } from "./point-maker.ts";
import type { OpenSection } from "./zkey-writer.ts";

/** Scalars of one request. */
const BATCH = 1 << 16;
/** Requests under way: the next one is there when one is done. */
const BATCHES_SENT = 3;

interface Request {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class NativeMultiples implements PointMaker {
  private readonly process: NativeProcess;
  private readonly counts: PointCounts;
  private readonly sent: Request[] = [];
  private readonly tables = new Set<Group>();
  private failure: PointWorkerError | undefined;

  constructor(program: string, threads: number, counts: PointCounts) {
    this.counts = counts;
    this.process = startNativeProcess(program, ["--threads", String(threads)], {
      onFrame: (frame) => this.receive(frame),
      onEnd: (reason) => this.fail(new PointWorkerError(`${program}: ${reason}`)),
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
      await this.request({ operation: "table", group, points: this.counts[group] });
    }
    const pending: Promise<void>[] = [];
    for (let start = 0; start < scalars.length; start += BATCH * SCALAR_BYTES) {
      const batch = scalars.subarray(start, start + BATCH * SCALAR_BYTES);
      const count = batch.length / SCALAR_BYTES;
      const offset = section.skip(count * POINT_BYTES[group]);
      const written = this.request({ operation: "multiply", group, file: section.path, offset }, batch);
      pending.push(written.then(() => onPoints(count)));
      if (pending.length === BATCHES_SENT) await pending.shift();
    }
    await Promise.all(pending);
  }

  async close(): Promise<void> {
    this.process.kill();
    this.fail(new PointWorkerError("the program is closed"));
  }

  private request(header: object, payload?: Uint8Array): Promise<void> {
    const answered = new Promise<void>((resolve, reject) => {
      if (this.failure !== undefined) return reject(this.failure);
      this.sent.push({ resolve, reject });
      this.process.send(header, payload);
    });
    // A failure rejects every request, but only the first is awaited.
    answered.catch(() => undefined);
    return answered;
  }

  private receive({ header }: NativeFrame): void {
    const request = this.sent.shift();
    if (header.type === "error") request?.reject(new PointWorkerError(`${header.code}: ${header.message}`));
    else request?.resolve();
  }

  private fail(error: PointWorkerError): void {
    this.failure ??= error;
    for (const { reject } of this.sent.splice(0)) reject(this.failure);
  }
}
