/**
 * Beacon states are handed on compressed. What Node can unpack is unpacked, by its first bytes and not by its name; the
 * rest is named.
 * @module
 */
import { promisify } from "node:util";
import zlib from "node:zlib";
import { StatePackedError } from "./errors.ts";

/** Largest array of Node. */
const MAX_STATE_BYTES = 2 ** 31 - 1;

interface Packing {
  readonly name: string;
  readonly magic: readonly number[];
  /** What a user calls. */
  readonly command: string;
  /** Undefined where this Node cannot. */
  readonly unpack: ((bytes: Uint8Array) => Promise<Uint8Array>) | undefined;
}

type Unpack = (
  bytes: Uint8Array,
  options: { maxOutputLength: number },
  done: (error: Error | null, unpacked: Buffer) => void,
) => void;

/** Since Node 22.15. */
const { zstdDecompress } = zlib as { zstdDecompress?: Unpack };

const limited = (unpack: Unpack) => (bytes: Uint8Array) =>
  promisify(unpack)(bytes, { maxOutputLength: MAX_STATE_BYTES });

/**
 * A state begins with its genesis time, which is none of these before the year 2100. Sources: RFC 1952, RFC 8878, the
 * framing format of snappy, the format of xz.
 */
const PACKINGS: readonly Packing[] = [
  { name: "gzip", magic: [0x1f, 0x8b, 0x08], command: "gunzip", unpack: limited(zlib.gunzip as Unpack) },
  {
    name: "zstd",
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    command: "unzstd",
    unpack: zstdDecompress && limited(zstdDecompress),
  },
  {
    name: "snappy",
    magic: [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50],
    command: "snzip -d",
    unpack: undefined,
  },
  { name: "xz", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], command: "unxz", unpack: undefined },
];
/** In the fourth byte of gzip these bits are 0; in a genesis time since 2005 one of them is not. */
const GZIP_RESERVED = 0xe0;

/** @throws StatePackedError */
export async function unpackState(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  const packing = PACKINGS.find(({ magic }) => magic.every((byte, i) => bytes[i] === byte));
  if (packing === undefined) return bytes;
  if (packing.name === "gzip" && ((bytes[3] ?? 0) & GZIP_RESERVED) !== 0) return bytes;
  if (packing.unpack === undefined) throw new StatePackedError(path, packing.name, packing.command);
  try {
    return await packing.unpack(bytes);
  } catch (cause) {
    throw new StatePackedError(path, packing.name, packing.command, cause as Error);
  }
}
