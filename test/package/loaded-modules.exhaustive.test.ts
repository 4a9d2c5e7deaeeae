/**
 * What commands load: help pages and `verify` need neither the prover's stages nor their libraries, so they start
 * quickly, and a verifier relies on little code.
 * @module
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import { writeBundle } from "../../prover/bundle/write-bundle.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { syntheticParts } from "../bundle/synthetic-bundle.ts";
import { BIN } from "../cli/run-bin.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";

/** Of proving alone. */
const PROVING = [
  "@lodestar/api",
  "@lodestar/config",
  "bullmq",
  "ioredis",
  "piscina",
  "circomlib",
  "circom2",
  "prom-client",
  "@chainsafe/hashtree",
];
const STAGES = [
  "plan/plan-pages",
  "prove/prove-pages",
  "queue/",
  "watch/watch-spurts",
  "witness/page-witness",
];
/** Of verifying too. */
const VERIFYING = [
  "snarkjs",
  "ffjavascript",
  "circomlibjs",
  "@ethereumjs/mpt",
  "@chainsafe/ssz",
  "@lodestar/types",
];

let bundle: string;
beforeAll(async () => {
  bundle = join(temporaryFolder(), "bundle");
  await writeBundle(makeBundle(await syntheticParts(await toyGroth16())), bundle);
});

test.each(["--help", "prove --help", "verify --help", "ceremony init --help"])(
  "%s loads no stage and no library of one",
  async (args) => {
    const loaded = await modulesLoadedBy(args.split(" "));
    expect(packagesIn(loaded, [...PROVING, ...VERIFYING, "viem"])).toEqual([]);
    expect(stagesIn(loaded)).toEqual([]);
    // The recording sees what is loaded.
    expect(packagesIn(loaded, ["commander"])).toEqual(["commander"]);
  },
);

describe.each([
  ["verify", () => ["verify", bundle, "--json"]],
  ["report", () => ["report", bundle, "--out", temporaryFolder(), "--json"]],
])("%s", (_, args) => {
  test("loads what verifies, and nothing that only proves", async () => {
    const loaded = await modulesLoadedBy(args());
    expect(packagesIn(loaded, PROVING)).toEqual([]);
    expect(stagesIn(loaded)).toEqual([]);
    // The recording sees what is loaded.
    expect(packagesIn(loaded, ["snarkjs", "circomlibjs"])).toEqual(["snarkjs", "circomlibjs"]);
  });
});

async function modulesLoadedBy(args: readonly string[]): Promise<string[]> {
  const file = join(temporaryFolder(), "modules");
  const recorder = new URL("./record-imports.mjs", import.meta.url).href;
  const env = { ...process.env, RECORDED_IMPORTS: file };
  await promisify(execFile)(process.execPath, ["--import", recorder, BIN, ...args], { env });
  return readFileSync(file, "utf8").split("\n");
}

function packagesIn(loaded: readonly string[], names: readonly string[]): string[] {
  return names.filter((name) => loaded.some((path) => path.includes(`/node_modules/${name}/`)));
}

function stagesIn(loaded: readonly string[]): string[] {
  return STAGES.filter((stage) => loaded.some((path) => path.includes(`/prover/${stage}`)));
}
