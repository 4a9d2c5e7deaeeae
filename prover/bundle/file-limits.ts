/**
 * Size limits of the files of a bundle.
 * @module
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/** Maximum size by kind of file. A registry of a million validators has about 70 MiB. */
export const FILE_LIMIT_BYTES = {
  manifest: 16 * MIB,
  registry: 256 * MIB,
  page: 256 * KIB,
  verificationKey: 256 * KIB,
  /** A consolidated validator has about 4 KiB. */
  execution: 32 * MIB,
  /** 5,000 validators have about 10 MiB. */
  deployment: 128 * MIB,
} as const;
