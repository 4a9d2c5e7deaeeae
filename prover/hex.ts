/**
 * 0x-prefixed lower-case hex, the form in which roots and addresses leave this program.
 * @module
 */

export type Hex = `0x${string}`;

export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

/** @throws RangeError when `hex` is not 0x-prefixed whole bytes. */
export function fromHex(hex: string): Uint8Array {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(hex)) throw new RangeError(`Not 0x-prefixed hex: ${hex}`);
  return new Uint8Array(Buffer.from(hex.slice(2), "hex"));
}
