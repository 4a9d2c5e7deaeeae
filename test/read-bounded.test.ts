/** Whatever a person names as a file is read to its end or to a limit. @module */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadAccount } from "../prover/chain/client/load-account.ts";
import { readVerificationKey } from "../prover/groth16/read-verification-key.ts";
import { readRegistry } from "../prover/plan/read-registry-file.ts";
import { readBounded } from "../prover/read-bounded.ts";
import { temporaryFolder } from "./bundle/bundle-folder.ts";

const ENDLESS = "/dev/zero";

describe("readBounded", () => {
  it("reads a file up to its limit, and no byte more", async () => {
    const path = join(temporaryFolder(), "file");
    writeFileSync(path, new Uint8Array(100).fill(7));
    expect(await readBounded(path, 100)).toEqual(Buffer.alloc(100, 7));
    await expect(readBounded(path, 99)).rejects.toThrow("it has more than 99 bytes");
  });

  it("reads a pipe", async () => {
    const path = join(temporaryFolder(), "pipe");
    expect(spawnSync("mkfifo", [path]).status).toBe(0);
    const reading = readBounded(path, 100);
    await Promise.all([reading, writeFile(path, "through a pipe")]);
    expect((await reading).toString()).toBe("through a pipe");
  });
});

describe("a device without an end is refused", () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ["as a registry", () => readRegistry(ENDLESS), "REGISTRY_FILE_INVALID"],
    ["as a verification key", () => readVerificationKey(ENDLESS), "VERIFICATION_KEY_UNUSABLE"],
    ["as an account", () => loadAccount(ENDLESS, {}), "NO_ACCOUNT"],
  ])("%s", async (_, read, code) => {
    const failure = await read().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, exitCode: 2 });
  });
});
