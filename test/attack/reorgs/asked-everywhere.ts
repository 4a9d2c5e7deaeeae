/**
 * A command at nodes that change their branch: at each of its requests, in either direction, and at every request, every second, every
 * third. It must end with what one branch alone gives, or with an error that says what to do next.
 * @module
 */

import { type BranchNodes, type BranchProxy, startBranchProxy } from "./branch-proxy.ts";

export interface Outcome {
  readonly exitCode: number;
  /** What the command said or made: equal texts for equal results. For a failure its code, message and hints. */
  readonly result: string;
}

export interface AskingCommand {
  readonly name: string;
  run(nodes: BranchNodes): Promise<Outcome>;
  /** Of a result with several statements on the chain: whether each of them is one that the branches alone give. */
  agrees?(result: string, alone: readonly [string, string]): boolean;
}

export interface ReorgReport {
  readonly runs: number;
  /** How each kind of run ended: the exit code and an error's code, or the branch. */
  readonly ends: ReadonlyMap<string, number>;
  readonly faults: readonly string[];
}

type Side = 0 | 1;
interface Schedule {
  readonly name: string;
  readonly sideOf: (n: number) => Side;
}

/** Says that it may go better next time. */
const NEXT_STEP = /\bagain\b|wait|another (beacon )?node|nodes? of one/i;
const UNAVAILABLE = 3;

/** @param every  of the switches: every so many. Default 1: all. */
export async function askEverywhere(
  command: AskingCommand,
  branches: readonly [BranchNodes, BranchNodes],
  { every = 1, tell = () => {} }: { readonly every?: number; readonly tell?: (text: string) => void } = {},
): Promise<ReorgReport> {
  const proxy = await startBranchProxy(branches);
  try {
    const alone = [await runWith(command, proxy, () => 0), await runWith(command, proxy, () => 1)] as const;
    for (const [side, { exitCode, result }] of alone.entries()) {
      tell(`${command.name}, branch ${side} alone: ${exitCode}, ${alone[side as Side].asked} requests`);
      if (faultOf(exitCode, result)) throw new Error(`${command.name} on branch ${side} alone: ${result}`);
    }
    if (alone[0].result === alone[1].result) tell(`${command.name}: both branches give the same`);
    const ends = new Map<string, number>();
    const faults: string[] = [];
    const schedules = schedulesOf(Math.max(alone[0].asked, alone[1].asked), every);
    for (const { name, sideOf } of schedules) {
      const outcome = await runWith(command, proxy, sideOf);
      const end = endOf(command, outcome, [alone[0].result, alone[1].result]);
      ends.set(end.name, (ends.get(end.name) ?? 0) + 1);
      if (end.isFault) faults.push(`${command.name}, ${name}: ${end.name}\n${outcome.result}`);
      tell(`${command.name}, ${name}: ${end.name}`);
    }
    return { runs: schedules.length, ends, faults };
  } finally {
    await proxy.stop();
  }
}

async function runWith(command: AskingCommand, proxy: BranchProxy, sideOf: (n: number) => Side) {
  proxy.begin(sideOf);
  const outcome = await command.run(proxy);
  return { ...outcome, asked: proxy.asked() };
}

function schedulesOf(requests: number, every: number): Schedule[] {
  const switched: Schedule[] = [];
  for (let at = 1; at < requests; at += every) {
    switched.push({ name: `from 0 to 1 before answer ${at}`, sideOf: (n) => (n < at ? 0 : 1) });
    switched.push({ name: `from 1 to 0 before answer ${at}`, sideOf: (n) => (n < at ? 1 : 0) });
    switched.push({ name: `answer ${at} alone from 1`, sideOf: (n) => (n === at ? 1 : 0) });
    switched.push({ name: `answer ${at} alone from 0`, sideOf: (n) => (n === at ? 0 : 1) });
  }
  // Who tries again without an end finds one branch at last.
  const settled = 3 * requests;
  const inTurn = [1, 2, 3].flatMap((length): Schedule[] => [
    {
      name: `in turn by ${length}`,
      sideOf: (n) => (n < settled ? ((Math.floor(n / length) % 2) as Side) : 0),
    },
    {
      name: `in turn by ${length}, the other first`,
      sideOf: (n) => (n < settled ? (((Math.floor(n / length) + 1) % 2) as Side) : 1),
    },
  ]);
  return [...switched, ...inTurn];
}

function endOf(command: AskingCommand, { exitCode, result }: Outcome, alone: readonly [string, string]) {
  const side = alone.indexOf(result);
  if (side !== -1) return { name: `as branch ${side}`, isFault: false };
  const isMixed = !(command.agrees?.(result, alone) ?? exitCode !== 0);
  const fault = faultOf(exitCode, result) ?? (isMixed ? "A MIXTURE" : undefined);
  const retries = exitCode === 0 || NEXT_STEP.test(result);
  const name = exitCode === 0 ? "" : `${exitCode} ${codeOf(result)} `;
  return {
    name: `${name}${fault ?? (retries ? "" : "WITHOUT A NEXT STEP")}`,
    isFault: fault !== undefined || !retries,
  };
}

function faultOf(exitCode: number, result: string): string | undefined {
  if (exitCode === 0) return undefined;
  return exitCode > UNAVAILABLE || codeOf(result) === undefined ? "UNTYPED" : undefined;
}

function codeOf(result: string): string | undefined {
  return /"code": ?"(\w+)"/.exec(result)?.[1];
}
