/**
 * Where the bytes of a state go while they come: a file of the cache, or memory where there is no cache.
 * @module
 */

export interface Download {
  /** Bytes that are here, from the beginning of the state. */
  readonly byteCount: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Forgets what is here. */
  restart(): Promise<void>;
  /** All that is here. */
  read(): Promise<Uint8Array>;
  /** Given up for now: kept for the next attempt where it can be. */
  release(): Promise<void>;
  /** Of no use to anyone. */
  remove(): Promise<void>;
}

export class MemoryDownload implements Download {
  #parts: Uint8Array[] = [];
  byteCount = 0;

  async append(bytes: Uint8Array): Promise<void> {
    this.#parts.push(bytes);
    this.byteCount += bytes.length;
  }

  async restart(): Promise<void> {
    this.#parts = [];
    this.byteCount = 0;
  }

  async read(): Promise<Uint8Array> {
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [bytes];
    return bytes;
  }

  release = () => this.restart();
  remove = () => this.restart();
}
