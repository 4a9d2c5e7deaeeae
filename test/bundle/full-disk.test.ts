/**
 * A disk that fills while a bundle or a page is written: nothing half-written stays, what is said of it is true, and the next
 * run with room does the right thing.
 * @module
 */
import { readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { writeBundle } from "../../prover/bundle/write-bundle.ts";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { checkPageProof } from "../../prover/prove/check-page-proof.ts";
import { findLeftRun, openPageFolder, pageFolderOf } from "../../prover/prove/page-folder.ts";
import { toyPages } from "../prove/toy-pages.ts";
import { smallDisk } from "../support/small-disk.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { syntheticBundle } from "./synthetic-bundle.ts";

const probe = smallDisk(4);

describe.skipIf(probe === undefined)("a full disk (skipped where nothing can be mounted)", () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await syntheticBundle(await toyGroth16());
  });
  afterAll(() => stopCurveWorkers());
  /** @returns makes room again. */
  const fillAllBut = (disk: string, bytes: number) => {
    const file = join(disk, "filler");
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(file, new Uint8Array(bavail * bsize - bytes));
    return () => rmSync(file);
  };

  it("leaves the bundle that was there, and no part of the new one; with room again it is written", async () => {
    const disk = smallDisk(512)!;
    const target = join(disk, "bundle");
    const old = await syntheticBundle(await toyGroth16(), false);
    await writeBundle(old, target);
    const free = fillAllBut(disk, 8192);
    const failing = writeBundle(bundle, target);
    await expect(failing).rejects.toMatchObject({
      code: "BUNDLE_WRITE_FAILED",
      message: expect.stringMatching(/ENOSPC/),
      hints: [expect.stringMatching(/Temporary files were removed.*space.*--resume/)],
    });
    expect(readdirSync(disk).sort()).toEqual(["bundle", "filler"]);
    expect(await readBundle(target)).toEqual(old);
    free();
    await writeBundle(bundle, target);
    expect(await readBundle(target)).toEqual(bundle);
  });

  it("keeps the pages that were finished, and no part of the one that was not; with room again the run goes on", async () => {
    const toy = await toyPages(2);
    const [first, second] = await Promise.all(
      toy.plan.pages.map((page) => checkPageProof(page, toy.proofs[page.number], toy.keys)),
    );
    const disk = smallDisk(64)!;
    const path = pageFolderOf(join(disk, "bundle"));
    const run = { slot: 4242, blockRoot: `0x${"ab".repeat(32)}` };
    const open = () => openPageFolder(path, toy.plan, toy.keys, run);
    const folder = await open();
    await folder.write(first!);
    const before = readdirSync(path).sort();
    const free = fillAllBut(disk, 0);
    await expect(folder.write(second!)).rejects.toMatchObject({
      code: "PAGE_FOLDER_FAILED",
      message: expect.stringMatching(/ENOSPC/),
      hints: [expect.stringMatching(/--resume/)],
    });
    expect(readdirSync(path).sort()).toEqual(before);
    free();
    expect(await findLeftRun(path, { resume: true })).toEqual(run);
    const again = await open();
    expect(await again.read(first!.page)).toEqual(toy.proofs[0]);
    await again.write(second!);
    expect(await again.read(second!.page)).toEqual(toy.proofs[1]);
  });
});
