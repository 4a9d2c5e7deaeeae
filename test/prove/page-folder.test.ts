/** The work folder of `prove`: what it holds is found again, and nothing else is taken for it. @module */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { checkPageProof, type PageProof } from "../../prover/prove/check-page-proof.ts";
import { PageFolderError, StoredPageError, UnfinishedPagesError } from "../../prover/prove/errors.ts";
import { findLeftRun, openPageFolder, pageFolderOf } from "../../prover/prove/page-folder.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { type ToyPages, toyPages } from "./toy-pages.ts";

const RUN = { slot: 4242, blockRoot: `0x${"ab".repeat(32)}` };

describe("the folder of finished pages", () => {
  let toy: ToyPages;
  let finished: PageProof[];
  beforeAll(async () => {
    toy = await toyPages(2);
    finished = [];
    for (const page of toy.plan.pages) {
      finished.push(await checkPageProof(page, toy.proofs[page.number], toy.keys));
    }
  });
  afterAll(() => stopCurveWorkers());

  const freshPath = () => pageFolderOf(join(temporaryFolder(), "bundle"));
  const open = (path: string, plan = toy.plan, id = toy.keys.id) => openPageFolder(path, plan, { id }, RUN);
  const pageFiles = (path: string) => readdirSync(path).filter((name) => name.startsWith("page-"));
  /** With both pages in it. */
  const filled = async () => {
    const path = freshPath();
    const folder = await open(path);
    for (const proof of finished) await folder.write(proof);
    return path;
  };

  it("lies beside the target", () => {
    expect(pageFolderOf("/data/bundle/")).toBe("/data/bundle.partial");
  });

  it("gives back what was written, and goes away", async () => {
    const path = await filled();
    expect(pageFiles(path)).toHaveLength(2);
    const folder = await open(path);
    expect(folder.foreign).toEqual([]);
    for (const { page } of finished) expect(await folder.read(page)).toEqual(toy.proofs[page.number]);
    await folder.remove();
    expect(existsSync(path)).toBe(false);
  });

  it("holds nothing of a page that was not written", async () => {
    const folder = await open(freshPath());
    expect(await folder.read(toy.plan.pages[0]!)).toBeUndefined();
  });

  it("refuses to begin anew over finished pages, and says how to go on", async () => {
    const path = await filled();
    const finding = findLeftRun(path, { resume: false });
    await expect(finding).rejects.toBeInstanceOf(UnfinishedPagesError);
    await expect(finding).rejects.toMatchObject({
      code: "UNFINISHED_PAGES",
      exitCode: 2,
      folder: path,
      pages: 2,
      hints: [expect.stringMatching(/--resume.*remove that folder/)],
    });
    expect(await findLeftRun(path, { resume: true })).toEqual(RUN);
    expect(pageFiles(path)).toHaveLength(2);
  });

  it("begins anew where a run left no page, and where there was none", async () => {
    const path = freshPath();
    expect(await findLeftRun(path, { resume: true })).toBeUndefined();
    await open(path);
    expect(await findLeftRun(path, { resume: false })).toBeUndefined();
  });

  it("does without the name of the block where that is damaged", async () => {
    const path = await filled();
    writeFileSync(join(path, "run.json"), "{");
    expect(await findLeftRun(path, { resume: true })).toBeUndefined();
  });

  it.each([
    ["cut off", (text: string) => text.slice(0, -20)],
    ["empty", () => ""],
    ["another JSON", () => "[]"],
    ["of another key", (text: string) => text.replace('"toy"', '"other"')],
  ])("names a page that is %s", async (_, damage) => {
    const path = await filled();
    const file = join(path, pageFiles(path)[0]!);
    writeFileSync(file, damage(readFileSync(file, "utf8")));
    const folder = await open(path);
    const reading = folder.read(toy.plan.pages[0]!);
    await expect(reading).rejects.toBeInstanceOf(StoredPageError);
    await expect(reading).rejects.toThrow(file);
    expect(await folder.read(toy.plan.pages[1]!)).toEqual(toy.proofs[1]);
  });

  it("takes no page of another key or another plan for its own, and names them", async () => {
    const path = await filled();
    const ofOtherKey = await open(path, toy.plan, "another");
    expect(ofOtherKey.foreign).toEqual(pageFiles(path));
    expect(await ofOtherKey.read(toy.plan.pages[0]!)).toBeUndefined();

    const [first, second] = toy.plan.pages;
    const publicInputs = { ...first!.publicInputs, rawOutWei: first!.publicInputs.rawOutWei + 1n };
    const ofOtherPlan = await open(path, { ...toy.plan, pages: [{ ...first!, publicInputs }, second!] });
    expect(ofOtherPlan.foreign).toEqual([pageFiles(path)[0]]);
    expect(await ofOtherPlan.read(second!)).toEqual(toy.proofs[1]);
  });

  it("leaves what is not its own, and takes away what a write that was cut off left", async () => {
    const path = await filled();
    writeFileSync(join(path, "notes.txt"), "mine");
    writeFileSync(join(path, ".page-0001.0011.tmp"), "half");
    await (await open(path)).remove();
    expect(readdirSync(path)).toEqual(["notes.txt"]);
  });

  it("says so where it cannot be made", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    await expect(open(join(file, "x.partial"))).rejects.toBeInstanceOf(PageFolderError);
  });
});
