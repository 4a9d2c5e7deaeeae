/**
 * A command whose disk fails it, in each of many ways and at each moment, and that is run again once the disk is well. The laws:
 * it ends; with a typed error that names the place, the reason and the next step; nothing half-written stays; what was there stays
 * or is replaced by what is whole; run again, it makes what it makes undisturbed.
 * @module
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { ProverError } from "../../../prover/errors.ts";
import { Disk } from "./disk.ts";
import { emptied, type Fault, fileSize, foreign, names, readOnly, room, said } from "./faults.ts";
import { withOperations } from "./file-operations.ts";
import { messageOf, outcomeOf } from "./outcome-of.ts";
import type { WrittenCommand } from "./written-commands.ts";

export interface DiskReport {
  readonly cases: number;
  readonly faults: readonly string[];
}

export interface WhichFaults {
  /** Every so many of the moments of a run. Default 1: all. */
  readonly every?: number;
  readonly tell?: (text: string) => void;
}

/** A name that no finished result has. */
export const UNFINISHED = /\.tmp$|\.partial/;

const OWN_PID = new RegExp(`-${process.pid}(?![0-9])`);
/** Above the highest that Linux gives. */
const DEAD_PID = 2 ** 22 + 1;

interface World {
  readonly folder: string;
  readonly place: string;
  readonly disk: Disk;
}

export async function breakEverywhere(
  command: WrittenCommand,
  { every = 1, tell = () => {} }: WhichFaults = {},
): Promise<DiskReport> {
  const faults: string[] = [];
  let cases = 0;
  const moments: string[] = [];
  const undisturbed = await inWorld(command, async ({ folder, place }) => {
    const note = (what: string) => void moments.push(what);
    const error = await outcomeOf(() => withOperations(place, note, () => command.run(folder, false)));
    if (error !== undefined) throw error;
    const largest = Math.max(0, ...[...filesIn(place).values()].map(({ length }) => length));
    return { result: await command.result(folder), files: filesIn(place), largest };
  });

  /** @param at  before which operation; undefined: before the run. @returns whether the command failed. */
  const tryFault = (fault: Fault, at?: number): Promise<boolean> =>
    inWorld(command, async ({ folder, place, disk }) => {
      const before = filesIn(place);
      const found: string[] = [];
      let isCaused = at === undefined;
      const causeIt = (_: string, number: number) => {
        if (number !== at) return;
        isCaused = true;
        fault.cause(disk);
      };
      let error: unknown;
      try {
        if (at === undefined) fault.cause(disk);
        error = await outcomeOf(() => withOperations(place, causeIt, () => command.run(folder, false)));
      } finally {
        fault.end(disk);
      }
      if (error !== undefined) {
        found.push(...wrongIn(error, fault, place, command));
        // What cannot be removed any more is left to the next run, of another process.
        if (fault === readOnly) leaveToOthers(place);
        else if (fault !== emptied) found.push(...wrongOn(place, before, undisturbed.files, command));
      }
      if (isCaused) {
        cases += 1;
        // Where others have taken things away in the middle, nothing is promised but an end.
        if (fault !== emptied) found.push(...(await wrongWithNext(command, folder, undisturbed.result)));
        const where = at === undefined ? "from the beginning" : `before ${moments[at]}`;
        const said = error === undefined ? "not noticed" : messageOf(error);
        const name = `${command.name}, ${fault.name} ${where}`;
        faults.push(...found.map((one) => `${name}: ${one} [${said}]`));
        tell(`${name}: ${found.length > 0 ? `${found.join("; ")} [${said}]` : said}`);
      }
      return error !== undefined;
    });

  await tryFault(readOnly);
  await tryFault(foreign);
  // The least room that is enough: every size tried on the way is a case.
  let [tooLittle, enough] = [0, 1];
  if (await tryFault(room(0))) {
    while (await tryFault(room(enough))) [tooLittle, enough] = [enough, enough * 4];
    while (enough - tooLittle > 1) {
      const middle = Math.floor((tooLittle + enough) / 2);
      if (await tryFault(room(middle))) tooLittle = middle;
      else enough = middle;
    }
  }
  for (let count = 0; await tryFault(names(count)); count++);
  for (const part of [0, 0.5, 1]) {
    const bytes = Math.floor(undisturbed.largest * part) - (part === 1 ? 1 : 0);
    if (bytes >= 0) await tryFault(fileSize(bytes));
  }
  for (let at = 0; at < moments.length; at += every) {
    await tryFault(readOnly, at);
    await tryFault(emptied, at);
    await tryFault(said("EIO"), at);
    await tryFault(said("ENOSPC"), at);
  }
  return { cases, faults };
}

