/**
 * A command that is killed at each moment of what it writes, and then run again: what it leaves is what a run leaves that nobody
 * disturbed. The run after a kill can be killed too.
 * @module
 */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type DiskState, diskStates } from "./disk-states.ts";

export interface KilledCommand {
  readonly name: string;
  /** Puts there what the command finds. */
  prepare(folder: string): Promise<void> | void;
  /** The folder below which it writes; it exists. */
  readonly writesTo: string;
  /** @param again  after a kill. */
  run(folder: string, again: boolean): Promise<unknown>;
  /** With which the run after a kill refuses, where the one before had done everything. */
  readonly refusesWhenDone?: RegExp;
  /** What it has made: equal texts for equal results, whatever is random taken out. */
  result(folder: string): Promise<string> | string;
  /** Ends what it needs, e.g. a server. */
  close?(): Promise<void>;
}

export interface KillReport {
  readonly kills: number;
  readonly faults: readonly string[];
}

export interface WhichKills {
  /** Every so many of the states. Default 1: all. */
  readonly every?: number;
  /** Every so many of the states of the run after a kill. Default: that is not killed. */
  readonly everyAgain?: number | undefined;
  /** Told each kill, and what came of it. */
  readonly tell?: (text: string) => void;
}

export async function killEverywhere(
  command: KilledCommand,
  { every = 1, everyAgain, tell = () => {} }: WhichKills = {},
): Promise<KillReport> {
  const faults: string[] = [];
  let kills = 0;
  const told = (where: string, fault: string | undefined) => {
    kills += 1;
    if (fault !== undefined) faults.push(`${where}: ${fault}`);
    tell(`${where}: ${fault ?? "as if nothing had been"}`);
  };
  try {
    let undisturbed = "";
    const states = await statesOf(command, undefined, async (folder) => {
      undisturbed = await command.result(folder);
    });
    await eachOf(states, every, async (state) => {
      const where = `${command.name}, killed before ${state.before}`;
      const again = (from: DiskState) =>
        inFolder(async (folder) => {
          await putBack(command, from, folder);
          return (
            (await faultOfRun(command, folder)) ?? differenceOf(await command.result(folder), undisturbed)
          );
        });
      if (everyAgain === undefined) return told(where, await again(state));
      let fault: string | undefined;
      const more = await statesOf(command, state, async (folder, refusal) => {
        fault = refusal ?? differenceOf(await command.result(folder), undisturbed);
      });
      told(where, fault);
      await eachOf(more, everyAgain, async (second) =>
        told(`${where}, again before ${second.before}`, await again(second)),
      );
    });
  } finally {
    await command.close?.();
  }
  return { kills, faults };
}

/** @param from  what a kill left; undefined: the first run. @param use  told the folder after the run, and how that failed. */
function statesOf(
  command: KilledCommand,
  from: DiskState | undefined,
  use: (folder: string, fault: string | undefined) => Promise<void>,
): Promise<DiskState[]> {
  return inFolder(async (folder) => {
    if (from === undefined) await command.prepare(folder);
    else await putBack(command, from, folder);
    let fault: string | undefined;
    const states = await diskStates(join(folder, command.writesTo), async () => {
      if (from === undefined) await command.run(folder, false);
      else fault = await faultOfRun(command, folder);
    });
    await use(folder, fault);
    return states;
  });
}

async function eachOf(
  states: readonly DiskState[],
  every: number,
  use: (state: DiskState) => Promise<void>,
): Promise<void> {
  try {
    for (const [k, state] of states.entries()) if (k % every === 0) await use(state);
  } finally {
    if (states[0] !== undefined) rmSync(dirname(states[0].folder), { recursive: true });
  }
}

async function putBack(command: KilledCommand, state: DiskState, folder: string): Promise<void> {
  await command.prepare(folder);
  const place = join(folder, command.writesTo);
  rmSync(place, { recursive: true });
  cpSync(state.folder, place, { recursive: true, preserveTimestamps: true });
}

async function faultOfRun(command: KilledCommand, folder: string): Promise<string | undefined> {
  try {
    await command.run(folder, true);
  } catch (error) {
    const { message } = error as Error;
    if (command.refusesWhenDone?.test(message) !== true) return `run again it fails: ${message}`;
  }
  return undefined;
}

function differenceOf(result: string, undisturbed: string): string | undefined {
  return result === undisturbed ? undefined : `another result\n${result}\nundisturbed\n${undisturbed}`;
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-kill-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
