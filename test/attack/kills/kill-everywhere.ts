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

/** @param events  whether to kill at the event with this number. */
export async function killEverywhere(
  command: KilledCommand,
  events: (number: number) => boolean = () => true,
): Promise<KillReport> {
  const undisturbed = await inFolder(async (folder) => {
    await command.prepare(folder);
    const { exitCode, stderr } = await runUntil(command.args(folder), [], undefined);
    if (exitCode !== 0) throw new Error(`${command.name} fails undisturbed: ${stderr}`);
    return await command.result(folder);
  });
  const faults: string[] = [];
  let kills = 0;
  for (let event = 1; ; event++) {
    if (!events(event)) continue;
    const killed = await inFolder(async (folder) => {
      await command.prepare(folder);
      const watched = command.watched.map((below) => join(folder, below));
      const { killedAt } = await runUntil(command.args(folder), watched, event);
      if (killedAt === undefined) return false;
      kills += 1;
      const again = command.again?.(folder) ?? command.args(folder);
      const { exitCode, stderr } = await runUntil(again, [], undefined);
      const where = `${command.name}, killed at event ${event}: ${killedAt}`;
      if (exitCode !== 0) faults.push(`${where}: run again it ends with ${exitCode}: ${stderr.slice(-400)}`);
      else {
        const result = await command.result(folder);
        if (result !== undisturbed) faults.push(`${where}: another result\n${result}\n${undisturbed}`);
      }
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
