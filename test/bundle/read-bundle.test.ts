/** Every byte of a bundle counts, and nothing outside of it is read. @module */
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { manifestDigest } from "../../prover/bundle/load-bundle.ts";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import type { BundleManifest } from "../../prover/bundle/schema.ts";
import { writeBundle } from "../../prover/bundle/write-bundle.ts";
import { ProverError } from "../../prover/errors.ts";
import { canonicalJson } from "../../prover/groth16/canonical-json.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { filesIn, temporaryFolder } from "./bundle-folder.ts";
import { expectEveryByteCounts } from "./every-byte-counts.ts";
import { syntheticBundle } from "./synthetic-bundle.ts";

let original: string;
beforeAll(async () => {
  original = join(temporaryFolder(), "bundle");
  await writeBundle(await syntheticBundle(await toyGroth16()), original);
});

function copy(): string {
  const folder = join(temporaryFolder(), "bundle");
  cpSync(original, folder, { recursive: true });
  return folder;
}

/** Changes values of bundle.json and makes its digest right again, as a forger would. */
function forgeManifest(folder: string, change: (manifest: BundleManifest) => unknown): void {
  const path = join(folder, "bundle.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as BundleManifest;
  change(manifest);
  const { digest: _, ...body } = manifest;
  try {
    manifest.digest = manifestDigest(body);
  } catch {
    // The schema refuses the change itself, which is what the reader must do too.
  }
  writeFileSync(path, canonicalJson(manifest));
}

describe("readBundle: one changed byte", () => {
  test("anywhere in any file is a typed error", async () => {
    const folder = copy();
    expect(filesIn(folder)).toHaveLength(7);
    await expectEveryByteCounts(folder, 400);
  });

  test("more or less at the end of any file is a typed error", async () => {
    const folder = copy();
    for (const file of filesIn(folder)) {
      const path = join(folder, file);
      const bytes = readFileSync(path);
      for (const changed of [
        Buffer.concat([bytes, Buffer.from("\n")]),
        bytes.subarray(0, -1),
        Buffer.alloc(0),
      ]) {
        writeFileSync(path, changed);
        await expect(readBundle(folder)).rejects.toBeInstanceOf(ProverError);
      }
      writeFileSync(path, bytes);
    }
    await readBundle(folder);
  });

  test("the same values in another spelling are refused", async () => {
    const folder = copy();
    const path = join(folder, "bundle.json");
    writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, "utf8"))));
    await expect(readBundle(folder)).rejects.toMatchObject({ code: "BUNDLE_DIGEST_MISMATCH", exitCode: 1 });
  });
});

describe("readBundle: a bundle that this program cannot read", () => {
  test.each([
    ["an earlier version", 5],
    ["a later version", 7],
  ])("%s is named, whatever else it holds, with the way out", async (_, version) => {
    const folder = copy();
    writeFileSync(
      join(folder, "bundle.json"),
      `{"format":"pufeth-por-bundle","version":${version},"news":[]}`,
    );
    const failure = await readBundle(folder).catch((error) => error);
    expect(failure).toMatchObject({ code: "BUNDLE_VERSION_UNKNOWN", exitCode: 2 });
    expect(failure.message).toContain(`version ${version}; this program reads version 6`);
    expect(failure.hints.join(" ")).toContain("prove again");
  });

  test.each([
    ["another format", '{"format":"something","version":6}'],
    ["no JSON", "{"],
    ["no object", "null"],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22])],
  ])("%s", async (_, content) => {
    const folder = copy();
    writeFileSync(join(folder, "bundle.json"), content);
    await expect(readBundle(folder)).rejects.toMatchObject({ code: "BUNDLE_MALFORMED", exitCode: 2 });
  });

  test("a folder without bundle.json, and no folder at all", async () => {
    await expect(readBundle(temporaryFolder())).rejects.toMatchObject({ code: "BUNDLE_NOT_FOUND" });
    await expect(readBundle("/does/not/exist")).rejects.toMatchObject({ code: "BUNDLE_NOT_FOUND" });
    await expect(readBundle(join(original, "bundle.json"))).rejects.toMatchObject({
      code: "BUNDLE_NOT_FOUND",
    });
  });

  test("an unknown field", async () => {
    const folder = copy();
    forgeManifest(folder, (manifest) => Object.assign(manifest, { note: "trust me" }));
    await expect(readBundle(folder)).rejects.toMatchObject({ code: "BUNDLE_MALFORMED" });
  });
});

describe("readBundle: a hostile bundle", () => {
  test.each([
    "../secret.json",
    "/etc/passwd",
    "pages/../../secret.json",
    "..",
    "pages/.hidden",
    "a/b/c.json",
    "",
  ])("the file name %j is refused", async (file) => {
    const folder = copy();
    writeFileSync(join(folder, "../secret.json"), "[]");
    forgeManifest(folder, (manifest) => Object.assign(manifest.registry, { file }));
    await expect(readBundle(folder)).rejects.toMatchObject({ code: "BUNDLE_MALFORMED" });
  });

  test("a link out of the folder is refused, of a file and of a folder", async () => {
    const folder = copy();
    renameSync(join(folder, "registry.json"), join(folder, "../registry.json"));
    symlinkSync("../registry.json", join(folder, "registry.json"));
    await expect(readBundle(folder)).rejects.toMatchObject({ code: "BUNDLE_FILE_UNREADABLE" });

    const second = copy();
    renameSync(join(second, "pages"), join(second, "../pages"));
    symlinkSync("../pages", join(second, "pages"));
    await expect(readBundle(second)).rejects.toMatchObject({ code: "BUNDLE_FILE_UNREADABLE" });
  });

  test("a bundle that is itself reached over a link is read", async () => {
    const link = join(temporaryFolder(), "link");
    symlinkSync(original, link);
    await readBundle(link);
  });

  test("a named pipe does not hang the reader", async () => {
    const folder = copy();
    rmSync(join(folder, "registry.json"));
    execFileSync("mkfifo", [join(folder, "registry.json")]);
    await expect(readBundle(folder)).rejects.toMatchObject({ code: "BUNDLE_FILE_UNREADABLE" });
  });

  test("a file past its limit is refused without being read", async () => {
    const folder = copy();
    truncateSync(join(folder, "pages/0001.json"), 2 ** 40);
    await expect(readBundle(folder)).rejects.toMatchObject({ code: "BUNDLE_FILE_TOO_LARGE" });
  });

  test("a missing file is named", async () => {
    const folder = copy();
    rmSync(join(folder, "pages/0002.json"));
    await expect(readBundle(folder)).rejects.toMatchObject({
      code: "BUNDLE_FILE_UNREADABLE",
      message: expect.stringContaining("pages/0002.json"),
    });
  });
});
