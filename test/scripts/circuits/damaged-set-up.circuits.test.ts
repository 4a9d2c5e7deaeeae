/**
 * What a set-up keeps is whole: whatever of it is cut, emptied, changed or lost, the next one makes it again, and what errors advise
 * (`npm run setup`) helps.
 * @module
 */
import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { circuitFiles } from "../../../prover/keys/circuit-files.ts";
import { keySidecarSchema } from "../../../prover/keys/key-sidecar.ts";
import { sha256OfFile } from "../../../prover/keys/sha256-of-file.ts";
import { type CompiledCircuit, compileCircuit } from "../../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../../scripts/circuits/repository-root.ts";
import { compilePageCircuit, setUpDevelopmentKeys } from "../../../scripts/circuits/set-up-size.ts";
import { makeWitnessProgram } from "../../../scripts/circuits/witness-program/make-witness-program.ts";
import { filesBelow } from "../../attack/kills/files-below.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";

const MAIN = join(REPOSITORY_ROOT, "test/ceremony/sixteen-inputs.circom");

const changed = (path: string, change: (bytes: Buffer) => Buffer) =>
  writeFileSync(path, change(readFileSync(path)));
const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
  "is cut": (path) => changed(path, (bytes) => bytes.subarray(0, (bytes.length >> 3) * 4)),
  "has one bit changed": (path) =>
    changed(path, (bytes) => {
      bytes[bytes.length >> 1]! ^= 1;
      return bytes;
    }),
  "is empty": (path) => writeFileSync(path, ""),
  "is lost": (path) => rmSync(path),
};
const damagesOf = (names: readonly string[]) =>
  names.flatMap((name, i) =>
    Object.keys(DAMAGES)
      // Each damage once, and all of the file that says what the others are.
      .filter((_, j) => name.endsWith(".json") || i % 4 === j)
      .map((damage): [string, string] => [name, damage]),
  );

let circuit: CompiledCircuit;
beforeAll(async () => {
  circuit = await compileCircuit(MAIN, join(temporaryFolder(), "circuit"));
});

describe("a compiled circuit", () => {
  const names = ["circuit.r1cs", "circuit.wasm", "circuit.sym", "circuit.json"];
  it.each(damagesOf(names))("of which %s %s is compiled again", async (name, damage) => {
    const before = filesBelow(circuit.directory);
    DAMAGES[damage]!(join(circuit.directory, name));
    expect(filesBelow(circuit.directory)).not.toBe(before);
    await compileCircuit(MAIN, circuit.directory);
    expect(filesBelow(circuit.directory)).toBe(before);
  });
});

describe("development keys", () => {
  const files = circuitFiles("test", temporaryFolder());
  const folder = dirname(files.keyManifest);
  const setUp = () => setUpDevelopmentKeys(files, circuit, undefined, () => {});
  const sidecar = () => keySidecarSchema.parse(JSON.parse(readFileSync(files.keyManifest, "utf8")));
  const expectWhole = async () => {
    expect(await sha256OfFile(files.provingKey)).toBe(sidecar().zkeySha256);
    expect(await sha256OfFile(files.verificationKey)).toBe(sidecar().verificationKeySha256);
  };
  beforeAll(setUp);

  it("that are whole are kept", async () => {
    const before = filesBelow(folder);
    await setUp();
    expect(filesBelow(folder)).toBe(before);
  });

  it.each(damagesOf(["proving-key.zkey", "verification-key.json", "key.json"]))(
    "of which %s %s are made again",
    async (name, damage) => {
      DAMAGES[damage]!(join(folder, name));
      await setUp();
      await expectWhole();
    },
  );

  it("take no damaged key of a ceremony's place", async () => {
    writeFileSync(files.keyManifest, JSON.stringify({ ...sidecar(), kind: "ceremony" }));
    DAMAGES["is cut"]!(files.provingKey);
    const before = filesBelow(folder);
    await expect(setUp()).rejects.toMatchObject({ code: "CEREMONY_KEY_DAMAGED", folder });
    expect(filesBelow(folder)).toBe(before);
  });
});

describe("a witness program", () => {
  let page: CompiledCircuit;
  let whole: Buffer;
  beforeAll(async () => {
    const compiled = await compilePageCircuit("test");
    page = { ...compiled, directory: temporaryFolder() };
    for (const name of readdirSync(compiled.directory))
      if (name !== "witness.program") symlinkSync(join(compiled.directory, name), join(page.directory, name));
    whole = readFileSync(await makeWitnessProgram(page));
  });

  it.each(Object.keys(DAMAGES))("that %s is made again", async (damage) => {
    DAMAGES[damage]!(join(page.directory, "witness.program"));
    expect(readFileSync(await makeWitnessProgram(page)).equals(whole)).toBe(true);
  });
});
