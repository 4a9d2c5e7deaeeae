/** Whatever is changed in a ceremony is caught, and named by the contribution that it is in. @module */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { applyBeacon } from "../../prover/ceremony/apply-beacon.ts";
import { attestationName, zkeyName } from "../../prover/ceremony/ceremony-folder.ts";
import { findStepFault } from "../../prover/ceremony/check-step.ts";
import { contribute } from "../../prover/ceremony/contribute.ts";
import { exportKeys } from "../../prover/ceremony/export-keys.ts";
import type { Transcript, TranscriptContribution } from "../../prover/ceremony/transcript.ts";
import { type VerifyRequest, verifyCeremony } from "../../prover/ceremony/verify-ceremony.ts";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import {
  BUILD_FOLDER,
  copyOf,
  editTranscript,
  offsetOfSection,
  startCeremony,
  swapPoints,
  type TestCircuit,
  tamperAsContributor,
  testCircuit,
} from "./test-ceremony.ts";

const BEACON = { value: "ab".repeat(32), iterationsExp: 10, source: "a test" };
let circuit: TestCircuit;
let original: string;
let folder: string;

beforeAll(async () => {
  circuit = await testCircuit();
  original = join(temporaryFolder(), "ceremony");
  await startCeremony(original, circuit, ["Ada", "Bert", "Cleo"]);
  await applyBeacon({ folder: original, ...BEACON });
});
afterAll(stopCurveWorkers);
beforeEach(() => {
  folder = copyOf(original, join(temporaryFolder(), "ceremony"));
});

const verify = (changes: Partial<VerifyRequest> = {}) =>
  verifyCeremony({
    folder,
    r1cs: circuit.r1cs,
    ptau: circuit.ptau.prepared,
    ptauTable: circuit.table,
    ...changes,
  });

const path = (name: string) => join(folder, name);

function flip(file: string, byte: number): void {
  const bytes = readFileSync(file);
  bytes[byte]! ^= 1;
  writeFileSync(file, bytes);
}

const flipIn =
  (section: number, skip = 0) =>
  (zkey: Buffer) => {
    zkey[offsetOfSection(zkey, section) + skip]! ^= 1;
  };

const withContribution = (number: number, fields: Partial<TranscriptContribution>) =>
  editTranscript(folder, (transcript) => ({
    ...transcript,
    contributions: transcript.contributions.map((contribution) =>
      contribution.number === number ? { ...contribution, ...fields } : contribution,
    ),
  }));

test("an honest ceremony holds: every contribution in order, with the hash that its contributor was told", async () => {
  const report = await verify();
  expect(report).toMatchObject({ valid: true, finalised: true, insecure: false, faults: [] });
  expect(report.contributions.map(({ number, name, type }) => [number, name, type])).toEqual([
    [1, "Ada", "contribution"],
    [2, "Bert", "contribution"],
    [3, "Cleo", "contribution"],
    [4, "beacon", "beacon"],
  ]);
  for (const { number, hash } of report.contributions) {
    const words = hash.match(/.{8}/g)!;
    expect(readFileSync(path(attestationName(number)), "utf8")).toContain(words.slice(0, 4).join(" "));
  }
});

describe("a changed file is named by its number, and by no other", () => {
  const cases: [string, () => unknown, RegExp[]][] = [
    ["the starting key", () => flip(path(zkeyName(0)), 4000), [/^the starting key: its zkey was changed/]],
    [
      "an earlier zkey",
      () => flip(path(zkeyName(2)), 90_000),
      [/^contribution 2 \(Bert\): its zkey was changed/],
    ],
    [
      "the last zkey",
      () => flip(path(zkeyName(4)), 90_000),
      [/^contribution 4 \(beacon\): its zkey was changed/],
    ],
    [
      "a missing zkey",
      () => rmSync(path(zkeyName(1))),
      [/^contribution 1 \(Ada\): its zkey .* cannot be read/, /Ada/],
    ],
    [
      "an attestation",
      () => flip(path(attestationName(3)), 60),
      [/^contribution 3 \(Cleo\): its attestation does not match/],
    ],
    [
      "a missing attestation",
      () => rmSync(path(attestationName(3))),
      [/^contribution 3 \(Cleo\): its attestation/],
    ],
    [
      "two zkeys exchanged",
      () => copyFileSync(path(zkeyName(1)), path(zkeyName(2))),
      [/Bert.*changed/, /Bert.*records 1 contributions/],
    ],
  ];
  test.each(cases)("%s", async (_, change, faults) => {
    await change();
    const report = await verify();
    expect(report.valid).toBe(false);
    expect(report.faults).toEqual(faults.map((fault) => expect.stringMatching(fault)));
  });
});

