/** A bundle is written whole or not at all. @module */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { assertTargetFree, writeBundle } from "../../prover/bundle/write-bundle.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { filesIn, temporaryFolder } from "./bundle-folder.ts";
import { syntheticBundle } from "./synthetic-bundle.ts";

let bundle: Bundle;
let other: Bundle;
beforeAll(async () => {
  const toy = await toyGroth16();
  bundle = await syntheticBundle(toy);
  other = await syntheticBundle(toy, false);
});

/** Fails at the n-th file, as a full disk would. */
function failingWriter(filesBefore: number) {
  let written = 0;
  return {
    async writeFile(path: string, content: string) {
      if (written++ === filesBefore) throw new Error("ENOSPC: no space left on device");
      writeFileSync(path, content);
    },
  };
}

describe("writeBundle", () => {
  test("what is written is read back as the same bundle", async () => {
    const target = join(temporaryFolder(), "deep", "er", "bundle");
    await writeBundle(bundle, target);
    expect(await readBundle(target)).toEqual(bundle);
  });

  test("same bundle, same bytes", async () => {
    const [a, b] = [join(temporaryFolder(), "a"), join(temporaryFolder(), "b")];
    await writeBundle(bundle, a);
    await writeBundle(bundle, b);
    expect(filesIn(a)).toEqual(filesIn(b));
    for (const file of filesIn(a)) expect(readFileSync(join(a, file))).toEqual(readFileSync(join(b, file)));
  });

  test("others may read it: the folder has no private mode", async () => {
    const target = join(temporaryFolder(), "bundle");
    await writeBundle(bundle, target);
    expect((await import("node:fs")).statSync(target).mode & 0o055).toBe(0o055);
  });

  test.each([0, 1, 3, 5])("a failure at file %i leaves nothing behind, made parents among it", async (n) => {
    const parent = temporaryFolder();
    const writing = writeBundle(bundle, join(parent, "made", "bundle"), failingWriter(n));
    await expect(writing).rejects.toMatchObject({ code: "BUNDLE_WRITE_FAILED", exitCode: 2 });
    expect(readdirSync(parent)).toEqual([]);
  });

  test("a failure leaves the bundle that stood there", async () => {
    const parent = temporaryFolder();
    const target = join(parent, "bundle");
    await writeBundle(bundle, target);
    await expect(writeBundle(other, target, failingWriter(2))).rejects.toMatchObject({
      code: "BUNDLE_WRITE_FAILED",
    });
    expect(await readBundle(target)).toEqual(bundle);
    expect(readdirSync(parent)).toEqual(["bundle"]);
  });

  test("an older bundle is replaced, with nothing of it left", async () => {
    const parent = temporaryFolder();
    const target = join(parent, "bundle");
    await writeBundle(bundle, target);
    await writeBundle(other, target);
    expect(await readBundle(target)).toEqual(other);
    expect(existsSync(join(target, "execution.json"))).toBe(false);
    expect(readdirSync(parent)).toEqual(["bundle"]);
  });

  test("an empty folder is used, and a link to one stays a link", async () => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, "real"));
    symlinkSync("real", join(parent, "link"));
    await writeBundle(bundle, join(parent, "link"));
    expect(await readBundle(join(parent, "real"))).toEqual(bundle);
    expect(readdirSync(parent)).toEqual(["link", "real"]);
  });
});

describe("assertTargetFree", () => {
  test("a folder with other files is not overwritten, also beside a bundle", async () => {
    const target = temporaryFolder();
    writeFileSync(join(target, "thesis.txt"), "years of work");
    await expect(assertTargetFree(target)).rejects.toMatchObject({ code: "TARGET_OCCUPIED", exitCode: 2 });

    const beside = join(temporaryFolder(), "bundle");
    await writeBundle(bundle, beside);
    writeFileSync(join(beside, "pages", "notes.txt"), "mine");
    await expect(writeBundle(bundle, beside)).rejects.toMatchObject({ code: "TARGET_OCCUPIED" });
    expect(readFileSync(join(beside, "pages", "notes.txt"), "utf8")).toBe("mine");
  });

  test("a file is not overwritten", async () => {
    const target = join(temporaryFolder(), "file");
    writeFileSync(target, "");
    await expect(assertTargetFree(target)).rejects.toMatchObject({ code: "TARGET_OCCUPIED" });
  });

  test("a missing and an empty folder are free", async () => {
    await assertTargetFree(join(temporaryFolder(), "missing"));
    await assertTargetFree(temporaryFolder());
  });
});

test.each(["SIGINT", "SIGTERM"] as const)("%s in the middle leaves nothing behind", async (signal) => {
  const parent = temporaryFolder();
  const input = join(temporaryFolder(), "bundle.json");
  writeFileSync(input, JSON.stringify(bundle));
  const script = `
    import { readFileSync } from "node:fs";
    import { writeBundle } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, "../../prover/bundle/write-bundle.ts")))};
    const bundle = JSON.parse(readFileSync(${JSON.stringify(input)}, "utf8"));
    // The first file never ends: the signal comes while the temporary folder stands.
    const writer = { writeFile: () => { console.log("writing"); return new Promise(() => setInterval(() => {}, 1_000)); } };
    await writeBundle(bundle, ${JSON.stringify(join(parent, "bundle"))}, writer);`;
  const child = spawn(process.execPath, [
    "--import",
    import.meta.resolve("tsx"),
    "--input-type=module",
    "-e",
    script,
  ]);
  const ended = new Promise<NodeJS.Signals | null>((done) => child.on("exit", (_, by) => done(by)));
  await new Promise((written) => child.stdout.once("data", written));
  expect(readdirSync(parent)).toHaveLength(1);
  child.kill(signal);
  expect(await ended).toBe(signal);
  expect(readdirSync(parent)).toEqual([]);
});
