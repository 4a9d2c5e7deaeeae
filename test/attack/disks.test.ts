/** A writer on disks that fail it; the commands: `npm run attack:disks`. @module */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFileWhole } from "../../prover/prove/write-file-whole.ts";
import { writingTo } from "../../prover/writing-to.ts";
import { breakEverywhere } from "./disks/break-everywhere.ts";
import { canMount } from "./disks/disk.ts";
import { occupyEverywhere } from "./disks/occupy-everywhere.ts";
import type { WrittenCommand } from "./disks/written-commands.ts";
import { filesBelow } from "./kills/files-below.ts";

const writing = (write: (path: string) => Promise<unknown>): WrittenCommand => ({
  name: "a file",
  prepare: (folder) => writeFileSync(join(folder, "file"), "what was there"),
  writesTo: ".",
  run: (folder) => write(join(folder, "file")),
  result: (folder) => filesBelow(folder),
});
const TEXT = "what comes".repeat(1000);

describe.skipIf(!canMount())("a disk that fails (skipped where nothing can be mounted)", () => {
  it("is caused in every way", async () => {
    const told: string[] = [];
    const whole = writing((path) => writingTo(path, () => writeFileWhole(path, TEXT)));
    const { faults } = await breakEverywhere(whole, { every: 2, tell: (text) => void told.push(text) });
    expect(faults).toEqual([]);
    for (const reason of ["EROFS", "EACCES", "ENOSPC", "EFBIG", "EIO"]) {
      expect(
        told.some((text) => text.includes(`${reason}:`)),
        reason,
      ).toBe(true);
    }
  });

  it("finds what is not typed, and what stays", async () => {
    const found = async (write: (path: string) => Promise<unknown>) =>
      (await breakEverywhere(writing(write), { every: 100 })).faults.join("\n");
    expect(await found((path) => writeFileWhole(path, TEXT))).toMatch(/no typed error/);
    const leaving = await found((path) =>
      writingTo(path, async () => {
        writeFileSync(`${path}.tmp`, TEXT);
        await writeFileWhole(path, TEXT);
      }),
    );
    expect(leaving).toMatch(/file\.tmp stays/);
  });
});

describe.skipIf(!canMount())(
  "what is no file, in the place of one (skipped where nothing can be mounted)",
  () => {
    it("stays as it is, and ends in a typed error", async () => {
      const whole = writing((path) => writingTo(path, () => writeFileWhole(path, TEXT)));
      const { cases, faults } = await occupyEverywhere(whole);
      expect(faults).toEqual([]);
      expect(cases).toBeGreaterThan(10);
    });

    it("is found to be gone, or written through a link", async () => {
      const found = async (write: (path: string) => void) =>
        (await occupyEverywhere(writing(async (path) => write(path)))).faults.join("\n");
      const replacing = await found((path) => {
        rmSync(path, { force: true });
        writeFileSync(path, TEXT);
      });
      expect(replacing).toMatch(/a device at file: it is gone/);
      expect(await found((path) => writeFileSync(path, TEXT, { flag: "r+" }))).toMatch(
        /what the link leads to was changed/,
      );
    });
  },
);
