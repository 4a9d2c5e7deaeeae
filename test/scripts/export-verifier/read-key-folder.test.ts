/** What a key is, is what its sidecar and the manifest say together. @module */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { KeyEntry } from "../../../prover/keys/manifest.ts";
import { readKeyFolder } from "../../../scripts/export-verifier/read-key-folder.ts";
import { DEVELOPMENT, type KeyFolder, keyFolder } from "./key-folder.ts";

const OTHER_HASH = "8".repeat(64);

let key: KeyFolder;
beforeEach(async () => {
  key = await keyFolder();
});
const read = () => readKeyFolder(key.keys, key.manifest);
const path = (file: string) => join(key.keys, file);

describe("the kind of a key", () => {
  it("is a ceremony's where sidecar and manifest say so", async () => {
    expect(await read()).toEqual({
      verificationKey: readFileSync(path("verification-key.json"), "utf8"),
      circuitSourceHash: key.entry.circuit.sourceHash,
      keyKind: "ceremony",
    });
  });

  it.each<[string, Partial<KeyEntry>]>([
    ["a development key", DEVELOPMENT],
    ["an insecure ceremony's key", { insecure: "unknown powers of tau" }],
  ])("is development for %s, which needs no manifest", async (_, fields) => {
    key.writeSidecar(fields);
    rmSync(key.manifest);
    expect(await read()).toMatchObject({ keyKind: "development" });
  });

  it.each<[string, () => Partial<KeyEntry>]>([
    ["has another key", () => ({ verificationKey: { ...key.entry.verificationKey, sha256: OTHER_HASH } })],
    ["calls it a development key", () => DEVELOPMENT],
    ["calls it insecure", () => ({ insecure: "unknown powers of tau" })],
    ["has it for another circuit", () => ({ circuit: { ...key.entry.circuit, sourceHash: OTHER_HASH } })],
  ])("is not a ceremony's where the manifest %s: exit code 1", async (_, fields) => {
    await key.writeManifest(fields());
    await expect(read()).rejects.toMatchObject({ code: "KEY_NOT_TRUSTED", exitCode: 1 });
  });

  it("is not a ceremony's without a manifest: exit code 2", async () => {
    rmSync(key.manifest);
    await expect(read()).rejects.toMatchObject({ code: "KEY_MANIFEST_MISSING", exitCode: 2 });
  });
});

describe("a folder whose files are not one key is refused", () => {
  it.each<[string, () => void, RegExp]>([
    [
      "another verification key",
      () => key.writeSidecar({}, { verificationKeySha256: OTHER_HASH }),
      /verification key's SHA-256 is .*, expected 8{64}/,
    ],
    [
      "a development key that was made one of a ceremony by hand",
      () => key.writeSidecar(DEVELOPMENT, { kind: "ceremony", insecure: false }),
      /the key.s id is ceremony-.*, expected development-|the key.s id is development-/,
    ],
    [
      "another proving key",
      () => writeFileSync(path("proving-key.zkey"), "another"),
      /proving key's SHA-256/,
    ],
  ])("%s: exit code 1", async (_, spoil, reason) => {
    spoil();
    const reading = read();
    await expect(reading).rejects.toMatchObject({ code: "KEY_FOLDER_MISMATCH", exitCode: 1 });
    await expect(reading).rejects.toThrow(reason);
  });

  it.each<[string, () => void, string]>([
    ["no sidecar", () => rmSync(path("key.json")), "KEY_FOLDER_UNREADABLE"],
    ["a sidecar of nothing", () => writeFileSync(path("key.json"), "{}"), "KEY_FOLDER_UNREADABLE"],
    ["no verification key", () => rmSync(path("verification-key.json")), "VERIFICATION_KEY_UNUSABLE"],
  ])("%s: exit code 2", async (_, spoil, code) => {
    spoil();
    await expect(read()).rejects.toMatchObject({ code, exitCode: 2 });
  });

  it("the proving key may lie elsewhere", async () => {
    rmSync(path("proving-key.zkey"));
    expect(await read()).toMatchObject({ keyKind: "ceremony" });
  });
});
