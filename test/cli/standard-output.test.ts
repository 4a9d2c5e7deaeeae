/** What a command has to say, on a disk that is full and to a program that has ended. @module */
import { spawnSync } from "node:child_process";
import { existsSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { smallDisk } from "../support/small-disk.ts";
import { BIN } from "./run-bin.ts";

/** By a shell, as people redirect. */
function run(redirected: string) {
  const { status, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", `"${BIN}" ${redirected}`], {
    encoding: "utf8",
  });
  return { exitCode: status, stderr };
}
const HELP = "prove --help";
const FAILED = /^error: Standard output could not be written: .*\n {2}Free some space, or send it elsewhere/;

describe.runIf(existsSync("/dev/full"))("standard output", () => {
  it("that is full or ended is a typed error, also where an object was asked for", () => {
    for (const redirected of [`${HELP} > /dev/full`, "plan --json > /dev/full", `${HELP} | true`]) {
      const { exitCode, stderr } = run(redirected);
      expect(stderr, redirected).toMatch(FAILED);
      expect(exitCode, redirected).toBe(2);
    }
  });

  const disk = smallDisk(16);
  it.skipIf(disk === undefined)("is not cut short without a word (skipped without mounts)", () => {
    const { bavail, bsize } = statfsSync(disk!);
    writeFileSync(join(disk!, "filler"), new Uint8Array((bavail - 1) * bsize));
    const { exitCode, stderr } = run(`${HELP} > ${join(disk!, "out")}`);
    expect(stderr).toMatch(FAILED);
    expect(exitCode).toBe(2);
  });

  it("progress that cannot be told changes nothing", () => {
    expect(run("plan 2> /dev/full").exitCode).toBe(run("plan").exitCode);
    expect(run("config status --no-config 2> /dev/full").exitCode).toBe(0);
  });
});
