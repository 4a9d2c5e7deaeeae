/**
 * Source of key files: a folder or a web address. Not trusted: `fetchKeyFile` checks everything against the manifest.
 * @module
 */

/** A file, or the rest of it. */
export interface KeyStream {
  /** Offset of `body`: the requested one, or 0 if the source can only send the whole file. */
  readonly firstByte: number;
  /** Size of the whole file; undefined if unknown. */
  readonly totalBytes: number | undefined;
  /** May be longer than expected: the reader limits it. Fails with the typed errors of the source. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface KeySource {
  /** For messages: only the origin of an address, because paths and queries may be secret. */
  readonly name: string;
  /**
   * @param file       as the manifest names it.
   * @param firstByte  the bytes before it are already present.
   */
  open(file: string, firstByte: number): Promise<KeyStream>;
}
