/** Which powers of tau a ceremony takes. @module */
import { appendFileSync, copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type InitRequest, initCeremony } from "../../prover/ceremony/init-ceremony.ts";
import { KNOWN_PTAU } from "../../prover/ceremony/known-ptau.ts";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { type TestCircuit, testCircuit } from "./test-ceremony.ts";

let circuit: TestCircuit;
let out: string;

beforeAll(async () => {
  circuit = await testCircuit();
  out = join(temporaryFolder(), "ceremony");
});
afterAll(stopCurveWorkers);

const init = (changes: Partial<InitRequest>) =>
  initCeremony({
    folder: out,
    r1cs: circuit.r1cs,
    size: null,
    ptau: circuit.ptau.prepared,
    allowUnknownPtau: false,
    ptauTable: circuit.table,
    ...changes,
  });

test("the table is the one that snarkjs publishes, from 2^15 to 2^24", () => {
  const require = createRequire(import.meta.url);
  const readme = readFileSync(join(dirname(require.resolve("snarkjs")), "../README.md"), "utf8");
  const published = [
    ...readme.matchAll(
      /^\|\s*(\d+)\s*\|.*\[(powersOfTau28_hez_final\S*\.ptau)\].*\|\s*([0-9a-f]{128})\s*\|$/gm,
    ),
  ]
    .map(([, power, name, blake2b512]) => ({ power: Number(power), name, blake2b512 }))
    .filter(({ power }) => power >= 15 && power <= 24);
  expect(KNOWN_PTAU).toEqual(published);
  expect(KNOWN_PTAU.map(({ power }) => power)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
});

test("a published file is taken by its hash, under its published name", async () => {
  const folder = join(temporaryFolder(), "ceremony");
  const { ptau } = await init({ folder });
  expect(ptau).toEqual({
    name: "published_08.ptau",
    power: 8,
    blake2b512: circuit.table[0]!.blake2b512,
    known: true,
  });
});

describe("refused, and nothing is left behind", () => {
  const wrong = "0".repeat(128);
  const damaged = (edit: (path: string) => void) => () => {
    const path = join(temporaryFolder(), "some.ptau");
    copyFileSync(circuit.ptau.prepared, path);
    edit(path);
    return path;
  };
  const cases: [string, () => Partial<InitRequest>, object][] = [
    [
      "a file that nobody published, naming its hash and the one expected for its size",
      () => ({ ptauTable: [{ power: 8, name: "published_08.ptau", blake2b512: wrong }] }),
      {
        code: "PTAU_UNKNOWN",
        exitCode: 1,
        expected: { power: 8, name: "published_08.ptau", blake2b512: wrong },
        message: expect.stringMatching(
          /BLAKE2b-512 is [0-9a-f]{128}; the published published_08.ptau has 0{128}/,
        ),
      },
    ],
    [
      "the published hash of another size",
      () => ({ ptauTable: [{ ...circuit.table[0]!, power: 9 }] }),
      { code: "PTAU_UNKNOWN", expected: undefined },
    ],
    [
      "a file with one byte more",
      () => ({ ptau: damaged((path) => appendFileSync(path, "x"))() }),
      { code: "PTAU_UNKNOWN" },
    ],
    [
      "a file that is cut",
      () => ({ ptau: damaged((path) => truncateSync(path, 5000))() }),
      { code: "PTAU_FORMAT", exitCode: 2 },
    ],
    [
      "something else",
      () => ({ ptau: damaged((path) => writeFileSync(path, "no powers of tau"))() }),
      { code: "PTAU_FORMAT" },
    ],
    ["a missing file", () => ({ ptau: join(out, "nothing") }), { code: "PTAU_FORMAT" }],
    [
      "too few powers",
      () => ({ ptau: circuit.ptauTooSmall.prepared }),
      { code: "PTAU_TOO_SMALL", exitCode: 2, power: 7, circuitPower: 8 },
    ],
    [
      "powers not prepared for phase 2",
      () => ({ ptau: circuit.ptau.unprepared, allowUnknownPtau: true }),
      { code: "PTAU_NOT_PREPARED", exitCode: 2 },
    ],
  ];
  test.each(cases)("%s", async (_, changes, error) => {
    await expect(init(changes())).rejects.toMatchObject(error);
    expect(existsSync(out)).toBe(false);
  });
});

test("--allow-unknown-ptau goes on, and marks the ceremony", async () => {
  const folder = join(temporaryFolder(), "ceremony");
  const { ptau } = await init({ folder, ptauTable: [], allowUnknownPtau: true });
  expect(ptau).toMatchObject({ name: "prepared.ptau", known: false });
});
