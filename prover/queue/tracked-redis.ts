/**
 * A Redis client that knows the connections BullMQ made from it, so that all of them can be closed, whether Redis answers
 * or not.
 * @module
 */
import { Redis, type RedisOptions } from "ioredis";

export class TrackedRedis extends Redis {
  readonly #copies = new Set<Redis>();

  override duplicate(override?: Partial<RedisOptions>): Redis {
    const copy = super.duplicate(override);
    this.#copies.add(copy);
    copy.once("end", () => this.#copies.delete(copy));
    return copy;
  }

  /** Closes it and its copies immediately. */
  disconnectAll(): void {
    for (const copy of this.#copies) copy.disconnect();
    this.disconnect();
  }
}
