/**
 * A Redis client that knows the connections BullMQ made from it, so that all of them can be closed, whether Redis answers
 * or not. None of them reads an answer without an end: whoever can write to a Redis can put gigabytes into a job, a result
 * or an event, and BullMQ reads each whole.
 * @module
 */
import { type Command, Redis, type RedisOptions } from "ioredis";

/** Of one answer: many times a job with its result, or all events that are kept. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Answers in the form that ioredis has by itself. */
type PlainOptions = Omit<RedisOptions, "replyMapping">;

export class TrackedRedis extends Redis {
  readonly #copies = new Set<TrackedRedis>();
  /** Since the last answer was whole. */
  #receivedBytes = 0;
  /** Called when an answer is longer than `MAX_ANSWER_BYTES`; all connections are closed by then. */
  onEndless: () => void = () => {};

  constructor(...where: [url: string, options: PlainOptions] | [options: PlainOptions]) {
    super(...(where as [string, PlainOptions]));
    this.on("connect", () => this.#limitAnswers());
  }

  override duplicate(override?: Partial<RedisOptions>): Redis {
    const copy = new TrackedRedis({ ...this.options, ...override });
    copy.onEndless = () => this.#leave();
    this.#copies.add(copy);
    copy.once("end", () => this.#copies.delete(copy));
    return copy;
  }

  override sendCommand(command: Command, stream?: Parameters<Redis["sendCommand"]>[1]): unknown {
    const isWhole = () => {
      this.#receivedBytes = 0;
    };
    command.promise.then(isWhole, isWhole);
    return super.sendCommand(command, stream);
  }

  /** Closes it and its copies immediately. */
  disconnectAll(): void {
    for (const copy of this.#copies) copy.disconnect();
    this.disconnect();
  }

  #limitAnswers(): void {
    const { stream } = this;
    this.#receivedBytes = 0;
    stream.on("data", (part: Uint8Array) => {
      this.#receivedBytes += part.length;
      if (this.#receivedBytes <= MAX_ANSWER_BYTES) return;
      stream.destroy();
      this.#leave();
    });
  }

  /** Connected again, it would be sent the same. */
  #leave(): void {
    this.disconnectAll();
    this.onEndless();
  }
}
