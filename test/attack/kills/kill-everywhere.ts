/**
 * A command that is killed at each moment of what it writes, and then run again: what it leaves is what a run leaves that nobody
 * disturbed.
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
}

export interface KillReport {
  readonly kills: number;
  readonly faults: readonly string[];
}

export interface WhichKills {
  /** Every so many of the states. Default 1: all. */
  readonly every?: number;
  /** Told each kill, and what came of it. */
  readonly tell?: (text: string) => void;
}

export async function killEverywhere(
  command: KilledCommand,
  { every = 1, tell = () => {} }: WhichKills = {},
): Promise<KillReport> {
  let states: DiskState[] = [];
  const undisturbed = await inFolder(async (folder) => {
    await command.prepare(folder);
    states = await diskStates(join(folder, command.writesTo), () => command.run(folder, false));
    return await command.result(folder);
  });
  const faultAfter = (state: DiskState) =>
    inFolder(async (folder) => {
      await command.prepare(folder);
      const place = join(folder, command.writesTo);
      rmSync(place, { recursive: true });
      cpSync(state.folder, place, { recursive: true, preserveTimestamps: true });
      try {
        await command.run(folder, true);
      } catch (error) {
        const { message } = error as Error;
        if (command.refusesWhenDone?.test(message) !== true) return `run again it fails: ${message}`;
      }
      const result = await command.result(folder);
      return result === undisturbed ? undefined : `another result\n${result}\nundisturbed\n${undisturbed}`;
    });
  const faults: string[] = [];
  let kills = 0;
  for (const [k, state] of states.entries()) {
    if (k % every !== 0) continue;
    kills += 1;
    const fault = await faultAfter(state);
    const where = `${command.name}, killed before ${state.before}`;
    if (fault !== undefined) faults.push(`${where}: ${fault}`);
    tell(`${where}: ${fault ?? "as if nothing had been"}`);
  }
  if (states[0] !== undefined) rmSync(dirname(states[0].folder), { recursive: true });
  return { kills, faults };
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-kill-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
