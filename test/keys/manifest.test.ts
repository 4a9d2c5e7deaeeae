/** A manifest says everything once, in one spelling, and never more of a key than it can keep. @module */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type KeyEntry, withKeyEntry } from "../../prover/keys/manifest.ts";
import { readKeysManifest, writeKeysManifest } from "../../prover/keys/manifest-file.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { ceremonyEntry, manifestOf } from "./ceremony-entry.ts";

const development: Partial<KeyEntry> = {
  kind: "development",
  insecure: "made on one machine",
  ptau: null,
  contributions: [],
};
const contributions = ceremonyEntry().contributions;
const unknownPtau = { ...ceremonyEntry().ptau!, known: false };

function fileWith(content: unknown): string {
  const file = join(temporaryFolder(), "manifest.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

describe("what is written is read back", () => {
  const valid: [string, Partial<KeyEntry>][] = [
    ["a key of a ceremony", {}],
    ["a development key", development],
    ["a key from unknown powers of tau that says so", { ptau: unknownPtau, insecure: "unknown ptau" }],
    ["a ceremony without a beacon that says so", { contributions: contributions.slice(0, 2), insecure: "x" }],
    ["files without a folder", { zkey: { ...ceremonyEntry().zkey, file: "key.zkey" } }],
  ];
  test.each(valid)("%s", async (_, fields) => {
    const folder = join(temporaryFolder(), "made", "with-parents");
    const file = join(folder, "manifest.json");
    const manifest = manifestOf(ceremonyEntry(fields));
    await writeKeysManifest(file, manifest);
    expect(await readKeysManifest(file)).toEqual(manifest);
    expect(readdirSync(folder)).toEqual(["manifest.json"]);
  });

  test("whatever the order of its fields was, the bytes are the same", async () => {
    const [one, other] = [join(temporaryFolder(), "m"), join(temporaryFolder(), "m")];
    const entry = ceremonyEntry();
    await writeKeysManifest(one, manifestOf(entry));
    await writeKeysManifest(
      other,
      manifestOf(Object.fromEntries(Object.entries(entry).reverse()) as KeyEntry),
    );
    expect(readFileSync(one)).toEqual(readFileSync(other));
  });

  test("an entry takes the place of the one of its size, or comes last", () => {
    const small = ceremonyEntry({ size: "small" });
    const changed = ceremonyEntry({ lanes: 9 });
    const both = withKeyEntry(withKeyEntry(undefined, ceremonyEntry()), small);
    expect(both.keys.map(({ size }) => size)).toEqual(["test", "small"]);
    expect(withKeyEntry(both, changed).keys).toEqual([changed, small]);
  });
});

describe("a manifest that cannot be used is refused, exit code 2", () => {
  const zkey = ceremonyEntry().zkey;
  const entries: [string, object, RegExp][] = [
    ["an unknown field", { server: "https://keys.example" }, /server/],
    ["a hash with 0x", { verificationKey: { file: "v", sha256: `0x${"1".repeat(62)}` } }, /64 lower-case/],
    ["an upper-case hash", { zkey: { ...zkey, sha256: "A".repeat(64) } }, /zkey\.sha256/],
    ["a file outside of the folder", { zkey: { ...zkey, file: "../key" } }, /file name below/],
    ["an address in place of a file", { zkey: { ...zkey, file: "https://x/key" } }, /file name below/],
    ["an empty key", { zkey: { ...zkey, bytes: 0 } }, /zkey\.bytes/],
    ["no lanes", { lanes: 0 }, /lanes/],
    [
      "a name that plays with the terminal",
      { contributions: [{ ...contributions[0], name: "\x1b[2J" }] },
      /control/,
    ],
    [
      "a development key that says nothing of it",
      { ...development, insecure: null },
      /development key is insecure/,
    ],
    [
      "a development key with a ceremony",
      { ...development, contributions },
      /cannot have powers of tau or contributions/,
    ],
    ["a ceremony without powers of tau", { ptau: null }, /must list its powers of tau/],
    ["a ceremony of nobody", { contributions: [] }, /must have contributions/],
    ["unknown powers of tau, unsaid", { ptau: unknownPtau }, /unknown powers of tau must be marked insecure/],
    [
      "no beacon at the end, unsaid",
      { contributions: contributions.slice(0, 2) },
      /does not end with a beacon/,
    ],
    ["a beacon alone, unsaid", { contributions: [{ ...contributions[2], number: 1 }] }, /without a person/],
    ["a contribution left out", { contributions: contributions.slice(1) }, /not numbered 1, 2, 3/],
  ];
  test.each(entries)("%s", async (_, fields, reason) => {
    const reading = readKeysManifest(
      fileWith({ ...manifestOf(), keys: [{ ...ceremonyEntry(), ...fields }] }),
    );
    await expect(reading).rejects.toMatchObject({ code: "KEY_MANIFEST_UNUSABLE", exitCode: 2 });
    await expect(reading).rejects.toThrow(reason);
  });

  const files: [string, unknown, string, RegExp][] = [
    ["no JSON", "{", "KEY_MANIFEST_UNUSABLE", /not JSON/],
    ["something else", { format: "pufeth-por-bundle", version: 2 }, "KEY_MANIFEST_UNUSABLE", /format is not/],
    ["a list", [], "KEY_MANIFEST_UNUSABLE", /format is not/],
    [
      "a later version",
      { ...manifestOf(), version: 2 },
      "KEY_MANIFEST_VERSION_UNKNOWN",
      /version 2; .* version 1/,
    ],
    ["no keys", manifestOf(), "KEY_MANIFEST_UNUSABLE", /keys/],
    ["one size twice", manifestOf(ceremonyEntry(), ceremonyEntry()), "KEY_MANIFEST_UNUSABLE", /twice/],
    ["megabytes", " ".repeat(4_194_305), "KEY_MANIFEST_UNUSABLE", /4194305 bytes, at most 4194304/],
  ];
  test.each(files)("%s", async (_, content, code, reason) => {
    const reading = readKeysManifest(fileWith(content));
    await expect(reading).rejects.toMatchObject({ code, exitCode: 2, hints: [expect.any(String)] });
    await expect(reading).rejects.toThrow(reason);
  });

  test("none at all: it says how to name one", async () => {
    const missing = join(temporaryFolder(), "manifest.json");
    await expect(readKeysManifest(missing)).rejects.toMatchObject({
      code: "KEY_MANIFEST_MISSING",
      file: missing,
      hints: [expect.stringContaining("--manifest"), expect.stringContaining("--dev")],
    });
  });

  test("nothing is written of one that contradicts itself", async () => {
    const file = join(temporaryFolder(), "manifest.json");
    await expect(writeKeysManifest(file, manifestOf(ceremonyEntry({ ptau: null })))).rejects.toThrow();
    expect(readdirSync(join(file, ".."))).toEqual([]);
  });
});
