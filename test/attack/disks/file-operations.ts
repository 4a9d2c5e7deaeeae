/**
 * The operations of this process that change something below a folder, one after another: a caller gets in before each of them.
 * @module
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { resolve } from "node:path";

/** Called before each; what it throws is what the operation throws. @param what  its name and its path. */
export type BeforeOperation = (what: string, number: number) => void;

/** How a file is opened that is not changed. */
const READS: readonly unknown[] = ["r", undefined, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK];

type Call = (...args: never[]) => unknown;
type Functions = Record<string, Call>;

/** By name, how many of the first arguments are paths. */
const PATHS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ["writeFile", "appendFile", "rm", "rmdir", "unlink", "mkdir", "mkdtemp", "truncate", "open", "chmod"].map(
      (name) => [name, 1],
    ),
  ),
  ...Object.fromEntries(["rename", "copyFile", "cp", "link", "symlink"].map((name) => [name, 2])),
};
const HANDLE_WRITES = ["write", "writev", "writeFile", "appendFile", "truncate", "sync"];

export async function withOperations<T>(
  folder: string,
  before: BeforeOperation,
  run: () => Promise<T>,
): Promise<T> {
  let count = 0;
  let isInside = false;
  const told = (what: string) => {
    isInside = true;
    try {
      before(what, count++);
    } finally {
      isInside = false;
    }
  };
  const below = (path: unknown): boolean =>
    typeof path === "string" && (resolve(path) === folder || resolve(path).startsWith(`${folder}/`));
  const shown = (path: string) => resolve(path).slice(folder.length + 1);
  const handles = new WeakMap<object, string>();
  const descriptors = new Map<number, string>();
  const around = (name: string, original: Call): Call => {
    const plain = name.replace(/Sync$/, "");
    return function watched(this: unknown, ...args: never[]) {
      const path = isInside ? undefined : args.slice(0, PATHS[plain]).findLast(below);
      const isRead = plain === "open" && READS.includes(args[1]);
      if (path === undefined || isRead) return original.apply(this, args);
      const fail = (error: unknown) => {
        if (name !== plain) throw error;
        return Promise.reject(error);
      };
      try {
        told(`${plain} ${shown(path)}`);
      } catch (error) {
        return fail(error);
      }
      const value = original.apply(this, args);
      if (plain !== "open") return value;
      if (typeof value === "number") descriptors.set(value, shown(path));
      if (!(value instanceof Promise)) return value;
      return value.then((handle) => {
        handles.set(handle, shown(path));
        return handle;
      });
    };
  };
  const aroundHandle = (name: string, original: Call): Call =>
    async function watched(this: object, ...args: never[]) {
      const path = isInside ? undefined : handles.get(this);
      if (path !== undefined) told(`${name} ${path}`);
      return original.apply(this, args);
    };
  const aroundDescriptor = (name: string, original: Call): Call =>
    function watched(this: unknown, ...args: never[]) {
      const path = isInside ? undefined : descriptors.get(args[0] as unknown as number);
      if (name === "closeSync") descriptors.delete(args[0] as unknown as number);
      else if (path !== undefined) told(`${name} ${path}`);
      return original.apply(this, args);
    };

  const handle = await fs.promises.open(tmpdir());
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
  const all = fs as unknown as Functions;
  const names = Object.keys(PATHS);
  patch(fs.promises as unknown as Functions, names, around);
  patch(
    all,
    names.map((name) => `${name}Sync`),
    around,
  );
  patch(all, ["writeSync", "ftruncateSync", "fsyncSync", "closeSync"], aroundDescriptor);
  patch(prototype, HANDLE_WRITES, aroundHandle);
  syncBuiltinESMExports();
  try {
    return await run();
  } finally {
    for (const one of undo) one();
    syncBuiltinESMExports();
  }
}
