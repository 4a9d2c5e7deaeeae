/**
 * A development key must be one that snarkjs takes as its own: it proves, verifies and exports with it unchanged,
 * and refuses what is false. Circuits: test/circuits/mains/keys-*.circom, and random ones.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadBn254 } from "../../../scripts/development-keys/load-bn254.ts";
import { makeDevelopmentKeys } from "../../../scripts/development-keys/make-development-keys.ts";
import type { KeyProgress } from "../../../scripts/development-keys/write-groth16-key.ts";
import { editedCopy, readSection, sectionRanges } from "./binary-sections.ts";
import {
  type CompiledCircuit,
  compile,
  isAccepted,
  type KeyFiles,
  keyFiles,
  mainCircuit,
  makeKey,
  stopSnarkjsThreads,
  temporaryFolder,
  witnessOf,
} from "./key-circuit.ts";
import { randomCircuitSource } from "./random-circuit.ts";

const SECTIONS = { header: 2, ic: 3, coefficients: 4, a: 5, b1: 6, b2: 7, c: 8, h: 9, contributions: 10 };
const folder = temporaryFolder();
const tau = join(folder.path, "tau.ptau");

afterAll(async () => {
  folder.remove();
  await stopSnarkjsThreads();
});

interface Example {
  readonly circuit: CompiledCircuit;
  readonly key: KeyFiles;
  readonly wtnsPath: string;
}

async function prepare(
  sourcePath: string,
  input: snarkjs.CircuitSignals,
  keyFolder: string,
): Promise<Example> {
  const circuit = await compile(sourcePath, folder.path);
  const key = await makeKey(circuit.r1csPath, keyFolder);
  return { circuit, key, wtnsPath: await witnessOf(circuit, input) };
}

beforeAll(async () => {
  // Contributed to once: a fresh accumulator has tau = 1, which lies in the domain and makes most points infinity.
  const empty = join(folder.path, "empty.ptau");
  const contributed = join(folder.path, "contributed.ptau");
  await snarkjs.powersOfTau.newAccumulator((await loadBn254()).curve, 5, empty);
  await snarkjs.powersOfTau.contribute(empty, contributed, "test", "test");
  await snarkjs.powersOfTau.preparePhase2(contributed, tau);
});

const circuits: [string, snarkjs.CircuitSignals][] = [
  ["keys-no-public", { a: "4", b: "3" }],
  ["keys-public", { x: "5", y: "11", secret: "12345" }],
  ["keys-full-domain", { start: "3" }],
  ["keys-past-domain", { start: "3" }],
];

describe.each(circuits)("the key of %s", (name, input) => {
  let example: Example;
  beforeAll(async () => {
    example = await prepare(mainCircuit(name), input, join(folder.path, name));
  });

  it("proves and verifies with snarkjs", async () => {
    expect(await isAccepted(example.key, example.wtnsPath)).toBe(true);
  });

  it("refuses a witness with any one wire changed", async () => {
    const { start, end } = sectionRanges(readFileSync(example.wtnsPath)).get(2)!;
    for (let wire = 0; wire < (end - start) / 32; wire++) {
      const changed = editedCopy(example.wtnsPath, (bytes) => {
        bytes.writeUInt8(bytes[start + wire * 32]! ^ 1, start + wire * 32);
      });
      expect(await isAccepted(example.key, changed), `wire ${wire}`).toBe(false);
    }
  });

  it("exports the verification key that stands beside it", async () => {
    const exported: unknown = await snarkjs.zKey.exportVerificationKey(example.key.zkeyPath);
    expect(JSON.parse(readFileSync(example.key.verificationKeyPath, "utf8"))).toEqual(exported);
  });

  it("has the sizes and coefficients that snarkjs itself writes for the circuit", async () => {
    const official = join(folder.path, `${name}.official.zkey`);
    await snarkjs.zKey.newZKey(example.circuit.r1csPath, tau, official);
    const ours = (section: number): Buffer => readSection(example.key.zkeyPath, section);
    const theirs = (section: number): Buffer => readSection(official, section);
    expect(ours(SECTIONS.coefficients)).toEqual(theirs(SECTIONS.coefficients));
    // Primes and counts; the points that follow are random.
    expect(ours(SECTIONS.header).subarray(0, 84)).toEqual(theirs(SECTIONS.header).subarray(0, 84));
    for (const section of Object.values(SECTIONS)) expect(ours(section).length).toBe(theirs(section).length);
    // Infinity stands where theirs does: wires that a matrix never uses.
    for (const section of [SECTIONS.a, SECTIONS.b1, SECTIONS.b2, SECTIONS.c, SECTIONS.h]) {
      expect(zeroPoints(ours(section)), `section ${section}`).toEqual(zeroPoints(theirs(section)));
    }
  });
});

/** Whether each 64 bytes are all zero. */
function zeroPoints(section: Buffer): boolean[] {
  return Array.from({ length: section.length / 64 }, (_, i) =>
    section.subarray(i * 64, i * 64 + 64).every((b) => b === 0),
  );
}

