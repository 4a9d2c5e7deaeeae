/** What is put in its place takes no pipe's, socket's or device's, and what a link leads to is written only where it was named. @module */
import { spawnSync } from "node:child_process";
import { lstatSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assertTargetFree } from "../prover/bundle/write-bundle.ts";
import { sha256OfFile } from "../prover/keys/sha256-of-file.ts";
import { makeFolder } from "../prover/make-folder.ts";
import { writeFileWhole } from "../prover/prove/write-file-whole.ts";
import { readRegular } from "../prover/read-regular.ts";
import { isLostLink, namedFile } from "../prover/rename-into.ts";
import { assertRewardsTarget } from "../prover/rewards/rewards-folder.ts";
import { temporaryFolder } from "./bundle/bundle-folder.ts";

const REFUSED = { code: "OUTPUT_NOT_A_FILE", exitCode: 2, hints: [expect.stringMatching(/Name a file/)] };

function pipeIn(folder: string): string {
  const path = join(folder, "pipe");
  spawnSync("mkfifo", [path]);
  return path;
}

describe("writeFileWhole", () => {
  it("leaves a pipe, a socket and a link to a device where they are", async () => {
    const folder = temporaryFolder();
    const [pipe, socket, device] = [pipeIn(folder), join(folder, "socket"), join(folder, "device")];
    symlinkSync("/dev/null", device);
    const server = createServer().listen(socket);
    await new Promise((listening) => server.once("listening", listening));
    try {
      for (const [path, kind] of [
        [pipe, "a named pipe"],
        [socket, "a socket"],
        [device, "a device"],
      ] as const) {
        const before = lstatSync(path).ino;
        const message = `${path} is not written: it is ${kind}.`;
        await expect(writeFileWhole(path, "text")).rejects.toMatchObject({ ...REFUSED, message });
        expect(lstatSync(path).ino).toBe(before);
      }
    } finally {
      server.close();
    }
  });

  it("replaces a link, and does not touch what it leads to", async () => {
    const folder = temporaryFolder();
    const [path, elsewhere] = [join(folder, "link"), join(folder, "elsewhere")];
    writeFileSync(elsewhere, "somebody's");
    symlinkSync(elsewhere, path);
    await writeFileWhole(path, "text");
    expect([readFileSync(path, "utf8"), readFileSync(elsewhere, "utf8")]).toEqual(["text", "somebody's"]);
  });
});

describe("namedFile", () => {
  it("is what a link leads to, and the path itself where there is none", async () => {
    const folder = realpathSync(temporaryFolder());
    const [path, elsewhere] = [join(folder, "link"), join(folder, "elsewhere")];
    writeFileSync(elsewhere, "");
    symlinkSync(elsewhere, path);
    expect(await namedFile(path)).toBe(elsewhere);
    expect(await namedFile(join(folder, "new"))).toBe(join(folder, "new"));
  });

  it("refuses a link that leads nowhere, and one to a pipe", async () => {
    const folder = temporaryFolder();
    const [lost, toPipe] = [join(folder, "lost"), join(folder, "link")];
    symlinkSync(join(folder, "nothing"), lost);
    symlinkSync(pipeIn(folder), toPipe);
    for (const path of [lost, toPipe]) await expect(namedFile(path)).rejects.toMatchObject(REFUSED);
    expect([await isLostLink(lost), await isLostLink(toPipe)]).toEqual([true, false]);
  });
});

it("a folder cannot be made of a link that leads nowhere, and is told why", () => {
  const folder = temporaryFolder();
  const lost = join(folder, "lost");
  symlinkSync(join(folder, "nothing"), lost);
  expect(() => makeFolder(lost)).toThrow(`${lost} is a link that leads nowhere`);
  const pipe = pipeIn(folder);
  expect(() => makeFolder(pipe)).toThrow(`${pipe} is no folder`);
});

it("neither a pipe is waited for nor a device read that has no end", async () => {
  const pipe = pipeIn(temporaryFolder());
  for (const read of [readRegular, sha256OfFile]) {
    await expect(read(pipe)).rejects.toThrow("is not a regular file");
    await expect(read("/dev/zero")).rejects.toThrow("is not a regular file");
  }
});

it("a link that leads nowhere is no free place for a bundle or for rewards: told before the work", async () => {
  const folder = temporaryFolder();
  const lost = join(folder, "lost");
  symlinkSync(join(folder, "nothing"), lost);
  const told = { exitCode: 2, message: expect.stringContaining("a link that leads nowhere") };
  await expect(assertTargetFree(lost)).rejects.toMatchObject(told);
  await expect(assertRewardsTarget(lost)).rejects.toMatchObject(told);
});
