/** Each rule of the import graph against a small tree that breaks it once, and against this repository. @module */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readImportGraph } from "../../../scripts/lint/import-graph.ts";
import { AREAS, findViolations } from "../../../scripts/lint/import-rules.ts";
import { readImports } from "../../../scripts/lint/read-imports.ts";
import { PROVER_STAGES, type Stage } from "../../../scripts/lint/stages.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";

const STAGES: readonly Stage[] = [
  { name: "errors.ts", reason: "everybody throws" },
  { name: "low", reason: "needs nothing" },
  { name: "middle", reason: "needs low" },
  { name: "high", reason: "needs both" },
];

/** What is wrong with a tree of these files. */
async function violationsOf(files: Readonly<Record<string, string>>) {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return findViolations(await readImportGraph(root, AREAS), STAGES);
}

/** A tree that breaks no rule. */
const GOOD = {
  "prover/errors.ts": "export const error = 1;",
  "prover/low/a.ts": 'import { error } from "../errors.ts";\nimport { b } from "./b.ts";',
  "prover/low/b.ts":
    'export const b = 1;\n// import "../high/c.ts"\nexport const text = `import "../high/c.ts"`;',
  "prover/middle/m.ts": 'export * from "../low/a.ts";\nimport fs from "node:fs";',
  "prover/high/c.ts": 'const m = await import("../middle/m.ts");\nimport type { b } from "../low/b.ts";',
  "scripts/run.ts": 'import { c } from "../prover/high/c.ts";\nimport "./run/part.ts";',
  "scripts/run/part.ts": 'import "../shared/s.ts";\nimport "../../auditor/src/page.ts";',
  "scripts/shared/s.ts": "export const s = 1;",
  "auditor/src/page.ts": 'import { a } from "../../prover/low/a.ts";',
  "test/low/a.test.ts": 'import "../../scripts/run.ts";\nimport "../../prover/high/c.ts";',
};

test("a tree in order has nothing wrong, whatever its tests import", async () => {
  expect(await violationsOf(GOOD)).toEqual([]);
});