describe("with the key of keys-public", () => {
  let example: Example;
  beforeAll(async () => {
    example = await prepare(
      mainCircuit("keys-public"),
      { x: "5", y: "11", secret: "12345" },
      join(folder.path, "broken"),
    );
  });

  it("refuses any one public signal changed", async () => {
    for (let changed = 0; changed < 4; changed++) {
      const change = (signals: string[]): string[] =>
        signals.map((signal, i) => (i === changed ? (BigInt(signal) ^ 1n).toString() : signal));
      expect(await isAccepted(example.key, example.wtnsPath, change), `signal ${changed}`).toBe(false);
    }
  });

  // What this file calls a good key must not be one with a wrong point: else the tests above prove nothing.
  it.each(["a", "b1", "b2", "c", "h"] as const)(
    "one wrong point in section %s is noticed",
    async (section) => {
      const zkeyPath = editedCopy(example.key.zkeyPath, (bytes) => {
        const { start, end } = sectionRanges(bytes).get(SECTIONS[section])!;
        const pointBytes = section === "b2" ? 128 : 64;
        const points = bytes.subarray(start, end);
        const used = Array.from({ length: points.length / pointBytes }, (_, i) => i * pointBytes).filter(
          (offset) => points.subarray(offset, offset + pointBytes).some((byte) => byte !== 0),
        );
        // Another point of the same group, so that nothing but its scalar is wrong.
        points.copyWithin(used[0]!, used[1]!, used[1]! + pointBytes);
      });
      expect(await isAccepted({ ...example.key, zkeyPath }, example.wtnsPath)).toBe(false);
    },
  );

  it("tells in the key and beside it that it is insecure, with the hashes of the files", () => {
    const sha256 = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
    const verificationKeySha256 = sha256(example.key.verificationKeyPath);
    expect(JSON.parse(readFileSync(example.key.sidecarPath, "utf8"))).toEqual({
      kind: "development",
      id: `development-${verificationKeySha256.slice(0, 16)}`,
      insecure: true,
      warning: expect.stringContaining("INSECURE"),
      circuitSourceHash: "test",
      r1csSha256: sha256(example.circuit.r1csPath),
      zkeySha256: sha256(example.key.zkeyPath),
      verificationKeySha256,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect(readSection(example.key.zkeyPath, SECTIONS.contributions).toString("latin1")).toMatch(
      /^INSECURE DEVELOPMENT/,
    );
  });

  it("reports progress that only grows and ends at the total", async () => {
    const reports: KeyProgress[] = [];
    await makeDevelopmentKeys({
      r1csPath: example.circuit.r1csPath,
      ...keyFiles(join(folder.path, "progress")),
      circuitSourceHash: "test",
      threads: 1,
      onProgress: (progress) => reports.push(progress),
    });
    for (const stage of ["constraints", "points"]) {
      const counts = reports.filter((report) => report.stage === stage);
      expect(counts.map(({ done }) => done)).toEqual(counts.map(({ done }) => done).sort((a, b) => a - b));
      expect(counts.at(-1)!.done).toBe(counts.at(-1)!.total);
    }
  });

  it("a second key for the same circuit shares no point with the first", async () => {
    const second = await makeKey(example.circuit.r1csPath, join(folder.path, "second"));
    const points = (key: KeyFiles): string[] =>
      [SECTIONS.ic, SECTIONS.a, SECTIONS.c, SECTIONS.h].flatMap((section) => {
        const bytes = readSection(key.zkeyPath, section);
        return zeroPoints(bytes).flatMap((zero, i) =>
          zero ? [] : bytes.toString("hex", i * 64, i * 64 + 64),
        );
      });
    const first = new Set(points(example.key));
    expect(points(second).filter((point) => first.has(point))).toEqual([]);
  });
});

it("any circuit: snarkjs proves and verifies with the key, and refuses another public signal", async () => {
  let run = 0;
  const inputs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n }), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(randomCircuitSource, inputs, async (source, values) => {
      const path = join(folder.path, `random-${++run}.circom`);
      writeFileSync(path, source);
      const { key, wtnsPath } = await prepare(
        path,
        { in: values.map(String) },
        join(folder.path, `random-${run}`),
      );
      expect(await isAccepted(key, wtnsPath)).toBe(true);
      const change = ([first, ...rest]: string[]): string[] => [(BigInt(first!) ^ 1n).toString(), ...rest];
      expect(await isAccepted(key, wtnsPath, change)).toBe(false);
    }),
    { numRuns: 5 },
  );
});
