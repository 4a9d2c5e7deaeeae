/** The steps of a ceremony that write. @module */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyBeacon } from "../../../../prover/ceremony/apply-beacon.ts";
import { contribute } from "../../../../prover/ceremony/contribute.ts";
import { initCeremony } from "../../../../prover/ceremony/init-ceremony.ts";
import { verifyCeremony } from "../../../../prover/ceremony/verify-ceremony.ts";
import { testCircuit } from "../../../ceremony/test-ceremony.ts";
import { filesBelow } from "../files-below.ts";
import type { KilledCommand } from "../kill-everywhere.ts";
import { runCommandLine } from "../run-command-line.ts";

const BEACON = { value: "ab".repeat(32), iterationsExp: 10, source: "a test" };
type Step = (folder: string) => Promise<unknown>;

const folderOf = (folder: string) => join(folder, "ceremony");
const everything = (folder: string) => filesBelow(folderOf(folder));

async function world() {
  const { r1cs, ptau } = await testCircuit();
  const files = { r1cs, ptau: ptau.prepared };
  const init: Step = (folder) =>
    initCeremony({ folder: folderOf(folder), ...files, size: "test", allowUnknownPtau: true });
  const ada: Step = (folder) => contribute({ folder: folderOf(folder), name: "Ada", entropy: "typed" });
  const beacon: Step = (folder) => applyBeacon({ folder: folderOf(folder), ...BEACON });
  return { files, init, ada, beacon };
}

/** The same secrets in every run: they are made once. */
async function begun(steps: readonly Step[]): Promise<(folder: string) => void> {
  const made = mkdtempSync(join(tmpdir(), "pufeth-por-ceremony-"));
  for (const step of steps) await step(made);
  process.once("exit", () => rmSync(made, { recursive: true, force: true }));
  return (folder) => cpSync(made, folder, { recursive: true });
}

export async function ceremonyInit(): Promise<KilledCommand> {
  const { files } = await world();
  return {
    name: "ceremony init",
    prepare: (folder) => void mkdirSync(folderOf(folder)),
    writesTo: "ceremony",
    run: (folder) =>
      runCommandLine([
        ...["ceremony", "init", "--r1cs", files.r1cs, "--ptau", files.ptau, "--allow-unknown-ptau"],
        ...["--out", folderOf(folder)],
      ]),
    refusesWhenDone: /it contains a ceremony/,
    result: everything,
  };
}

export async function ceremonyContribute(): Promise<KilledCommand> {
  const { files, init } = await world();
  return {
    name: "ceremony contribute",
    prepare: await begun([init, async (folder) => writeFileSync(join(folder, "entropy"), "typed")]),
    writesTo: "ceremony",
    run: (folder) =>
      runCommandLine([
        ...["ceremony", "contribute", folderOf(folder), "--name", "Bert"],
        ...["--entropy-file", join(folder, "entropy")],
      ]),
    // Its secret is random; and where the first one was in before the kill, the same person has contributed twice.
    async result(folder) {
      const { valid, contributions } = await verifyCeremony({ folder: folderOf(folder), ...files });
      const names = new Set(contributions.map(({ name }) => name));
      const left = readdirSync(folderOf(folder), { recursive: true, encoding: "utf8" });
      return JSON.stringify([valid, ...names, ...left.filter((name) => /tmp|partial/.test(name))]);
    },
  };
}

export async function ceremonyBeacon(): Promise<KilledCommand> {
  const { init, ada } = await world();
  const { value, iterationsExp, source } = BEACON;
  return {
    name: "ceremony beacon",
    prepare: await begun([init, ada]),
    writesTo: "ceremony",
    run: (folder) =>
      runCommandLine([
        ...["ceremony", "beacon", folderOf(folder), "--value", value],
        ...["--iterations-exp", String(iterationsExp), "--source", source],
      ]),
    refusesWhenDone: /finalised/,
    result: everything,
  };
}

export async function ceremonyExport(): Promise<KilledCommand> {
  const { files, init, ada, beacon } = await world();
  return {
    name: "ceremony export",
    prepare: await begun([init, ada, beacon, async (folder) => mkdirSync(join(folder, "keys"))]),
    writesTo: "keys",
    run: (folder) =>
      runCommandLine([
        ...["ceremony", "export", folderOf(folder), "--r1cs", files.r1cs, "--ptau", files.ptau],
        ...["--out", join(folder, "keys")],
      ]),
    refusesWhenDone: /is not overwritten|already/,
    result: (folder) => filesBelow(join(folder, "keys")),
  };
}

/** It writes nothing but a starting key of its own, beside whatever else is temporary. */
export async function ceremonyVerify(): Promise<KilledCommand> {
  const { files, init, ada } = await world();
  return {
    name: "ceremony verify",
    prepare: await begun([init, ada, async (folder) => mkdirSync(join(folder, "tmp"))]),
    writesTo: "tmp",
    async run(folder) {
      const { TMPDIR } = process.env;
      process.env.TMPDIR = join(folder, "tmp");
      try {
        await verifyCeremony({ folder: folderOf(folder), ...files });
      } finally {
        if (TMPDIR === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = TMPDIR;
      }
    },
    result: (folder) => filesBelow(join(folder, "tmp")),
  };
}