describe("a transcript that agrees with its files but not with the keys", () => {
  const everyFrom = (number: number) => Array.from({ length: 5 - number }, (_, i) => number + i);
  const cases: [string, () => Promise<unknown>, number[]][] = [
    ["another name", () => withContribution(2, { name: "Mallory" }), everyFrom(2)],
    ["another contribution hash", () => withContribution(2, { hash: "0".repeat(128) }), everyFrom(2)],
    [
      "another beacon value",
      () => withContribution(4, { beacon: { ...BEACON, value: "00".repeat(32) } }),
      [4],
    ],
    ["fewer beacon iterations", () => withContribution(4, { beacon: { ...BEACON, iterationsExp: 11 } }), [4]],
    [
      "a beacon passed off as a person",
      () => withContribution(4, { type: "contribution", beacon: null }),
      [4],
    ],
  ];
  test.each(cases)("%s", async (_, change, numbers) => {
    await change();
    const { faults, contributions } = await verify();
    expect(contributions.filter((entry) => entry.faults.length > 0).map(({ number }) => number)).toEqual(
      numbers,
    );
    expect(faults[0]).toMatch(new RegExp(`^contribution ${numbers[0]} .*records another contribution`));
  });

  test("a contribution left out", async () => {
    await editTranscript(folder, (transcript) => ({
      ...transcript,
      contributions: transcript.contributions.slice(0, 3),
    }));
    expect(await verify()).toMatchObject({ valid: true, finalised: false });
    copyFileSync(path(zkeyName(4)), path(zkeyName(3)));
    expect((await verify()).faults).toHaveLength(2);
  });
});

describe("a contributor who edits their own key, and enters it: the others build on it, and it is still found", () => {
  const cases: [string, (zkey: Buffer) => void, RegExp][] = [
    ["L: other points for private wires", (zkey) => swapPoints(zkey, 8), /L section does not match/],
    ["H: other points for the quotient", (zkey) => swapPoints(zkey, 9), /H section does not match/],
    ["A: other points", flipIn(5), /A section is not identical/],
    ["IC: other public inputs", flipIn(3), /IC section is not identical/],
    ["coefficients", flipIn(4, 8), /Coeffs section is not identical/],
  ];
  test.each(cases)("%s", async (_, edit, reason) => {
    folder = join(temporaryFolder(), "tampered");
    await startCeremony(folder, circuit, ["Ada", "Bert"]);
    await tamperAsContributor(folder, 2, edit);
    await contribute({ folder, name: "Cleo", entropy: "x" });
    await applyBeacon({ folder, ...BEACON });
    const { faults, contributions } = await verify();
    expect(faults).toEqual([expect.stringMatching(/^contribution 2 \(Bert\): its key does not follow/)]);
    expect(faults[0]).toMatch(reason);
    expect(contributions.map((entry) => entry.faults.length)).toEqual([0, 1, 0, 0]);
  });

  test("delta of their own choice, which would let them forge every proof", async () => {
    folder = join(temporaryFolder(), "tampered");
    await startCeremony(folder, circuit, ["Ada", "Bert"]);
    // delta back to the generators, as in the starting key: L and H too.
    const start = readFileSync(path(zkeyName(0)));
    await tamperAsContributor(folder, 2, (zkey) => {
      for (const [section, skip, length] of [
        [2, 468, 192],
        [8, 0, 201 * 64],
        [9, 0, 256 * 64],
      ] as const) {
        const at = offsetOfSection(start, section) + skip;
        start.copy(zkey, offsetOfSection(zkey, section) + skip, at, at + length);
      }
    });
    const { faults } = await verify();
    expect(faults).toEqual([expect.stringMatching(/^contribution 2 \(Bert\): .*Invalid delta1/)]);
  });
});

