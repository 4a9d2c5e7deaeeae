/**
 * Circom sources in which one statement constrains nothing any more: each `===` removed, each `<==` turned into `<--`.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../../../scripts/circuits/repository-root.ts";

export interface SourceMutant {
  /** File and statement, and which of several equal ones. */
  readonly name: string;
  /** Below circuits/. */
  readonly file: string;
  readonly template: string;
  /** The whole changed file. */
  readonly text: string;
}

const CIRCUITS = join(REPOSITORY_ROOT, "circuits");

export function sourceMutants(): SourceMutant[] {
  const files = readdirSync(CIRCUITS, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".circom") && !file.startsWith("mains"))
    .sort();
  return files.flatMap((file) => mutantsOf(file, readFileSync(join(CIRCUITS, file), "utf8")));
}

/** @param source  of one file. */
export function mutantsOf(file: string, source: string): SourceMutant[] {
  const code = withoutComments(source);
  const seen = new Map<string, number>();
  return [...code.matchAll(/===|<==/g)].map(({ 0: operator, index }) => {
    const start = startOfStatement(code, index);
    const end = code.indexOf(";", index) + 1;
    const statement = code.slice(start, end).replace(/\s+/g, " ").trim();
    const count = (seen.get(statement) ?? 0) + 1;
    seen.set(statement, count);
    const templates = [...code.slice(0, index).matchAll(/template (\w+)/g)];
    return {
      name: `${file}: ${statement}${count > 1 ? ` (${count})` : ""}`,
      file,
      template: templates.at(-1)?.[1] ?? "",
      text:
        operator === "==="
          ? `${source.slice(0, start)}{}${source.slice(end)}`
          : `${source.slice(0, index)}<--${source.slice(index + operator.length)}`,
    };
  });
}

/** Blanks in their place, so that positions stay. */
function withoutComments(source: string): string {
  return source.replace(/\/\/[^\n]*/g, (comment) => " ".repeat(comment.length));
}

/** After the statement before it, and after the heads of the loops and branches that it stands in. */
function startOfStatement(code: string, operator: number): number {
  let start = operator;
  for (let depth = 0; start > 0; start--) {
    const before = code[start - 1]!;
    if (before === ")") depth++;
    else if (before === "(") depth--;
    else if (depth === 0 && ";{}".includes(before)) break;
  }
  for (;;) {
    const head = /^\s*(?:(?:else\s+)?(?:for|if)\s*\(|else\s+)/.exec(code.slice(start, operator));
    if (head === null) break;
    start += head[0].length;
    if (head[0].endsWith("(")) start = endOfParentheses(code, start);
  }
  return start + /^\s*/.exec(code.slice(start))![0].length;
}

/** @param start  after the opening one. */
function endOfParentheses(code: string, start: number): number {
  let depth = 1;
  let end = start;
  for (; depth > 0; end++) {
    if (code[end] === "(") depth++;
    if (code[end] === ")") depth--;
  }
  return end;
}
