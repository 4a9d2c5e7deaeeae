/** Where the checksum lies in the file of a witness program, after everything else of its header. */
export const CHECKSUM_OFFSET = 104;
const CHECKSUM_BYTES = 8;

/**
 * FNV-1a over 32-bit words, the checksum itself left out: against damage on the disk. Against an attacker nothing is
 * needed: a wrong witness makes a proof that does not verify.
 */
export function programChecksum(file: Buffer): bigint {
  // Two halves of 32 bits: BigInt takes seconds for the millions of words of a large circuit.
  let low = 0x8422_2325;
  let high = 0xcbf2_9ce4;
  for (let offset = 0; offset < file.length; offset += 4) {
    if (offset === CHECKSUM_OFFSET || offset === CHECKSUM_OFFSET + CHECKSUM_BYTES / 2) continue;
    low = (low ^ file.readUInt32LE(offset)) >>> 0;
    // Times 2^40 + 0x1b3.
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}

/** Whether the file is as it was written. */
export function hasItsChecksum(file: Buffer): boolean {
  return (
    file.length >= CHECKSUM_OFFSET + CHECKSUM_BYTES &&
    file.length % 4 === 0 &&
    file.readBigUInt64LE(CHECKSUM_OFFSET) === programChecksum(file)
  );
}
