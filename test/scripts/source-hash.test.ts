/** A hash of modules follows what they import, and nothing else. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { hashOfFiles, hashOfModules } from "../../scripts/source-hash.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";

describe("hashOfModules", () => {
  const FILES = {
    "main.ts": `import { a } from "./deep/a.ts";
import type { T } from "./types.ts";
import {
  type Other,
  b,
} from "./b.ts";
export * from "./exported.ts";
const late = () => import("./late.ts");
const text = new URL("./text.txt", import.meta.url);`,
    "deep/a.ts": 'import "../b.ts";\nimport "./side-effect.ts";',
    "deep/side-effect.ts": "",
    "b.ts": 'import { main } from "./main.ts";',
    "exported.ts": "",
    "late.ts": "",
    "text.txt": 'import "./types.ts"',
    "types.ts": "",
    "stranger.ts": 'import "./main.ts"',
  };
  const folder = temporaryFolder();
  for (const [name, source] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), source);
  }
  const hash = () => hashOfModules(relative(REPOSITORY_ROOT, join(folder, "main.ts")));

  /** @returns whether the hash notices, which must be the old one again after the change. */
  const notices = (name: keyof typeof FILES) => {
    const before = hash();
    writeFileSync(join(folder, name), `${FILES[name]}\n// changed`);
    const after = hash();
    writeFileSync(join(folder, name), FILES[name]);
    expect(hash()).toBe(before);
    return after !== before;
  };

  const UNRELATED = ["types.ts", "stranger.ts"] as const;
  const names = Object.keys(FILES) as (keyof typeof FILES)[];

  it.each(names.filter((name) => !(UNRELATED as readonly string[]).includes(name)))(
    "changes with %s",
    (name) => expect(notices(name)).toBe(true),
  );

  it.each(UNRELATED)("does not change with %s", (name) => expect(notices(name)).toBe(false));
});

describe("hashOfFiles", () => {
  it("changes with a byte and with a name", () => {
    const folder = temporaryFolder();
    const hash = () => hashOfFiles(relative(REPOSITORY_ROOT, folder));
    writeFileSync(join(folder, "a"), "1");
    const before = hash();
    writeFileSync(join(folder, "a"), "2");
    expect(hash()).not.toBe(before);
    writeFileSync(join(folder, "a"), "1");
    expect(hash()).toBe(before);
    writeFileSync(join(folder, "b"), "");
    expect(hash()).not.toBe(before);
  });
});
