/**
 * Commands that are really killed while a process of theirs works: it ends too, and neither a lock nor a file of theirs stays when
 * the next run has come.
 * @module
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { inTemporaryFolder } from "../../prover/in-temporary-folder.ts";
import { NATIVE_PROVER } from "../../prover/prove/backends/native.ts";
import { compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { BIN } from "../cli/run-bin.ts";
import { inputFile, registryFile } from "../end-to-end/input-files.ts";
import { type Running, startCommand } from "../end-to-end/running-command.ts";
import { rapidsnarkThat } from "../prove/backends/rapidsnark-stand-in.ts";
import { headerInBytes } from "../state/real-states.ts";
import { childOf, lives } from "../support/processes.ts";
import { until } from "../support/until.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;

await setUpSize("test", () => {});
const hasProc = existsSync("/proc/self/status");
if (!hasProc) console.warn("skipped: without /proc nobody can be found whose parent has died");

describe.runIf(hasProc)("a command that is killed", () => {
  let prove: (out: string, ...more: string[]) => string[];
  beforeAll(async () => {
    const balances = Array.from({ length: 64 }, () => PRINCIPAL_GWEI);
    const { stateBytes, header } = await syntheticState(balances);
    const inputs = [
      ...["--state", inputFile("state.ssz", stateBytes), "--fork", "electra"],
      ...["--header", inputFile("header.json", JSON.stringify(headerInBytes(stateBytes, header.stateRoot)))],
      ...["--registry", registryFile([{ index: 3, principalGwei: PRINCIPAL_GWEI }])],
    ];
    prove = (out, ...more) => ["prove", ...inputs, "--size", "test", "--out", out, ...more];
  });

  it.runIf(existsSync(NATIVE_PROVER))("takes the native prover along, even one that is stopped", async () => {
    const module = pathToFileURL(join(REPOSITORY_ROOT, "prover/prove/native/native-requests.ts")).href;
    const running = startProgram(`
      const { startNativeRequests } = await import(${JSON.stringify(module)});
      const prover = startNativeRequests(${JSON.stringify(NATIVE_PROVER)}, []);
      console.log(await prover.ask({ operation: "describe" }));`);
    // One that is stopped before it has begun cannot know whose it is.
    await running.printed(/threads/);
    const prover = await childOf(running.process.pid!, /native-prover/);
    process.kill(prover, "SIGSTOP");
    await running.kill("SIGKILL");
    await until(() => !lives(prover));
  });

  it("takes a rapidsnark along that hangs, with all that it started; its witness goes with the next run", async () => {
    const out = join(temporaryFolder(), "bundle");
    const TMPDIR = temporaryFolder();
    const hanging = rapidsnarkThat("hangs");
    const running = startCommand(BIN, prove(out, "--backend", "rapidsnark", "--rapidsnark", hanging), {
      TMPDIR,
    });
    const report = `${hanging}.json`;
    await until(() => existsSync(report) && readFileSync(report, "utf8") !== "");
    const { pids, witness } = JSON.parse(readFileSync(report, "utf8")) as { pids: number[]; witness: string };
    await running.kill("SIGKILL");
    await until(() => !pids.some(lives));
    expect(existsSync(witness)).toBe(true);
    const { TMPDIR: before } = process.env;
    process.env.TMPDIR = TMPDIR;
    await inTemporaryFolder("witness", async () => {}).finally(() => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    });
    // tsx has a folder of its own.
    expect(readdirSync(TMPDIR).filter((name) => name.includes("pufeth-por"))).toEqual([]);
  });

  it("leaves a compiler that ends by itself, and a lock that the next run gets", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "built"));
    const main = join(REPOSITORY_ROOT, "test/ceremony/sixteen-inputs.circom");
    const into = join(folder, "built/circuit");
    const module = pathToFileURL(join(REPOSITORY_ROOT, "scripts/circuits/compile-circuit.ts")).href;
    const running = startProgram(`
      const { compileCircuit } = await import(${JSON.stringify(module)});
      await compileCircuit(${JSON.stringify(main)}, ${JSON.stringify(into)});`);
    const compiler = await childOf(running.process.pid!, /circom2/);
    await running.kill("SIGKILL");
    const { manifest } = await compileCircuit(main, into);
    expect(manifest.name).toBe("sixteen-inputs");
    await until(() => !lives(compiler));
    expect(readdirSync(join(folder, "built"))).toEqual(["circuit"]);
  });
});

/** In a process of its own. */
function startProgram(text: string): Running {
  return startCommand(inputFile("program.mjs", text), [], {
    NODE_OPTIONS: `--import ${import.meta.resolve("tsx")}`,
  });
}
