import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REPOSITORY_ROOT } from "../../../scripts/circuits/repository-root.ts";
import { exampleKey } from "./example-key.ts";

const directory = mkdtempSync(join(tmpdir(), "export-verifier-"));
const vkey = join(directory, "vkey.json");
const out = join(directory, "Verifier.sol");

beforeAll(() => writeFileSync(vkey, JSON.stringify(exampleKey())));
afterAll(() => rmSync(directory, { recursive: true }));

describe("export-verifier", () => {
  it("writes a development verifier that refuses every chain given", async () => {
    const run = await exportVerifier("--public-chain-id", "8453", "--public-chain-id", "100");
    expect(run).toEqual({ exitCode: 0, stderr: "" });
    expect(readFileSync(out, "utf8")).toContain("return chainId == 100 || chainId == 8453;");
  });

  it.each(["0x64", "-1", "1.5", "gnosis", ""])("refuses the chain id %j", async (id) => {
    const { exitCode, stderr } = await exportVerifier(`--public-chain-id=${id}`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--public-chain-id");
  });
});

function exportVerifier(...more: string[]): Promise<{ exitCode: number; stderr: string }> {
  const args = [
    ...["--import", "tsx", "scripts/export-verifier.ts", "--vkey", vkey, "--out", out],
    ...["--source-hash", "ab".repeat(32), "--key-kind", "development", ...more],
  ];
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: REPOSITORY_ROOT }, (error, _, stderr) => {
      done({ exitCode: typeof error?.code === "number" ? error.code : error ? -1 : 0, stderr });
    });
  });
}
