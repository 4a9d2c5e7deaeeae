/**
 * Executables with rapidsnark's command line, `prover circuit.zkey witness.wtns proof.json public.json`: one that proves by
 * snarkjs, and some that fail. No binary of rapidsnark can be had from npm or Debian; the real one is not run in tests.
 * @module
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";

const SNARKJS = pathToFileURL(createRequire(import.meta.url).resolve("snarkjs")).href;

/** Older versions leave `curve` out of the proof, so does this. */
const PROVES = `
import { writeFileSync } from "node:fs";
const [zkey, wtns, proofFile, publicFile] = process.argv.slice(2);
if (publicFile === undefined) {
  console.error("Usage: prover <circuit.zkey> <witness.wtns> <proof.json> <public.json>");
  process.exit(1);
}
const { groth16 } = await import(${JSON.stringify(SNARKJS)});
const { proof, publicSignals } = await groth16.prove(zkey, wtns, undefined, { singleThread: true });
const { curve, ...rest } = proof;
writeFileSync(proofFile, JSON.stringify(rest));
writeFileSync(publicFile, JSON.stringify(publicSignals));
`;

const SCRIPTS = {
  proves: PROVES,
  "ends with exit code 1": `console.error("Error loading file: key\\n"); process.exit(1);`,
  "writes garbage": `
    import { writeFileSync } from "node:fs";
    writeFileSync(process.argv[4], "{ nonsense");
    writeFileSync(process.argv[5], "[]");`,
  "writes nothing": "",
  "kills itself": `process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);`,
  /** Says where it is, then hangs, in a process that it started itself. */
  hangs: `
    import { spawn } from "node:child_process";
    import { writeFileSync } from "node:fs";
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
    writeFileSync(process.argv[1] + ".json", JSON.stringify({ pids: [process.pid, child.pid], witness: process.argv[3] }));
    setInterval(() => {}, 1000);`,
} as const;

/** @returns the path of an executable that does so. */
export function rapidsnarkThat(does: keyof typeof SCRIPTS): string {
  const path = join(temporaryFolder(), "prover.mjs");
  writeFileSync(path, `#!${process.execPath}\n${SCRIPTS[does]}`, { mode: 0o755 });
  return path;
}
