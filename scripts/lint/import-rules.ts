/**
 * Which file may import which. Areas first (prover/, scripts/, auditor/, test/), then the stages of prover/ in their
 * order, then circles between folders, which no order allows.
 * @module
 */
import type { Edge } from "./import-graph.ts";
import { PROVER_STAGES, type Stage } from "./stages.ts";

export interface Violation extends Edge {
  readonly rule: string;
  /** What to do. */
  readonly next: string;
}

/** Areas that each area may import, itself included. test/ may import everything. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  prover: ["prover"],
  auditor: ["auditor", "prover"],
  scripts: ["scripts", "auditor", "prover"],
};

/** The areas whose imports are looked at. */
export const AREAS: readonly string[] = Object.keys(ALLOWED);

const NEXT: Readonly<Record<string, string>> = {
  test: "Move what both need out of test/: to scripts/, if it makes data, or to prover/.",
  scripts: "Move what both need to prover/, or start the script as a process.",
  auditor: "Move what both need to prover/.",
};

/** @param stages  of prover/, lowest first. @returns nothing if all imports are allowed. */
export function findViolations(
  edges: readonly Edge[],
  stages: readonly Stage[] = PROVER_STAGES,
): Violation[] {
  return [
    ...edges.flatMap(areaViolation),
    ...undeclaredStages(edges, stages),
    ...edges.flatMap((edge) => stageViolation(edge, stages)),
    ...circles(edges.filter(({ from }) => areaOf(from) === "scripts")),
  ].sort((a, b) => a.from.localeCompare(b.from) || a.line - b.line);
}

function areaViolation(edge: Edge): Violation[] {
  const [from, to] = [areaOf(edge.from), areaOf(edge.to)];
  const allowed = ALLOWED[from];
  if (allowed === undefined || allowed.includes(to)) return [];
  const next = NEXT[to] ?? `${from}/ imports only ${allowed.join("/, ")}/.`;
  return [{ ...edge, rule: `${from}/ does not import ${to}/`, next }];
}

/** Without a place in the order nothing could be said about a folder. */
function undeclaredStages(edges: readonly Edge[], stages: readonly Stage[]): Violation[] {
  const seen = new Set(stages.map(({ name }) => name));
  return edges.flatMap((edge) =>
    [edge.from, edge.to].flatMap((path) => {
      const stage = partOf(path);
      if (areaOf(path) !== "prover" || seen.has(stage)) return [];
      seen.add(stage);
      const next = `Give prover/${stage} its place, with the reason, in scripts/lint/stages.ts.`;
      return [{ ...edge, rule: `prover/${stage} has no place in the order of the stages`, next }];
    }),
  );
}

function stageViolation(edge: Edge, stages: readonly Stage[]): Violation[] {
  if (areaOf(edge.from) !== "prover" || areaOf(edge.to) !== "prover") return [];
  const place = (path: string) => stages.findIndex(({ name }) => name === partOf(path));
  const [from, to] = [place(edge.from), place(edge.to)];
  if (from === -1 || to <= from) return [];
  const { name, reason } = stages[to]!;
  return [
    {
      ...edge,
      rule: `${stages[from]!.name} comes before ${name} (${reason})`,
      next: `Move what is needed down to ${stages[from]!.name} or below, hand it in as an argument, or move this file up.`,
    },
  ];
}

/** Imports within a circle of folders or single files, of which each needs the others. */
function circles(edges: readonly Edge[]): Violation[] {
  const needs = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    const [a, b] = [folderOf(from), folderOf(to)];
    if (a !== b) needs.set(a, (needs.get(a) ?? new Set()).add(b));
  }
  return edges.flatMap((edge) => {
    const [a, b] = [folderOf(edge.from), folderOf(edge.to)];
    const way = a === b ? undefined : wayBetween(b, a, needs);
    if (way === undefined) return [];
    const rule = `circle: ${[a, ...way].join(" → ")}`;
    return [
      { ...edge, rule, next: "Move what both need to one of them, or to a folder that needs neither." },
    ];
  });
}

/** @returns the folders on a shortest way, both ends included; undefined if there is none. */
function wayBetween(from: string, to: string, needs: ReadonlyMap<string, ReadonlySet<string>>) {
  const ways = [[from]];
  const seen = new Set([from]);
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const last = way.at(-1)!;
    if (last === to) return way;
    for (const next of needs.get(last) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

function areaOf(path: string): string {
  return path.split("/", 1)[0]!;
}

/** Folder or file directly below the area. */
function partOf(path: string): string {
  return path.split("/")[1] ?? "";
}

function folderOf(path: string): string {
  return `${areaOf(path)}/${partOf(path)}`;
}
