/** A contract's kind of key comes from key and manifest; nobody can pass another. @module */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { PUBLIC_CHAIN_IDS } from "../../../prover/chain/client/public-chains.ts";
import { REPOSITORY_ROOT } from "../../../scripts/circuits/repository-root.ts";
import { DEVELOPMENT, type KeyFolder, keyFolder } from "./key-folder.ts";

let key: KeyFolder;
let out: string;
beforeEach(async () => {
  key = await keyFolder();
  out = join(key.keys, "Verifier.sol");
});

describe("export-verifier", () => {
  it("writes a ceremony's verifier by the manifest, and none without", async () => {
    expect(await exportVerifier("--manifest", key.manifest)).toEqual({ exitCode: 0, stderr: "" });
    expect(readFileSync(out, "utf8")).toContain('KEY_KIND = "ceremony"');
    rmSync(out);
    const { exitCode, stderr } = await exportVerifier("--manifest", join(key.keys, "none.json"));
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining("--manifest FILE") });
    expect(existsSync(out)).toBe(false);
  });

  it("writes a development verifier that refuses every chain given beside the listed ones, each once", async () => {
    key.writeSidecar(DEVELOPMENT);
    const run = await exportVerifier(
      ...["534352", "8453", "59144"].flatMap((id) => ["--public-chain-id", id]),
    );
    expect(run).toEqual({ exitCode: 0, stderr: "" });
    const refused = readFileSync(out, "utf8").match(/(?<=chainId == )\d+/g);
    const besides = refused?.filter((id) => !PUBLIC_CHAIN_IDS.includes(Number(id)));
    expect(besides).toEqual(["59144", "534352"]);
    expect(refused?.filter((id) => id === "8453")).toHaveLength(1);
  });

  it("refuses a chain id that is none", async () => {
    key.writeSidecar(DEVELOPMENT);
    const { exitCode, stderr } = await exportVerifier("--public-chain-id=gnosis");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--public-chain-id");
  });
});

function exportVerifier(...more: string[]): Promise<{ exitCode: number; stderr: string }> {
  const args = ["--import", "tsx", "scripts/export-verifier.ts", "--keys", key.keys, "--out", out, ...more];
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: REPOSITORY_ROOT }, (error, _, stderr) => {
      done({ exitCode: typeof error?.code === "number" ? error.code : error ? -1 : 0, stderr });
    });
  });
}
