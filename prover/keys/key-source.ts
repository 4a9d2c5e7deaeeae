/**
 * Where keys are fetched from: a folder, or a web address. Nothing is believed here: what comes is checked against the
 * manifest by `fetchKeyFile`.
 * @module
 */

/** A file, or the rest of it. */
export interface KeyStream {
  /** Where `body` begins: as asked for, or 0 where the source can only send the whole file. */
  readonly firstByte: number;
  /** Of the whole file; undefined where the source does not say. */
  readonly totalBytes: number | undefined;
  /** As long as the source likes: who reads it stops. Fails with the typed errors of the source. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface KeySource {
  /** For messages: of an address its origin alone, because paths and queries may hold a secret. */
  readonly name: string;
  /**
   * @param file       as the manifest names it.
   * @param firstByte  what is before it is there already.
   */
  open(file: string, firstByte: number): Promise<KeyStream>;
}