/** What is wrong with the run that finds what the fault has left. */
async function wrongWithNext(
  command: WrittenCommand,
  folder: string,
  undisturbed: string,
): Promise<string[]> {
  const error = await outcomeOf(() => command.run(folder, true));
  const isDone = error !== undefined && command.refusesWhenDone?.test(messageOf(error)) === true;
  if (error !== undefined && !isDone) return [`run again it fails: ${messageOf(error)}`];
  return (await command.result(folder)) === undisturbed ? [] : ["run again it makes something else"];
}

async function inWorld<T>(command: WrittenCommand, run: (world: World) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-disks-"));
  let disk: Disk | undefined;
  try {
    // Whoever has no rights on the disk still reads what is beside it.
    chmodSync(folder, 0o755);
    await command.prepare(folder);
    const place = join(folder, command.writesTo);
    disk = new Disk(place);
    return await run({ folder, place, disk });
  } finally {
    disk?.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function wrongIn(error: unknown, { reason }: Fault, place: string, { supposes }: WrittenCommand): string[] {
  const hints = error instanceof ProverError ? error.hints.join(" ") : "";
  const isNamed = reason.test(messageOf(error)) || supposes?.test(hints) === true;
  return [...wrongInWords(error, place), ...(isNamed ? [] : ["the reason is not named"])];
}

/** What is wrong with what the command says, whatever the reason. */
export function wrongInWords(error: unknown, place: string): string[] {
  const message = messageOf(error);
  const found: string[] = [];
  if (error instanceof ProverError) {
    if (error.hints.length === 0) found.push("no next step");
  } else if (!/^exit code [123]: /.test(message)) {
    found.push("no typed error");
  }
  if (/Unexpected: |error in the program|\n\s+at /.test(message)) found.push("it calls it its own fault");
  if (!message.includes(place)) found.push("the place is not named");
  return found;
}

/** What is wrong with what lies there. */
function wrongOn(
  place: string,
  before: Map<string, Buffer>,
  finished: Map<string, Buffer>,
  { keeps, mayLack }: WrittenCommand,
): string[] {
  const found: string[] = [];
  const now = filesIn(place);
  for (const [name, content] of now) {
    if (keeps?.test(name) || before.get(name)?.equals(content)) continue;
    const isUnfinished = UNFINISHED.test(name) || name.split("/").some((part) => UNFINISHED.test(part));
    if (isUnfinished) found.push(`${name} stays`);
    else if (!finished.has(name)) found.push(`${name} is there`);
  }
  for (const name of before.keys()) {
    if (!now.has(name) && finished.has(name) && !mayLack?.test(name)) found.push(`${name} is gone`);
  }
  for (const name of readdirSync(place, { recursive: true, encoding: "utf8" })) {
    if (UNFINISHED.test(basename(name)) && statSync(join(place, name)).isDirectory() && !keeps?.test(name))
      found.push(`the folder ${name} stays`);
  }
  return found;
}

/** What names this process as its writer names one that no longer lives. */
function leaveToOthers(place: string): void {
  // What lies in a folder before the folder itself.
  for (const name of readdirSync(place, { recursive: true, encoding: "utf8" }).sort().reverse()) {
    const dead = basename(name).replace(OWN_PID, `-${DEAD_PID}`);
    if (dead !== basename(name)) renameSync(join(place, name), join(place, dirname(name), dead));
  }
}

function filesIn(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(folder, name))]));
}
