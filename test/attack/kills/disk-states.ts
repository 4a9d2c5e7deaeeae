/**
 * What lies on the disk at every moment of a run: a copy of a folder before each operation of this process below it and after the
 * last one, and of each write also half of it. A process that is killed leaves one of these states, whatever it does besides.
 * @module
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

export interface DiskState {
  /** The operation that did not come any more. */
  readonly before: string;
  /** A copy of the folder. */
  readonly folder: string;
}

/** Above the highest that Linux gives. */
const DEAD_PID = 2 ** 22 + 1;
const OWN_PID = new RegExp(`-${process.pid}(?![0-9])`);

/** How a file is opened that is not changed. */
const READS: readonly unknown[] = ["r", undefined, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK];

type Call = (...args: never[]) => unknown;
type Functions = Record<string, Call>;

/** By name, how many of the first arguments are paths. */
const PATHS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ["writeFile", "appendFile", "rm", "rmdir", "unlink", "mkdir", "truncate", "open", "chmod"].map((name) => [
      name,
      1,
    ]),
  ),
  ...Object.fromEntries(["rename", "copyFile", "cp", "link", "symlink"].map((name) => [name, 2])),
  mkdtemp: 1,
};
const HANDLE_WRITES = ["write", "writev", "writeFile", "appendFile", "truncate"];

/** @returns states that differ, in order; whoever calls it removes them. */
export async function diskStates(folder: string, run: () => Promise<unknown>): Promise<DiskState[]> {
  const states: DiskState[] = [];
  const seen = new Set<string>();
  const copies = fs.mkdtempSync(join(tmpdir(), "pufeth-por-states-"));
  let isCopying = false;
  const quietly = <T>(work: () => T): T => {
    isCopying = true;
    try {
      return work();
    } finally {
      isCopying = false;
    }
  };
  /** @param edit  makes of the copy what a moment later would have been there. */
  const keep = (before: string, edit: (copy: string) => void = () => {}) =>
    quietly(() => {
      const copy = join(copies, String(states.length));
      fs.cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
      edit(copy);
      nameDead(copy);
      const signature = signatureOf(copy);
      if (seen.has(signature)) fs.rmSync(copy, { recursive: true });
      else {
        seen.add(signature);
        states.push({ before, folder: copy });
      }
    });
  const below = (path: unknown): string | undefined => {
    if (typeof path !== "string") return undefined;
    const absolute = resolve(path);
    return absolute.startsWith(`${folder}/`) ? absolute.slice(folder.length) : undefined;
  };
  const sizeOf = (path: string) =>
    quietly(() => fs.statSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0);
  /** After a write: half of what came. */
  const keepHalf = (what: string, path: string, sizeBefore: number) => {
    const half = Math.floor((sizeBefore + sizeOf(path)) / 2);
    if (half > sizeBefore) keep(`${what}, half of it`, (copy) => fs.truncateSync(copy + path, half));
  };
  /** Before a folder goes: one file of it after another has gone. */
  const keepParts = (what: string, path: string) => {
    const names = quietly(() => filesOf(folder + path));
    for (let gone = 1; gone <= names.length; gone++) {
      keep(`${what}, ${gone} of its files`, (copy) => {
        for (const name of names.slice(0, gone)) fs.rmSync(join(copy + path, name));
      });
    }
  };
  const handles = new WeakMap<object, string>();
  const around = (name: string, original: Call): Call => {
    const plain = name.replace(/Sync$/, "");
    return function watched(this: unknown, ...args: never[]) {
      const paths = isCopying ? [] : args.slice(0, PATHS[plain]).map(below);
      const path = paths.findLast((one) => one !== undefined);
      const isRead = plain === "open" && READS.includes(args[1]);
      if (path === undefined || isRead) return original.apply(this, args);
      const what = `${plain} ${path}`;
      keep(what);
      if (plain === "rm") keepParts(what, path);
      const sizeBefore = plain === "appendFile" ? sizeOf(path) : 0;
      const done = (value: unknown) => {
        if (plain === "open" && typeof value === "object") handles.set(value as object, path);
        if (["writeFile", "appendFile", "copyFile"].includes(plain)) keepHalf(what, path, sizeBefore);
        return value;
      };
      const value = original.apply(this, args);
      return value instanceof Promise ? value.then(done) : done(value);
    };
  };
  const aroundWrite = (name: string, original: Call): Call =>
    async function watched(this: object, ...args: never[]) {
      const path = isCopying ? undefined : handles.get(this);
      if (path === undefined) return original.apply(this, args);
      keep(`${name} ${path}`);
      const sizeBefore = sizeOf(path);
      const value = await original.apply(this, args);
      if (name !== "truncate") keepHalf(`${name} ${path}`, path, sizeBefore);
      return value;
    };

  const handle = await fs.promises.open(copies);
  const prototype = Object.getPrototypeOf(handle) as Functions;
  await handle.close();
  const undo: (() => void)[] = [];
  const patch = (functions: Functions, names: readonly string[], wrap: typeof around) => {
    for (const name of names) {
      const original = functions[name];
      if (original === undefined) continue;
      functions[name] = wrap(name, original);
      undo.push(() => {
        functions[name] = original;
      });
    }
  };
  patch(fs.promises as unknown as Functions, Object.keys(PATHS), around);
  patch(
    fs as unknown as Functions,
    Object.keys(PATHS).map((name) => `${name}Sync`),
    around,
  );
  patch(prototype, HANDLE_WRITES, aroundWrite);
  syncBuiltinESMExports();
  try {
    await run();
    keep("the end");
  } finally {
    for (const one of undo) one();
    syncBuiltinESMExports();
  }
  return states;
}

/** What names this process as its writer names one that no longer lives. */
function nameDead(folder: string): void {
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  // What lies in a folder before the folder itself.
  for (const name of names.reverse()) {
    const dead = basename(name).replace(OWN_PID, `-${DEAD_PID}`);
    if (dead !== basename(name)) fs.renameSync(join(folder, name), join(folder, dirname(name), dead));
  }
}

function filesOf(folder: string): string[] {
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return names.filter((name) => fs.statSync(join(folder, name)).isFile());
}

/** Of names and contents; what is random in a name is not. */
function signatureOf(folder: string): string {
  const hash = createHash("sha256");
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(folder, name);
    hash.update(`${name.replace(/[0-9a-f]{12}/g, "…")} `);
    if (fs.statSync(path).isFile()) hash.update(fs.readFileSync(path));
  }
  return hash.digest("hex");
}