describe("is told with file, line, rule and what to do:", () => {
  const cases: [
    string,
    Record<string, string>,
    { from: string; line: number; to: string },
    RegExp,
    RegExp,
  ][] = [
    [
      "an import of a later stage",
      { "prover/low/b.ts": 'import { b } from "./a.ts";\n\nimport { c } from "../high/c.ts";' },
      { from: "prover/low/b.ts", line: 3, to: "prover/high/c.ts" },
      /^low comes before high \(needs both\)$/,
      /Move what is needed down to low/,
    ],
    [
      "a type alone",
      { "prover/middle/m.ts": 'import type { c } from "../high/c.ts";' },
      { from: "prover/middle/m.ts", line: 1, to: "prover/high/c.ts" },
      /^middle comes before high/,
      /argument/,
    ],
    [
      "a type in the middle of a line",
      { "prover/middle/m.ts": '\nexport type C = import("../high/c.ts").C;' },
      { from: "prover/middle/m.ts", line: 2, to: "prover/high/c.ts" },
      /^middle comes before high/,
      /argument/,
    ],
    [
      "a dynamic import",
      { "prover/middle/m.ts": '\n\nconst load = () => import("../high/c.ts");' },
      { from: "prover/middle/m.ts", line: 3, to: "prover/high/c.ts" },
      /^middle comes before high/,
      /argument/,
    ],
    [
      "the module of a worker",
      { "prover/middle/m.ts": 'new Worker(new URL("../high/w.mjs", import.meta.url));' },
      { from: "prover/middle/m.ts", line: 1, to: "prover/high/w.mjs" },
      /^middle comes before high/,
      /argument/,
    ],
    [
      "an export from a later stage",
      { "prover/errors.ts": 'export { b } from "./low/b.ts";' },
      { from: "prover/errors.ts", line: 1, to: "prover/low/b.ts" },
      /^errors\.ts comes before low/,
      /argument/,
    ],
    [
      "a stage that has no place",
      { "prover/new/n.ts": 'import "../low/a.ts";' },
      { from: "prover/new/n.ts", line: 1, to: "prover/low/a.ts" },
      /^prover\/new has no place/,
      /stages\.ts/,
    ],
    [
      "a stage that has no place and imports nothing",
      { "prover/high/c.ts": 'import "../new/n.ts";', "prover/new/n.ts": "export {};" },
      { from: "prover/high/c.ts", line: 1, to: "prover/new/n.ts" },
      /^prover\/new has no place/,
      /stages\.ts/,
    ],
    [
      "prover/ that imports test/",
      { "prover/high/c.ts": 'import "../../test/low/a.test.ts";' },
      { from: "prover/high/c.ts", line: 1, to: "test/low/a.test.ts" },
      /^prover\/ does not import test\/$/,
      /out of test\//,
    ],
    [
      "scripts/ that import test/",
      { "scripts/shared/s.ts": '\nimport "../../test/low/a.test.ts";' },
      { from: "scripts/shared/s.ts", line: 2, to: "test/low/a.test.ts" },
      /^scripts\/ does not import test\/$/,
      /out of test\//,
    ],
    [
      "prover/ that imports scripts/",
      { "prover/high/c.ts": 'import "../../scripts/shared/s.ts";' },
      { from: "prover/high/c.ts", line: 1, to: "scripts/shared/s.ts" },
      /^prover\/ does not import scripts\/$/,
      /start the script as a process/,
    ],
    [
      "prover/ that imports auditor/",
      { "prover/high/c.ts": 'import "../../auditor/src/page.ts";' },
      { from: "prover/high/c.ts", line: 1, to: "auditor/src/page.ts" },
      /^prover\/ does not import auditor\/$/,
      /to prover\//,
    ],
    [
      "auditor/ that imports scripts/",
      { "auditor/src/page.ts": 'import "../../scripts/shared/s.ts";' },
      { from: "auditor/src/page.ts", line: 1, to: "scripts/shared/s.ts" },
      /^auditor\/ does not import scripts\/$/,
      /to prover\//,
    ],
  ];
  test.each(cases)("%s", async (_, files, place, rule, next) => {
    const found = await violationsOf({ ...GOOD, ...files });
    expect(found).toEqual([
      { ...place, rule: expect.stringMatching(rule), next: expect.stringMatching(next) },
    ]);
  });

  test("a circle between folders of scripts/, at each import that is part of it", async () => {
    const found = await violationsOf({
      ...GOOD,
      "scripts/shared/s.ts": 'import "../deep/d.ts";',
      "scripts/deep/d.ts": 'import "./e.ts";\nimport "../run/part.ts";',
      "scripts/deep/e.ts": "export {};",
    });
    expect(found.map(({ from, line, rule }) => [`${from}:${line}`, rule])).toEqual([
      ["scripts/deep/d.ts:2", "circle: scripts/deep → scripts/run → scripts/shared → scripts/deep"],
      ["scripts/run/part.ts:1", "circle: scripts/run → scripts/shared → scripts/deep → scripts/run"],
      ["scripts/shared/s.ts:1", "circle: scripts/shared → scripts/deep → scripts/run → scripts/shared"],
    ]);
  });

  test("a circle between stages, at the import of the later one", async () => {
    const found = await violationsOf({ ...GOOD, "prover/low/b.ts": 'import "../middle/m.ts";' });
    expect(found).toMatchObject([{ from: "prover/low/b.ts", to: "prover/middle/m.ts" }]);
  });
});

test("packages, paths that are no modules, and texts are no imports", () => {
  const text = `
    import "node:fs";
    import { z } from "zod";
    const file = new URL("../snapshot.json", import.meta.url);
    const other = new URL("./elsewhere.ts", "https://example.org");
    const text = 'import "./a.ts"';
    const loaded = import(variable);
    // import("./b.ts")
    export const x = 1;`;
  expect(readImports("file.ts", text)).toEqual([]);
});

test("the order of the stages names each once, with a reason", () => {
  expect(new Set(PROVER_STAGES.map(({ name }) => name)).size).toBe(PROVER_STAGES.length);
  for (const { reason } of PROVER_STAGES) expect(reason).toMatch(/\S/);
});
