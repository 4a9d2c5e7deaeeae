/**
 * A command that is killed at each of its events, once in each run, and then run again: what it leaves is what a run leaves that
 * nobody disturbed.
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runUntil } from "./run-until.ts";

export interface KilledCommand {
  readonly name: string;
  /** Puts there what the command finds. */
  prepare(folder: string): Promise<void> | void;
  /** Where it writes, below the folder. */
  readonly watched: readonly string[];
  args(folder: string): readonly string[];
  /** Of the run after the kill, where it needs others. */
  again?(folder: string): readonly string[];
  /** What it has made: equal texts for equal results, whatever is random taken out. */
  result(folder: string): Promise<string> | string;
}

export interface KillReport {
  readonly kills: number;
  readonly faults: readonly string[];
}

export interface WhichKills {
  /** Number of the first event, from 1. */
  readonly from?: number;
  /** Told each kill, and what came of it. */
  readonly tell?: (text: string) => void;
}

export async function killEverywhere(
  command: KilledCommand,
  { from = 1, tell = () => {} }: WhichKills = {},
): Promise<KillReport> {
  const undisturbed = await inFolder(async (folder) => {
    await command.prepare(folder);
    const { exitCode, stderr } = await runUntil(command.args(folder), [], undefined);
    if (exitCode !== 0) throw new Error(`${command.name} fails undisturbed: ${stderr}`);
    return await command.result(folder);
  });
  const difference = async (folder: string) => {
    const result = await command.result(folder);
    return result === undisturbed ? undefined : `another result\n${result}\nundisturbed\n${undisturbed}`;
  };
  const faults: string[] = [];
  let kills = 0;
  for (let event = from; ; event++) {
    const killed = await inFolder(async (folder) => {
      await command.prepare(folder);
      const watched = command.watched.map((below) => join(folder, below));
      const { killedAt } = await runUntil(command.args(folder), watched, event);
      if (killedAt === undefined) return false;
      kills += 1;
      const again = command.again?.(folder) ?? command.args(folder);
      const { exitCode, stderr } = await runUntil(again, [], undefined);
      const where = `${command.name}, killed at event ${event}: ${killedAt}`;
      const fault =
        exitCode === 0 ? await difference(folder) : `run again it ends with ${exitCode}: ${stderr}`;
      if (fault !== undefined) faults.push(`${where}: ${fault}`);
      tell(`${where}: ${fault ?? "as if nothing had been"}`);
      return true;
    });
    if (!killed) return { kills, faults };
  }
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-kill-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
