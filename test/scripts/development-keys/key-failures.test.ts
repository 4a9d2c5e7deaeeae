import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeDevelopmentKeys } from "../../../scripts/development-keys/make-development-keys.ts";
import { uint32 } from "../../../scripts/development-keys/zkey-writer.ts";
import { editedCopy, readSection, sectionRanges } from "./binary-sections.ts";
import {
  type CompiledCircuit,
  compile,
  keyFiles,
  mainCircuit,
  makeKey,
  temporaryFolder,
} from "./key-circuit.ts";

describe("a failure leaves no file and changes none", () => {
  const cut = temporaryFolder();
  const output = join(cut.path, "out");
  let circuit: CompiledCircuit;
  beforeAll(async () => {
    circuit = await compile(mainCircuit("keys-public"), cut.path);
  });
  afterAll(() => cut.remove());

  const make = (r1csPath: string) =>
    makeDevelopmentKeys({ r1csPath, ...keyFiles(output), circuitSourceHash: "test", threads: 1 });

  it("for an r1cs cut anywhere, or broken in its last constraint", async () => {
    mkdirSync(output);
    const whole = readFileSync(circuit.r1csPath);
    const broken = join(cut.path, "broken.r1cs");
    for (const part of [0, 0.1, 0.5, 0.9, 0.999]) {
      writeFileSync(broken, whole.subarray(0, Math.floor(whole.length * part)));
      await expect(make(broken), `cut at ${part}`).rejects.toMatchObject({
        code: "R1CS_FORMAT",
        exitCode: 2,
      });
    }
    // Found only when the constraints are read, after writing began.
    const { end } = sectionRanges(whole).get(2)!;
    await expect(
      make(editedCopy(circuit.r1csPath, (bytes) => bytes.fill(0xff, end - 32, end))),
    ).rejects.toMatchObject({
      code: "R1CS_FORMAT",
    });
    expect(readdirSync(output)).toEqual([]);
  });

  it("for a circuit too large for any domain", async () => {
    // Constraints without terms are twelve zero bytes each: the file is a header before one long hole.
    const constraintCount = 2 ** 24;
    const header = Buffer.from(readSection(circuit.r1csPath, 1));
    header.writeUInt32LE(constraintCount, 60);
    const large = join(cut.path, "large.r1cs");
    const start = Buffer.concat([
      Buffer.from("r1cs"),
      uint32(1),
      uint32(3),
      sectionStart(1, header.length),
      header,
      sectionStart(3, 8 * header.readUInt32LE(36)),
      readSection(circuit.r1csPath, 3),
      sectionStart(2, 12 * constraintCount),
    ]);
    writeFileSync(large, start);
    truncateSync(large, start.length + 12 * constraintCount);
    await expect(make(large)).rejects.toMatchObject({ code: "CIRCUIT_TOO_LARGE", domainPower: 25 });
    expect(readdirSync(output)).toEqual([]);
  });

  it("keeps the key that was there", async () => {
    const before = await makeKey(circuit.r1csPath, output);
    const contents = Object.values(before).map((path: string) => readFileSync(path));
    const empty = join(cut.path, "empty.r1cs");
    writeFileSync(empty, "");
    await expect(make(empty)).rejects.toMatchObject({ code: "R1CS_FORMAT" });
    expect(Object.values(before).map((path: string) => readFileSync(path))).toEqual(contents);
    expect(readdirSync(output).length).toBe(3);
  });
});

function sectionStart(id: number, length: number): Buffer {
  return Buffer.concat([uint32(id), uint32(length), uint32(0)]);
}
