/**
 * Destination of a state download: a file of the cache, or memory without a cache.
 * @module
 */

export interface Download {
  /** Bytes present, from the beginning of the state. */
  readonly byteCount: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Discards all bytes. */
  restart(): Promise<void>;
  /** All present bytes. */
  read(): Promise<Uint8Array>;
  /** Interrupted: kept for the next attempt if possible. */
  release(): Promise<void>;
  /** Discards the download for good. */
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
