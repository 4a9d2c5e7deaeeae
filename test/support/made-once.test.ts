/** Of one thing, however many processes want it: made once, whole or not at all. */
import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { madeOnce } from "./made-once.ts";

const run = promisify(execFile);
const TSX = ["--import", "tsx", "-e"];
const MADE_ONCE = new URL("made-once.ts", import.meta.url).href;

describe("madeOnce", () => {
  const name = `test-${randomUUID()}`;
  const made = join(REPOSITORY_ROOT, "build/made", name);
  afterEach(() => rmSync(made, { recursive: true, force: true }));

  it("makes once for the same parts and again for others", async () => {
    let count = 0;
    const make = async (folder: string) => writeFileSync(join(folder, "count"), String(++count));
    const read = async (...parts: string[]) => {
      const folder = await madeOnce(name, parts, make);
      return readFileSync(join(folder, "count"), "utf8");
    };
    expect(await read("a")).toBe("1");
    expect(await read("a")).toBe("1");
    expect(await read("b")).toBe("2");
    expect(await read("a")).toBe("1");
    expect(await Promise.all([read("c"), read("c"), read("c")])).toEqual(["3", "3", "3"]);
  });

  it("makes once for several processes", async () => {
    const code = program(`
      await new Promise((resolve) => setImmediate(resolve));
      writeFileSync(join(folder, String(process.pid)), "");
    `);
    const runs = Array.from({ length: 3 }, () => run(process.execPath, [...TSX, code]));
    const folders = (await Promise.all(runs)).map(({ stdout }) => stdout.trim());
    expect(new Set(folders).size).toBe(1);
    expect(readdirSync(folders[0]!)).toHaveLength(1);
  });

  it("keeps nothing of what failed, and tries again", async () => {
    const failure = madeOnce(name, [], async (folder) => {
      writeFileSync(join(folder, "half"), "");
      throw new Error("no power");
    });
    await expect(failure).rejects.toThrow("no power");
    expect(readdirSync(made)).toEqual([]);
    expect(readdirSync(await madeOnce(name, [], async () => {}))).toEqual([]);
  });

  it("waits for no process that was killed while it made", async () => {
    const child = spawn(process.execPath, [
      ...TSX,
      program('process.stdout.write("making"); await new Promise(() => setInterval(() => {}, 1e6));'),
    ]);
    await once(child.stdout, "data");
    let killed = false;
    const second = madeOnce(name, [], async (folder) => {
      expect(killed).toBe(true);
      writeFileSync(join(folder, "whole"), "");
    });
    await Promise.race([second, new Promise((resolve) => setImmediate(resolve))]);
    killed = true;
    child.kill("SIGKILL");
    expect(readdirSync(await second)).toEqual(["whole"]);
  });

  /** A process that makes the same thing, without parts, and prints the folder. */
  function program(make: string): string {
    return `(async () => {
      const { writeFileSync } = require("node:fs");
      const { join } = require("node:path");
      const { madeOnce } = await import(${JSON.stringify(MADE_ONCE)});
      console.log(await madeOnce(${JSON.stringify(name)}, [], async (folder) => { ${make} }));
    })()`;
  }
});
