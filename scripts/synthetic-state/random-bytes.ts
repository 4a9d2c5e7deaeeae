/**
 * Bytes that look random and are the same for the same seed: the key stream of AES-256-CTR, for test data only. Fast
 * enough for the hundreds of megabytes of a large state.
 * @module
 */
import { createCipheriv, createHash } from "node:crypto";

export class RandomBytes {
  readonly #stream;

  /** @param purpose  streams of different purposes are independent. */
  constructor(seed: number, purpose: string) {
    const key = createHash("sha256").update(`${purpose} ${seed}`).digest();
    this.#stream = createCipheriv("aes-256-ctr", key, new Uint8Array(16));
  }

  take(count: number): Buffer {
    return this.#stream.update(Buffer.alloc(count));
  }

  /** 0 or more and below 1. */
  fraction(): number {
    return this.take(4).readUInt32LE() / 2 ** 32;
  }
}
