/**
 * What `prove` says of input that it must not use, run as a user does, on a real Electra state that was damaged. Reads
 * ../shared/realdata and is skipped where that is missing.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { runBin } from "../cli/run-bin.ts";
import {
  balancesStart,
  hasRealData,
  headerPath,
  REAL,
  STATES_WITH_HEADER,
  statePath,
} from "../state/real-states.ts";
import { inputFile, registryFile } from "./input-files.ts";

interface Input {
  readonly state?: (bytes: Uint8Array) => Uint8Array;
  readonly header?: string;
  readonly fork?: string;
  readonly indices?: readonly number[];
}

const real = STATES_WITH_HEADER[2]!;
const otherHeader = headerPath(STATES_WITH_HEADER[1]!);

const changeBalance = (bytes: Uint8Array) => {
  bytes[balancesStart(bytes) + 8 * 9]! ^= 1;
  return bytes;
};

const REFUSALS: readonly [string, string, 1 | 2, Input][] = [
  ["a state with one balance changed by 1 gwei", "STATE_ROOT_MISMATCH", 1, { state: changeBalance }],
  ["half a state", "STATE_ENCODING_INVALID", 2, { state: (bytes) => bytes.subarray(0, bytes.length >> 1) }],
  ["a state without its last byte", "STATE_ENCODING_INVALID", 2, { state: (bytes) => bytes.subarray(0, -1) }],
  [
    "a state and one byte more",
    "STATE_ENCODING_INVALID",
    2,
    { state: (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]) },
  ],
  ["an empty file as state", "STATE_FILE_UNREADABLE", 2, { state: () => new Uint8Array() }],
  ["the fork before the state's", "FORK_MISMATCH", 2, { fork: "deneb" }],
  ["the fork after the state's", "FORK_MISMATCH", 2, { fork: "fulu" }],
  ["a fork long after the state's", "FORK_MISMATCH", 2, { fork: "gloas" }],
  ["a fork that it does not know", "FORK_UNSUPPORTED", 2, { fork: "heze" }],
  ["the header of another block", "HEADER_SLOT_MISMATCH", 1, { header: otherHeader }],
  ["a registry with an index twice", "REGISTRY_DUPLICATE_VALIDATOR", 2, { indices: [9, 10, 9] }],
  ["an empty registry", "REGISTRY_FILE_INVALID", 2, { indices: [] }],
];

describe.skipIf(!hasRealData)(`prove refuses, and leaves nothing behind ${REAL}`, () => {
  beforeAll(async () => {
    await setUpSize("test", () => {});
  });

  it.each(REFUSALS)("%s: %s, exit code %d", async (_, code, exitCode, input) => {
    const { state, header = headerPath(real), fork, indices = [9] } = input;
    const parent = temporaryFolder();
    const registry = indices.map((index) => ({ index, principalGwei: 32_000_000_000n }));
    const bytes = () => new Uint8Array(readFileSync(statePath(real)));
    const run = await runBin([
      "prove",
      "--header",
      header,
      "--registry",
      registryFile(registry),
      "--size",
      "test",
      "--state",
      state === undefined ? statePath(real) : inputFile("state.ssz", state(bytes())),
      ...(fork === undefined ? [] : ["--fork", fork]),
      "--out",
      join(parent, "deep/bundle"),
      "--json",
    ]);
    expect({ exitCode: run.exitCode, ...JSON.parse(run.stdout) }).toMatchObject({
      exitCode,
      code,
      message: expect.stringMatching(/./),
      hints: expect.any(Array),
    });
    expect(run.stdout + run.stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(parent)).toEqual([]);
  });
});
