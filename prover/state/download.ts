/**
 * Destination of a state download: a file of the cache, or memory without a cache.
 * @module
 */

export interface Download {
  /** Bytes present, from the beginning of the state. */
  readonly byteCount: number;
  /** What the present bytes are of; undefined: nothing can be appended to them by another answer. */
  readonly validator: string | undefined;
  append(bytes: Uint8Array): Promise<void>;
  /** Discards all bytes. @param validator  of those that follow, of letters and digits. */
  begin(validator: string | undefined): Promise<void>;
  /** All present bytes. */
  read(): Promise<Uint8Array>;
  /** Interrupted: kept for the next run if possible. */
  release(): Promise<void>;
  /** Discards the download for good. */
  remove(): Promise<void>;
}

export class MemoryDownload implements Download {
  #parts: Uint8Array[] = [];
  byteCount = 0;
  validator: string | undefined;

  async append(bytes: Uint8Array): Promise<void> {
    this.#parts.push(bytes);
    this.byteCount += bytes.length;
  }

  async begin(validator: string | undefined): Promise<void> {
    this.#parts = [];
    this.byteCount = 0;
    this.validator = validator;
  }

  async read(): Promise<Uint8Array> {
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [bytes];
    return bytes;
  }

  release = () => this.begin(undefined);
  remove = () => this.begin(undefined);
}
