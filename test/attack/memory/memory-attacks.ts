/**
 * Processes that the kernel kills for lack of memory, each with what has to come of it: a typed error that speaks of memory and says
 * what to do, with pages kept that were finished, and a whole bundle when the command runs again; or a bundle at once, where another
 * process can take the work.
 * @module
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ProverError } from "../../../prover/errors.ts";
import { circuitFiles } from "../../../prover/keys/circuit-files.ts";
import { NATIVE_PROVER } from "../../../prover/prove/backends/native.ts";
import { compileCircuit } from "../../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../../scripts/circuits/repository-root.ts";
import { setUpDevelopmentKeys, setUpSize } from "../../../scripts/circuits/set-up-size.ts";
import { setUpNative } from "../../../scripts/native/set-up-native.ts";
import { runInProcess } from "../../cli/run-bin.ts";
import { catchChildren, type Ended, startLimited } from "./limited-process.ts";
import { MemoryCgroup } from "./memory-cgroup.ts";
import { pageQueue } from "./page-queue.ts";
import { threePages } from "./three-pages.ts";

const AMPLE_BYTES = 3e9;
/** Less than a native prover takes for a page of the size `test`, and more than it takes to start. */
const SCARCE_BYTES = 48e6;
/** What a page takes more than this process has already. */
const TIGHT_BYTES = 16e6;
/** For Node and not for a compiler. */
const SHORT_BYTES = 1e9;
/** Less than its tables take. */
const POINTS_BYTES = 8e6;
const NATIVE = /native-prover/;
const CIRCUIT = join(REPOSITORY_ROOT, "test/ceremony/sixteen-inputs.circom");
/** A worker that dies: so long its page waits for another one. */
const LOCK = ["--lock-seconds", "3"];
const VICTIM = [...LOCK, "--backend", "snarkjs"];

export interface MemoryWorld {
  /** Arguments of `prove` without a target. */
  readonly inputs: readonly string[];
  readonly folder: string;
  readonly tell: (text: string) => void;
}

export interface MemoryAttack {
  /** @returns why it cannot be tried here. */
  readonly without?: () => string | undefined;
  /** @returns the faults that it found. */
  run(world: MemoryWorld): Promise<readonly string[]>;
}

const withoutNative = () => (existsSync(NATIVE_PROVER) ? undefined : "there is no native prover");

export const MEMORY_ATTACKS: Readonly<Record<string, MemoryAttack>> = {
  "a native prover that is killed each time": {
    without: withoutNative,
    run: (world) => nativeKilled(world, Number.POSITIVE_INFINITY),
  },
  "a native prover that is killed once": { without: withoutNative, run: (world) => nativeKilled(world, 1) },
  "prove by snarkjs, between its pages": { run: proveKilled },
  "a rapidsnark that is killed each time": { run: rapidsnarkKilled },
  "a circuit compiler": { run: compilerKilled },
  "a circuit that takes more than there is": {
    without: () => (existsSync(circuitFiles("huge").manifest) ? "it is compiled already" : undefined),
    run: refusedBefore,
  },
  "the points of a key": { without: withoutNative, run: pointsKilled },
  "a worker of a queue that is killed, beside another one": { run: workerKilled },
  "workers of a queue that are killed each time": { run: workersKilled },
};

