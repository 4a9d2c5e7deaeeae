/**
 * `tsx scripts/rehearse-ceremony.ts SIZE`: a whole ceremony of a real page circuit, on powers of tau made here, with
 * the commands that people run; prints the time of every step. The keys are insecure and marked so: it shows what to
 * expect before people are invited. Needs the compiled circuit: `npm run setup -- SIZE`.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { circuitFiles } from "../prover/keys/circuit-files.ts";
import { PAGE_SIZES } from "../prover/plan/page-sizes.ts";
import { writeKnownTau } from "./ceremony-rehearsal/write-known-tau.ts";
import { REPOSITORY_ROOT } from "./circuits/repository-root.ts";
import { R1csFile } from "./development-keys/r1cs-file.ts";
import { domainPowerOf } from "./development-keys/write-groth16-key.ts";
import { runCommandAlone } from "./run-command.ts";

const size = process.argv[2] ?? "";
if (!(size in PAGE_SIZES)) {
  console.error(`Give one size: ${Object.keys(PAGE_SIZES).join(", ")}.`);
  process.exitCode = 2;
} else {
  await rehearse(size);
}

async function rehearse(size: string): Promise<void> {
  mkdirSync(join(REPOSITORY_ROOT, "build"), { recursive: true });
  // Not in the system's temporary folder, which may be in memory.
  const folder = mkdtempSync(join(REPOSITORY_ROOT, "build/rehearsal-"));
  const [ptau, ceremony, keys, entropy] = ["tau.ptau", "ceremony", "keys", "entropy"].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  const run = (step: string, ...args: string[]) => timed(step, () => runCommandAlone(["ceremony", ...args]));
  try {
    writeFileSync(entropy, "a rehearsal");
    await timed("powers of tau", () => writeKnownTau(ptau, powerOf(size), availableParallelism()));
    console.log(`  ${megabytes(ptau)}`);
    await run("init", "init", "--size", size, "--ptau", ptau, "--out", ceremony, "--allow-unknown-ptau");
    console.log(`  ${megabytes(join(ceremony, "contributions/0000.zkey"))} a zkey`);
    for (const name of ["Ada", "Bert"]) {
      await run(`contribute (${name})`, "contribute", ceremony, "--name", name, "--entropy-file", entropy);
    }
    const beacon = ["--value", "5f".repeat(32), "--source", "a rehearsal"];
    await run("beacon, 2^20 hashes", "beacon", ceremony, ...beacon);
    await run("verify", "verify", ceremony, "--ptau", ptau);
    await run("export", "export", ceremony, "--ptau", ptau, "--out", keys);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function powerOf(size: string): number {
  const r1cs = new R1csFile(circuitFiles(size).r1cs);
  try {
    return domainPowerOf(r1cs.header);
  } finally {
    r1cs.close();
  }
}

async function timed(step: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${step}: ${seconds} s`);
}

function megabytes(file: string): string {
  return `${(statSync(file).size / 1e6).toFixed(0)} MB`;
}