describe("the check of one step, which a contributor makes without circuit and powers of tau", () => {
  const between = (edit: (zkey: Buffer) => void) => {
    const zkey = readFileSync(path(zkeyName(2)));
    edit(zkey);
    writeFileSync(path("edited.zkey"), zkey);
    return findStepFault(path(zkeyName(1)), path("edited.zkey"));
  };
  const flipIn =
    (section: number, skip = 0) =>
    (zkey: Buffer) => {
      zkey[offsetOfSection(zkey, section) + skip]! ^= 1;
    };
  /** Hash of the circuit, count, and one contribution of a name of three letters. */
  const second = 64 + 4 + 384 + 8 + 5;

  test("holds where nothing was edited", async () => {
    for (const number of [1, 2, 3, 4]) {
      expect(await findStepFault(path(zkeyName(number - 1)), path(zkeyName(number)))).toBeUndefined();
    }
  });

  const cases: [string, (zkey: Buffer) => void, RegExp][] = [
    ["alpha", flipIn(2, 84), /header differs/],
    ["delta in G1", flipIn(2, 468), /delta differs from the key's/],
    ["public inputs", flipIn(3), /public inputs is changed/],
    ["coefficients", flipIn(4, 8), /coefficients is changed/],
    ["A", flipIn(5), /A is changed/],
    ["B1", flipIn(6), /B1 is changed/],
    ["B2", flipIn(7), /B2 is changed/],
    ["L", (zkey) => swapPoints(zkey, 8), /points of L/],
    ["H", (zkey) => swapPoints(zkey, 9), /points of H/],
    ["the hash of the circuit", flipIn(10), /another circuit/],
    ["an earlier contribution", flipIn(10, 68), /earlier contribution is changed/],
    ["the transcript", flipIn(10, second + 320), /transcript does not continue/],
  ];
  test.each(cases)("finds a changed %s", async (_, edit, fault) => {
    expect(await between(edit)).toMatch(fault);
  });

  /** Puts what the first contribution has in a place of section 2 or 10 where the second one has its own. */
  const fromFirst = (section: 2 | 10, to: number, from: number, length: number) => (zkey: Buffer) => {
    const first = readFileSync(path(zkeyName(1)));
    const start = offsetOfSection(first, section) + from;
    first.copy(zkey, offsetOfSection(zkey, section) + to, start, start + length);
  };
  const ownDelta = (zkey: Buffer) => {
    fromFirst(2, 468, 468, 64)(zkey);
    fromFirst(10, second, 68, 64)(zkey);
  };
  const copied: [string, (zkey: Buffer) => void, RegExp][] = [
    ["another's proof of knowledge", fromFirst(10, second + 192, 68 + 192, 128), /proof of knowledge/],
    ["delta left as it was", ownDelta, /delta is not multiplied by the contribution's secret/],
    ["delta left as it was in G2", fromFirst(2, 532, 532, 128), /differently in the two groups/],
  ];
  test.each(copied)("finds %s", async (_, edit, fault) => {
    expect(await between(edit)).toMatch(fault);
  });

  test("finds a step that was left out, and a zkey that is cut", async () => {
    expect(await findStepFault(path(zkeyName(1)), path(zkeyName(3)))).toMatch(
      /does not add one contribution/,
    );
    writeFileSync(path("cut.zkey"), readFileSync(path(zkeyName(2))).subarray(0, 50_000));
    expect(await findStepFault(path(zkeyName(1)), path("cut.zkey"))).toMatch(/malformed/);
  });
});

describe("other inputs than the ceremony's", () => {
  test("another circuit", async () => {
    const main = join(REPOSITORY_ROOT, "test/ceremony/any-sixteen.circom");
    const other = await compileCircuit(main, join(BUILD_FOLDER, "other-circuit"));
    const { valid, faults } = await verify({ r1cs: other.r1csPath });
    expect(valid).toBe(false);
    expect(faults[0]).toMatch(/^the circuit's SHA-256 is/);
  });

  test("other powers of tau", async () => {
    const { faults } = await verify({ ptau: circuit.ptauTooSmall.prepared });
    expect(faults[0]).toMatch(/^the powers of tau's BLAKE2b-512 is/);
  });

  test("a transcript that claims unknown powers of tau were published", async () => {
    const { faults } = await verify({ ptauTable: [] });
    expect(faults).toEqual([
      expect.stringMatching(/^whether the powers of tau are a published file is false/),
    ]);
  });

  test.each([
    ["no JSON", () => "{"],
    ["another format", (transcript: Transcript) => JSON.stringify({ ...transcript, format: "x" })],
    ["a field too many", (transcript: Transcript) => JSON.stringify({ ...transcript, more: 1 })],
    [
      "numbers out of order",
      (transcript: Transcript) =>
        JSON.stringify({ ...transcript, contributions: transcript.contributions.slice(1) }),
    ],
    [
      "a contribution after the beacon",
      (transcript: Transcript) => {
        const [ada, , , beacon] = transcript.contributions;
        return JSON.stringify({
          ...transcript,
          contributions: [
            { ...beacon, number: 1 },
            { ...ada, number: 2 },
          ],
        });
      },
    ],
  ])("refuses a transcript with %s", async (_, edit) => {
    writeFileSync(path("ceremony.json"), edit(JSON.parse(readFileSync(path("ceremony.json"), "utf8"))));
    await expect(verify()).rejects.toMatchObject({ code: "CEREMONY_TRANSCRIPT_UNUSABLE", exitCode: 2 });
  });
});

describe("steps that are refused", () => {
  test("nothing follows the beacon", async () => {
    await expect(contribute({ folder, name: "Dora", entropy: "x" })).rejects.toMatchObject({
      code: "CEREMONY_FINALISED",
    });
    await expect(applyBeacon({ folder, ...BEACON })).rejects.toMatchObject({ code: "CEREMONY_FINALISED" });
  });

  test("a beacon without a contribution: anybody could compute the secret", async () => {
    folder = join(temporaryFolder(), "empty");
    await startCeremony(folder, circuit, []);
    await expect(applyBeacon({ folder, ...BEACON })).rejects.toMatchObject({
      code: "CEREMONY_WITHOUT_CONTRIBUTION",
    });
  });

  test("a contribution on top of a zkey that is not the transcript's", async () => {
    folder = join(temporaryFolder(), "changed");
    await startCeremony(folder, circuit, ["Ada"]);
    flip(path(zkeyName(1)), 50_000);
    await expect(contribute({ folder, name: "Bert", entropy: "x" })).rejects.toMatchObject({
      code: "CONTRIBUTION_CHANGED",
      exitCode: 1,
      number: 1,
    });
  });

  test("an export before the beacon, of a ceremony that does not verify, or over something that is there", async () => {
    const request = { r1cs: circuit.r1cs, ptau: circuit.ptau.prepared, ptauTable: circuit.table };
    const out = join(temporaryFolder(), "keys");
    const occupied = temporaryFolder();
    mkdirSync(join(occupied, "test"));
    await expect(exportKeys({ ...request, folder, out: occupied })).rejects.toMatchObject({
      code: "EXPORT_TARGET_OCCUPIED",
    });
    flip(path(zkeyName(1)), 50_000);
    await expect(exportKeys({ ...request, folder, out })).rejects.toMatchObject({
      code: "CEREMONY_INVALID",
      exitCode: 1,
      details: { valid: false },
    });
    folder = join(temporaryFolder(), "open");
    await startCeremony(folder, circuit, ["Ada"]);
    await expect(exportKeys({ ...request, folder, out })).rejects.toMatchObject({
      code: "CEREMONY_NOT_FINALISED",
      exitCode: 1,
    });
  });
});