/** @returns how many cases, and the faults. @param wanted  names; all where there are none. */
export async function attackMemory(
  wanted: readonly string[],
  tell: (text: string) => void,
): Promise<{ cases: number; faults: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-memory-"));
  const faults: string[] = [];
  let cases = 0;
  try {
    const inputs = await threePages(join(folder, "inputs"));
    for (const [name, { without, run }] of Object.entries(MEMORY_ATTACKS)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const why = without?.();
      if (why !== undefined) {
        tell(`${name}: skipped, ${why}`);
        continue;
      }
      cases += 1;
      const own = mkdtempSync(join(folder, "case-"));
      const found = await run({ inputs, folder: own, tell });
      tell(`${name}: ${found.length === 0 ? "as it should be" : found.join("; ")}`);
      faults.push(...found.map((fault) => `${name}: ${fault}`));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { cases, faults };
}

async function nativeKilled({ inputs, folder, tell }: MemoryWorld, times: number): Promise<string[]> {
  const out = join(folder, "bundle");
  const args = ["prove", ...inputs, "--backend", "native", "--out", out];
  const cgroup = new MemoryCgroup(SCARCE_BYTES);
  try {
    const process_ = startLimited(args);
    await catchChildren({ pid: process_.child.pid!, ended: process_.ended }, NATIVE, cgroup, times);
    const ended = await process_.ended;
    tell(ended.text);
    const faults = cgroup.kills() === 0 ? ["nothing was killed"] : [];
    if (times === 1) return [...faults, ...(await faultsOfBundle(ended, out))];
    return [...faults, ...faultsOfError(ended, out), ...(await faultsOfRunAgain(args, out))];
  } finally {
    await cgroup.remove();
  }
}

/** The kernel takes all that a page needs away once another one is finished. */
async function proveKilled({ inputs, folder, tell }: MemoryWorld): Promise<string[]> {
  const out = join(folder, "bundle");
  const args = ["prove", ...inputs, "--backend", "snarkjs", "--threads", "1", "--out", out];
  const cgroup = new MemoryCgroup(AMPLE_BYTES);
  try {
    const process_ = startLimited(args, { cgroup });
    await process_.printed(/page 1 of 3 proved/);
    cgroup.limit(cgroup.usedBytes() + TIGHT_BYTES);
    const ended = await process_.ended;
    tell(ended.text);
    const faults = cgroup.kills() > 0 ? [] : ["nothing was killed"];
    const kept = readdirSync(folder).flatMap((name) => readdirSync(join(folder, name)));
    if (!kept.some((name) => /^page-/.test(name))) faults.push(`no page is kept, but ${kept.join(", ")}`);
    if (!ended.isKilled) faults.push(...faultsOfError(ended, out));
    return [...faults, ...(await faultsOfRunAgain(args, out, /1 page|page 2 of 3/))];
  } finally {
    await cgroup.remove();
  }
}

/** A program of rapidsnark's command line in a cgroup of its own, which has too little memory for it. */
async function rapidsnarkKilled({ inputs, folder, tell }: MemoryWorld): Promise<string[]> {
  const out = join(folder, "bundle");
  const cgroup = new MemoryCgroup(SCARCE_BYTES);
  try {
    const path = join(folder, "prover");
    const hungry = ["-e", "const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1));"];
    const [shell, words] = cgroup.command([process.execPath, ...hungry]);
    writeFileSync(path, `#!/bin/sh\nexec ${[shell, ...words].map(quoted).join(" ")}\n`, { mode: 0o755 });
    const args = ["prove", ...inputs, "--out", out];
    const ended = await startLimited([...args, "--backend", "rapidsnark", "--rapidsnark", path]).ended;
    tell(ended.text);
    const faults = cgroup.kills() === 0 ? ["nothing was killed"] : [];
    return [...faults, ...faultsOfError(ended, out), ...(await faultsOfRunAgain(args, out))];
  } finally {
    await cgroup.remove();
  }
}

async function compilerKilled({ folder, tell }: MemoryWorld): Promise<string[]> {
  const into = join(folder, "built/circuit");
  mkdirSync(join(folder, "built"));
  const cgroup = new MemoryCgroup(SCARCE_BYTES);
  try {
    const compiling = compileCircuit(CIRCUIT, into).then(
      () => undefined,
      (error: unknown) => error,
    );
    await catchChildren({ pid: process.pid, ended: compiling }, /circom2/, cgroup);
    const error = await compiling;
    tell(String(error));
    const faults = cgroup.kills() === 0 ? ["nothing was killed"] : [];
    faults.push(...faultsOfThrown(error), ...leftIn(join(folder, "built"), []));
    await compileCircuit(CIRCUIT, into);
    return [...faults, ...leftIn(join(folder, "built"), ["circuit"])];
  } finally {
    await cgroup.remove();
  }
}

/** Said before anything begins, with what to do, by the script that the command starts. */
async function refusedBefore({ folder, tell }: MemoryWorld): Promise<string[]> {
  const cgroup = new MemoryCgroup(SHORT_BYTES);
  try {
    const ended = await startLimited(["setup", "--dev", "--size", "huge"], { cgroup }).ended;
    tell(ended.text);
    const faults = cgroup.kills() === 0 ? [] : ["something was started and killed"];
    if (!/about 3\.0 GB of memory, and 0\.\d GB are free/.test(ended.text))
      faults.push("the figures are not said");
    return [...faults, ...faultsOfError(ended, join(folder, "bundle"))];
  } finally {
    await cgroup.remove();
  }
}

async function pointsKilled({ folder, tell }: MemoryWorld): Promise<string[]> {
  const circuit = await setUpSize("test", () => {});
  const files = circuitFiles("test", folder);
  const keys = dirname(files.keyManifest);
  const native = await setUpNative(() => {});
  const cgroup = new MemoryCgroup(POINTS_BYTES);
  try {
    const path = join(folder, "multiples");
    const [shell, words] = cgroup.command([native!.multiples]);
    writeFileSync(path, `#!/bin/sh\nexec ${[shell, ...words].map(quoted).join(" ")} "$@"\n`, { mode: 0o755 });
    const make = (multiples: string) =>
      setUpDevelopmentKeys(files, circuit, { ...native!, multiples }, () => {});
    const error = await make(path).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    tell(String(error));
    const faults = cgroup.kills() === 0 ? ["nothing was killed"] : [];
    faults.push(...faultsOfThrown(error), ...leftIn(keys, []));
    await make(native!.multiples);
    return [...faults, ...leftIn(keys, ["key.json", "proving-key.zkey", "verification-key.json"])];
  } finally {
    await cgroup.remove();
  }
}

async function workerKilled({ inputs, folder, tell }: MemoryWorld): Promise<string[]> {
  const out = join(folder, "bundle");
  const cgroup = new MemoryCgroup(AMPLE_BYTES);
  const queue = await pageQueue(folder);
  try {
    const victim = queue.worker("victim", VICTIM, { cgroup });
    await victim.printed(/is listening/);
    const coordinator = queue.coordinator([...inputs, "--out", out]);
    await victim.printed(/Proving/);
    cgroup.limit(cgroup.usedBytes() + TIGHT_BYTES);
    const { isKilled, text } = await victim.ended;
    tell(text);
    const faults = isKilled ? [] : ["the worker was not killed"];
    queue.worker("another", LOCK);
    const ended = await coordinator.ended;
    tell(ended.text);
    if (!/worker victim stopped responding/.test(ended.text)) faults.push("it is not said which worker died");
    return [...faults, ...(await faultsOfBundle(ended, out))];
  } finally {
    await queue.close();
    await cgroup.remove();
  }
}

/** Started again each time, as a service is. */
async function workersKilled({ inputs, folder, tell }: MemoryWorld): Promise<string[]> {
  const out = join(folder, "bundle");
  const queue = await pageQueue(folder);
  const args = [...inputs, "--out", out];
  try {
    const coordinator = queue.coordinator(args);
    let isOver = false;
    void coordinator.ended.then(() => {
      isOver = true;
    });
    let kills = 0;
    while (!isOver) {
      const cgroup = new MemoryCgroup(AMPLE_BYTES);
      const victim = queue.worker("victim", VICTIM, { cgroup });
      void coordinator.ended.then(() => victim.child.kill("SIGKILL"));
      await victim.printed(/Proving/);
      cgroup.limit(cgroup.usedBytes() + TIGHT_BYTES);
      await victim.ended;
      kills += cgroup.kills();
      await cgroup.remove();
    }
    const ended = await coordinator.ended;
    tell(`${kills} kills\n${ended.text}`);
    const faults = [...(kills === 0 ? ["nothing was killed"] : []), ...faultsOfError(ended, out)];
    return [...faults, ...(await faultsOfRunAgain(["prove", ...args], out))];
  } finally {
    await queue.close();
  }
}

/** A typed error that names memory, and what to do next. */
function faultsOfError({ exitCode, isKilled, text }: Ended, out: string): string[] {
  const faults: string[] = [];
  if (isKilled || exitCode === null || exitCode < 1 || exitCode > 3) {
    faults.push(`it ended with ${isKilled ? "SIGKILL" : exitCode}`);
  }
  const [message = "", ...hints] = text.slice(text.lastIndexOf("error: ")).split("\n");
  if (existsSync(out)) faults.push("a bundle is there all the same");
  return [...faults, ...faultsOfWords(message, hints)];
}

function faultsOfThrown(error: unknown): string[] {
  if (error instanceof ProverError) return faultsOfWords(error.message, error.hints);
  return [`this was thrown: ${error}`];
}

function faultsOfWords(message: string, hints: readonly string[]): string[] {
  const faults: string[] = [];
  if (!/memory/i.test(message)) faults.push(`the error does not name memory: ${message}`);
  if (!/doctor|free (some|memory)/i.test(hints.join("\n")))
    faults.push(`the error says not what to do: ${hints}`);
  return faults;
}

function leftIn(folder: string, expected: readonly string[]): string[] {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return `${names}` === `${expected}` ? [] : [`${folder} holds ${names.join(", ") || "nothing"}`];
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

async function faultsOfBundle({ exitCode, text }: Ended, out: string): Promise<string[]> {
  if (exitCode !== 0) return [`it ended with ${exitCode}: ${text}`];
  const { exitCode: verified, stderr } = await runInProcess(["--log-level", "error", "verify", out]);
  return verified === 0 ? [] : [`the bundle is not valid: ${stderr.join(" ")}`];
}

/** With memory enough. @param says  what it has to print of what is there already. */
async function faultsOfRunAgain(args: readonly string[], out: string, says = /./): Promise<string[]> {
  const ended = await startLimited([...args, "--resume"]).ended;
  const faults = await faultsOfBundle(ended, out);
  if (!says.test(ended.text)) faults.push(`run again it does not say what it has: ${ended.text}`);
  const left = readdirSync(join(out, "..")).filter((name) => /partial|tmp$/.test(name));
  if (left.length > 0) faults.push(`left behind: ${left.join(", ")}`);
  return faults;
}
