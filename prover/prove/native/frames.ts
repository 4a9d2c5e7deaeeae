/**
 * The messages on the pipes of the native prover: length of the header (uint32), length of the payload (uint64), both
 * little-endian, header (JSON), payload. prover/native/README.md describes them.
 * @module
 */

export interface NativeFrame {
  readonly header: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly payload: Buffer;
}

const PREFIX_BYTES = 12;
const MAX_HEADER_BYTES = 1 << 16;
/** Answers have none. */
const MAX_PAYLOAD_BYTES = 1 << 20;

export function frameBytes(header: object, payload: Uint8Array = new Uint8Array()): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(text.length);
  prefix.writeBigUInt64LE(BigInt(payload.length), 4);
  return Buffer.concat([prefix, text, payload]);
}

/** Puts frames together from what a pipe delivers. A frame that is not whole never comes out. */
export class FrameReader {
  private received = Buffer.alloc(0);

  /** @throws SyntaxError, RangeError where these are no frames: another program speaks. */
  push(bytes: Buffer): NativeFrame[] {
    this.received = Buffer.concat([this.received, bytes]);
    const frames: NativeFrame[] = [];
    while (this.received.length >= PREFIX_BYTES) {
      const headerBytes = this.received.readUInt32LE(0);
      if (headerBytes > MAX_HEADER_BYTES) throw new RangeError(`a header of ${headerBytes} bytes`);
      const headerEnd = PREFIX_BYTES + headerBytes;
      const payloadBytes = Number(this.received.readBigUInt64LE(4));
      if (payloadBytes > MAX_PAYLOAD_BYTES) throw new RangeError(`a payload of ${payloadBytes} bytes`);
      const end = headerEnd + payloadBytes;
      if (this.received.length < end) break;
      const header = JSON.parse(this.received.toString("utf8", PREFIX_BYTES, headerEnd));
      frames.push({ header, payload: this.received.subarray(headerEnd, end) });
      this.received = this.received.subarray(end);
    }
    return frames;
  }
}
