/**
 * Development keys by native arithmetic are, byte for byte, those that WASM makes of the same secrets; snarkjs proves with
 * them.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { startNativeProcess } from "../../prover/prove/native/native-process.ts";
import { makeDevelopmentKeys } from "../../scripts/development-keys/make-development-keys.ts";
import { NativeMultiples } from "../../scripts/development-keys/native-multiples.ts";
import { R1csFile } from "../../scripts/development-keys/r1cs-file.ts";
import { drawToxicWaste } from "../../scripts/development-keys/toxic-waste.ts";
import { domainPowerOf, writeGroth16Key } from "../../scripts/development-keys/write-groth16-key.ts";
import { ZkeyWriter } from "../../scripts/development-keys/zkey-writer.ts";
import {
  type CompiledCircuit,
  compile,
  isAccepted,
  keyFiles,
  mainCircuit,
  stopSnarkjsThreads,
  temporaryFolder,
  witnessOf,
} from "../scripts/development-keys/key-circuit.ts";
import { multiple } from "./curve.ts";
import { built, nativePaths, startNative } from "./native-programs.ts";
import { RandomNumbers, toBytes } from "./numbers.ts";

const folder = temporaryFolder();
afterAll(async () => {
  folder.remove();
  await stopSnarkjsThreads();
});

const EDGES = [
  0n,
  1n,
  2n,
  SCALAR_FIELD_ORDER - 1n,
  SCALAR_FIELD_ORDER - 2n,
  SCALAR_FIELD_ORDER >> 1n,
  // Every digit one above half of its window: the carry runs through the whole scalar.
  (1n << 253n) - 1n,
  ...Array.from({ length: 254 }, (_, k) => 1n << BigInt(k)),
];

describe.each(nativePaths)("path %s", (path) => {
  it.each(["G1", "G2"] as const)(
    "multiples of the generator of %s, for tables of all widths",
    async (group) => {
      const random = new RandomNumbers(99);
      const scalars = [...EDGES, ...Array.from({ length: 300 }, () => random.below(SCALAR_FIELD_ORDER))];
      const expected = Buffer.concat(scalars.map((scalar) => multiple(group, scalar)));
      const process = startNative("generator-multiples", "--path", path, "--threads", "2");
      for (const points of [1, 100, 1_000, 30_000]) {
        const file = join(folder.path, `${path}-${group}-${points}`);
        writeFileSync(file, Buffer.alloc(5));
        expect((await process.request({ operation: "table", group, points })).header.type).toBe("table");
        const payload = Buffer.concat(scalars.map(toBytes));
        const request = { operation: "multiply", group, file, offset: 5 };
        expect((await process.request(request, payload)).header).toEqual({ type: "written" });
        expect(readFileSync(file).subarray(5).equals(expected), `table for ${points} points`).toBe(true);
      }
    },
  );
});

describe.runIf(built !== undefined)("the key of keys-public", () => {
  let circuit: CompiledCircuit;
  beforeAll(async () => {
    circuit = await compile(mainCircuit("keys-public"), folder.path);
  });

  it("is that of WASM, byte for byte", async () => {
    const r1cs = new R1csFile(circuit.r1csPath);
    const secrets = drawToxicWaste(2 ** domainPowerOf(r1cs.header));
    const [native, wasm] = [join(folder.path, "native.zkey"), join(folder.path, "wasm.zkey")];
    const multiples = built!.programs["generator-multiples"];
    const keys = [
      await writeGroth16Key(r1cs, native, { threads: 2, multiples }, () => {}, secrets),
      await writeGroth16Key(r1cs, wasm, { threads: 2, multiples: undefined }, () => {}, secrets),
    ];
    r1cs.close();
    expect(keys[0]).toEqual(keys[1]);
    expect(readFileSync(native).equals(readFileSync(wasm))).toBe(true);
  });

  it("proves and verifies with snarkjs", async () => {
    const files = keyFiles(join(folder.path, "native"));
    const multiples = built!.programs["generator-multiples"];
    await makeDevelopmentKeys({ r1csPath: circuit.r1csPath, ...files, circuitSourceHash: "test", multiples });
    const witness = await witnessOf(circuit, { x: "5", y: "11", secret: "12345" });
    expect(await isAccepted(files, witness)).toBe(true);
    const change = (signals: string[]) =>
      signals.map((signal, i) => (i === 0 ? `${BigInt(signal) ^ 1n}` : signal));
    expect(await isAccepted(files, witness, change)).toBe(false);
  });

  it("a program that dies or refuses is a typed error", async () => {
    const multiples = new NativeMultiples("/nowhere/generator-multiples", 1, { G1: 1, G2: 1 });
    const writer = new ZkeyWriter(join(folder.path, "none.zkey"));
    const fill = writer.section("ic", (section) =>
      multiples.fill(section, "G1", Buffer.alloc(64, 1), () => {}),
    );
    await expect(fill).rejects.toMatchObject({ code: "POINT_WORKER_FAILED" });
    writer.close();
    const answers: unknown[] = [];
    await new Promise<void>((done) => {
      const child = startNativeProcess(built!.programs["generator-multiples"], [], {
        onFrame({ header }) {
          answers.push(header.code);
          if (answers.length === 3) {
            child.kill();
            done();
          }
        },
        onEnd: () => done(),
      });
      child.send({ operation: "multiply", group: "G1", file: "/nowhere/key", offset: 0 }, Buffer.alloc(32));
      child.send({ operation: "table", group: "G3", points: 1 });
      child.send({ operation: "dance", group: "G1" });
    });
    expect(answers).toEqual(["REQUEST_INVALID", "REQUEST_INVALID", "REQUEST_INVALID"]);
  });
});
