/**
 * A command that finds, at each place that it writes to, a link, a pipe, a socket or a device. The laws: it ends; what is there is
 * no device less; what a link leads to is not touched; nothing half-written stays; and it has made all, or says why not.
 * @module
 */
import { spawnSync } from "node:child_process";
import {
  closeSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { filesBelow } from "../kills/files-below.ts";
import { type DiskReport, UNFINISHED, type WhichFaults, wrongInWords } from "./break-everywhere.ts";
import { withOperations } from "./file-operations.ts";
import { DOES_NOT_END, messageOf, outcomeOf } from "./outcome-of.ts";
import type { WrittenCommand } from "./written-commands.ts";

const PATIENCE_MS = 120_000;
/** Names that are random, or contain the process. */
const PASSING = /\.tmp$|\d+-[0-9a-f]{12}|\.partial-\d+$/;

/** Puts something at a path where nothing is. @param outside  a folder of things that nobody is to change. */
type Put = (path: string, outside: string) => void;

const linkTo =
  (target: (outside: string) => string): Put =>
  (path, outside) =>
    symlinkSync(target(outside), path);

const OCCUPANTS: Readonly<Record<string, Put>> = {
  "a link to a file outside": linkTo((outside) => join(outside, "file")),
  "a link to a folder outside": linkTo((outside) => join(outside, "folder")),
  "a link to nothing": linkTo((outside) => join(outside, "nothing")),
  "a link to itself": (path) => symlinkSync(basename(path), path),
  "a link to /dev/full": linkTo(() => "/dev/full"),
  "a link to /dev/null": linkTo(() => "/dev/null"),
  "a named pipe": (path) => made("mkfifo", [path]),
  "a device": (path) => made("mknod", [path, "c", "1", "3"]),
  "a socket": (path) => made(process.execPath, ["-e", SOCKET, path]),
  "a folder": (path) => mkdirSync(path),
  "a file": (path) => writeFileSync(path, "a file"),
};

/** Its path stays when its process is killed. */
const SOCKET = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;

function made(program: string, args: readonly string[]): void {
  const { status, signal, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0 && signal !== "SIGKILL") throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
}

export async function occupyEverywhere(
  command: WrittenCommand,
  { every = 1, tell = () => {} }: WhichFaults = {},
): Promise<DiskReport> {
  const faults: string[] = [];
  let cases = 0;
  const touched = new Set<string>([""]);
  const undisturbed = await inWorld(command, async ({ folder, place }) => {
    const note = (what: string) => void touched.add(what.slice(what.indexOf(" ") + 1));
    const error = await outcomeOf(() => withOperations(place, note, () => command.run(folder, false)));
    if (error !== undefined) throw error;
    for (const name of readdirSync(place, { recursive: true, encoding: "utf8" })) touched.add(name);
    return command.result(folder);
  });
  const paths = [...touched].filter((path) => !path.split("/").some((part) => PASSING.test(part))).sort();
  const tries = paths.flatMap((path) =>
    ["moved away, and a link to it", ...Object.keys(OCCUPANTS)].map((kind) => ({ path, kind })),
  );
  for (const [number, { path, kind }] of tries.entries()) {
    if (number % every !== 0) continue;
    const found = await inWorld(command, (world) => tryOne(command, world, path, kind, undisturbed));
    if (found === undefined) continue;
    cases += 1;
    const name = `${command.name}, ${kind} at ${path === "" ? "its place" : path}`;
    faults.push(...found.wrong.map((one) => `${name}: ${one} [${found.said}]`));
    tell(`${name}: ${[...found.wrong, `[${found.said}]`].join("; ")}`);
  }
  return { cases, faults };
}

interface World {
  readonly folder: string;
  readonly place: string;
  /** Beside it. */
  readonly outside: string;
}

/** @returns undefined where there is nothing to be tried. */
async function tryOne(
  command: WrittenCommand,
  { folder, place, outside }: World,
  path: string,
  kind: string,
  undisturbed: string,
): Promise<{ readonly wrong: readonly string[]; readonly said: string } | undefined> {
  const at = join(place, path);
  mkdirSync(dirname(at), { recursive: true });
  const put = OCCUPANTS[kind];
  const isInput = existsSync(at);
  if (put === undefined) {
    if (!existsSync(at)) return undefined;
    renameSync(at, join(outside, "moved"));
    symlinkSync(join(outside, "moved"), at);
  } else {
    rmSync(at, { recursive: true, force: true });
    put(at, outside);
  }
  const [kindBefore, outsideBefore] = [kindOf(at), filesBelow(outside)];
  const error = await endedOf(command.run(folder, false), at);
  const wrong: string[] = [];
  const said = error === undefined ? "done" : messageOf(error);
  if (error === undefined) {
    // Without what was there before it may make something else, and from something else, too.
    const isSame = put === undefined || !isInput;
    if (isSame && !leadsToSpecial(at) && (await resultOf(command, folder, undisturbed)) !== undisturbed)
      wrong.push("it makes something else");
  } else wrong.push(...(said === DOES_NOT_END ? [DOES_NOT_END] : wrongInWords(error, place)));
  const isOwned = command.owns !== undefined && path.startsWith(`${command.owns}/`);
  if (kindBefore === "special" && kindOf(at) !== "special" && !isOwned) wrong.push("it is gone");
  const mayWriteThere =
    put === undefined || kind === "a link to a folder outside" || command.follows === path;
  if (!mayWriteThere && filesBelow(outside) !== outsideBefore)
    wrong.push("what the link leads to was changed");
  for (const root of [place, outside, folder]) {
    if (!lstatSync(root).isDirectory()) continue;
    for (const name of readdirSync(root, { recursive: root !== folder, encoding: "utf8" }))
      if (UNFINISHED.test(basename(name)) && name !== path && command.keeps?.test(name) !== true)
        wrong.push(`${name} stays`);
  }
  return { wrong, said };
}

/** Where it waits for a pipe it is let go. */
async function endedOf(running: Promise<unknown>, at: string): Promise<unknown> {
  const error = await outcomeOf(() => running, PATIENCE_MS);
  if (error instanceof Error && error.message === DOES_NOT_END && kindOf(at) === "special") {
    closeSync(openSync(at, constants.O_RDWR | constants.O_NONBLOCK));
    await outcomeOf(() => running, PATIENCE_MS);
  }
  return error;
}

/** As if the links were what they lead to. */
async function resultOf(command: WrittenCommand, folder: string, undisturbed: string): Promise<string> {
  const result = await (async () => command.result(folder))().catch(messageOf);
  if (result === undisturbed) return result;
  const copy = mkdtempSync(join(tmpdir(), "pufeth-por-links-"));
  try {
    cpSync(folder, copy, { recursive: true, dereference: true });
    return await command.result(copy);
  } catch (error) {
    return messageOf(error);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function kindOf(path: string): "special" | "link" | "file" | "folder" | "nothing" {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return "nothing";
  if (stats.isSymbolicLink()) return "link";
  if (stats.isDirectory()) return "folder";
  return stats.isFile() ? "file" : "special";
}

/** Reading it may never end. */
function leadsToSpecial(path: string): boolean {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats !== undefined && !stats.isFile() && !stats.isDirectory();
  } catch {
    // A link to itself.
    return false;
  }
}

async function inWorld<T>(command: WrittenCommand, run: (world: World) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-targets-"));
  try {
    await command.prepare(folder);
    const outside = mkdtempSync(join(tmpdir(), "pufeth-por-outside-"));
    mkdirSync(join(outside, "folder"));
    writeFileSync(join(outside, "file"), readFileSync(import.meta.filename));
    try {
      return await run({ folder, place: join(folder, command.writesTo), outside });
    } finally {
      rmSync(outside, { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
