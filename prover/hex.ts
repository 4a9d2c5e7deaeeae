/**
 * 0x-prefixed lower-case hex, the output form of roots and addresses. Also runs in browsers.
 * @module
 */

export type Hex = `0x${string}`;

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): Hex {
  let digits = "";
  for (const byte of bytes) digits += HEX_OF_BYTE[byte];
  return `0x${digits}`;
}

/** @throws RangeError when `hex` is not 0x-prefixed whole bytes. */
export function fromHex(hex: string): Uint8Array {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(hex)) throw new RangeError(`Not 0x-prefixed hex: ${hex}`);
  const bytes = new Uint8Array(hex.length / 2 - 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 + 2 * i, 4 + 2 * i), 16);
  return bytes;
}
