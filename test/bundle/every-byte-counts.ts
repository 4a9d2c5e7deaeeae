/**
 * The law that nobody can change a bundle unseen, for any bundle: those made by code here and, in test/end-to-end,
 * those that the prover wrote.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import { verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import { ProverError } from "../../prover/errors.ts";
import { filesIn } from "./bundle-folder.ts";

/**
 * Changes one byte at a time and requires that reading and verifying fail with a typed error. The folder is as before
 * afterwards.
 * @param folder A valid bundle in a place that may be written to.
 */
export async function expectEveryByteCounts(folder: string, numRuns: number): Promise<void> {
  const change = fc.tuple(fc.constantFrom(...filesIn(folder)), fc.nat(), fc.integer({ min: 1, max: 255 }));
  await fc.assert(
    fc.asyncProperty(change, async ([file, at, flip]) => {
      const path = join(folder, file);
      const bytes = readFileSync(path);
      const changed = Buffer.from(bytes);
      changed[at % bytes.length]! ^= flip;
      writeFileSync(path, changed);
      try {
        await expect(readBundle(folder).then((bundle) => verifyBundle(bundle))).rejects.toBeInstanceOf(
          ProverError,
        );
      } finally {
        writeFileSync(path, bytes);
      }
    }),
    { numRuns },
  );
  // Else the bundle was broken from the start, and every change "failed" for that.
  await verifyBundle(await readBundle(folder));
}
