import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../prover/cli/create-program.ts";
import { processTerminal } from "../../prover/cli/output/terminal.ts";
import { PUFFER_GAS_HEADING } from "../../scripts/gas/committed-puffer-gas.ts";
import { formatGas } from "../../scripts/gas/format-gas.ts";
import { formatPufferGas } from "../../scripts/gas/format-puffer-gas.ts";
import type { Cost } from "../../scripts/gas/measure-puffer-gas.ts";
import { callsOf, linksOf, npmScriptsOf, pathsOf } from "./named-paths.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)));
const pages = files.filter((file) => file.endsWith(".md"));

/** Written by commands, not committed. */
const GENERATED = /^(keys\/|verifier-contracts\/generated(\/|$))/;

describe.each(pages)("%s", (page) => {
  const text = read(page);

  test("every link leads to a file, and every anchor to a heading", () => {
    const broken = linksOf(text).filter(({ target, anchor }) => {
      const file = target === "" ? page : join(dirname(page), target);
      if (!isInRepository(file)) return true;
      return anchor !== undefined && !headingsOf(read(file)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test("every path exists", () => {
    const missing = pathsOf(text).filter((path) => !GENERATED.test(path) && !exists(page, path));
    expect(missing).toEqual([]);
  });

  test("every npm script exists", () => {
    const { scripts } = JSON.parse(read("package.json"));
    expect(npmScriptsOf(text).filter((name) => !(name in scripts))).toEqual([]);
  });

  test("every command and option of pufeth-por exists", () => {
    expect(callsOf(text).flatMap(faultsOf)).toEqual([]);
  });
});

test("the docs are found: README.md links every page of docs/", () => {
  const linked = linksOf(read("README.md")).map(({ target }) => target);
  const docs = pages.filter((page) => page.startsWith("docs/"));
  expect(docs.length).toBeGreaterThan(4);
  expect(docs.filter((page) => !linked.includes(page))).toEqual([]);
});

test("docs/gas.md: its table is the one that the command prints of the snapshot", () => {
  const gas: Record<string, number> = JSON.parse(read("test/snapshots/gas.json"));
  const named = (pattern: RegExp) =>
    Object.fromEntries(
      Object.entries(gas).flatMap(([name, amount]) => {
        const given = pattern.exec(name)?.[1];
        return given === undefined ? [] : [[given, amount]];
      }),
    );
  const rows = cellsOf(read("docs/gas.md").split(PUFFER_GAS_HEADING)[0]!);
  const calls = cellsOf(
    formatGas({
      calls: named(/^((?!spurt|transaction|amsterdam).*)$/),
      amsterdam: named(/^amsterdam: ((?!spurt).*)$/),
      spurts: [],
    }),
  );
  expect(rows.slice(0, calls.length)).toEqual(calls);
  const amsterdam = named(/^amsterdam: (spurt.*)$/);
  const spurts = rows
    .slice(calls.length)
    .map(([what, today, , repriced]) => [what!.split(":")[0], today, repriced]);
  expect(spurts.sort()).toEqual(
    Object.entries(named(/^(spurt.*)$/))
      .map(([name, amount]) => [name, amount.toLocaleString("en"), amsterdam[name]!.toLocaleString("en")])
      .sort(),
  );
});

test("docs/gas.md: its table of the deployed protocol is the one that the command prints of the snapshot", () => {
  const costs: Record<string, Cost> = JSON.parse(read("test/snapshots/puffer-gas.json"));
  const section = read("docs/gas.md").split(PUFFER_GAS_HEADING)[1]!;
  expect(cellsOf(section)).toEqual(cellsOf(formatPufferGas(costs)));
});

test("docs/measurements.md: its constraints are those of the snapshot", () => {
  const counts: Record<string, { constraints: number }> = JSON.parse(read("test/snapshots/constraints.json"));
  const row = read("docs/measurements.md").match(/^\| constraints \|(.*)\|/m)![1]!;
  const sizes = ["test", "small", "standard", "large", "huge"];
  expect(
    row
      .split("|")
      .slice(0, 5)
      .map((cell) => cell.trim()),
  ).toEqual(sizes.map((size) => counts[`reserves-page ${size}`]!.constraints.toLocaleString("en")));
});

/** Rows of a Markdown table, without the rule below its head. */
function cellsOf(markdown: string): string[][] {
  return markdown
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\|[-:| ]+$/.test(line))
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
}

function exists(page: string, path: string): boolean {
  return isInRepository(path) || isInRepository(join(dirname(page), path));
}

/** A file, a folder, or a pattern with `*`. */
function isInRepository(path: string): boolean {
  const pattern = path
    .replace(/\/$/, "")
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]*");
  const wanted = new RegExp(`^${pattern}(/|$)`);
  return files.some((file) => wanted.test(file));
}

/** GitHub's anchors: lower case, spaces to hyphens, punctuation removed. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, "")
      .replace(/ /g, "-"),
  );
}

/** @returns what a call names that does not exist. */
function faultsOf(words: readonly string[]): string[] {
  const program = createProgram(processTerminal, {});
  let command: Command = program;
  const faults: string[] = [];
  let isCommand = true;
  for (const word of words) {
    if (!word.startsWith("-")) {
      const next = isCommand ? command.commands.find((one) => one.name() === word) : undefined;
      if (next !== undefined) command = next;
      else if (isCommand && command.commands.length > 0 && /^[a-z]/.test(word))
        faults.push(`command ${word}`);
      if (next === undefined) isCommand = false;
      continue;
    }
    isCommand = false;
    const flag = /^--?[a-z0-9-]+/.exec(word)?.[0] ?? word;
    const known = [...command.options, ...program.options].some(
      ({ long, short }) => long === flag || short === flag,
    );
    if (!known && flag !== "--help" && flag !== "-h") faults.push(`${command.name()} ${flag}`);
  }
  return faults;
}
