/** `audit --offline` says what a bundle alone can show and what then stays unchecked, by output and exit code. @module */
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ALL_CLAIMS } from "../../prover/audit/claims/all-claims.ts";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import { writeBundle } from "../../prover/bundle/write-bundle.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { syntheticParts } from "../bundle/synthetic-bundle.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { runInProcess } from "./run-bin.ts";

let good: string;
let forged: string;
beforeAll(async () => {
  const parent = temporaryFolder();
  [good, forged] = [join(parent, "good"), join(parent, "forged")];
  const parts = await syntheticParts(await toyGroth16());
  await writeBundle(makeBundle(parts), good);
  const [first, second, ...rest] = parts.pages;
  // Another page's proof; whoever does that mends all hashes too.
  const pages = [first!, { ...second!, proof: first!.proof }, ...rest];
  await writeBundle(makeBundle({ ...parts, pages }), forged);
});

const NODES = ALL_CLAIMS.filter(({ offline }) => !offline).map(({ id }) => id);

describe("audit --offline", () => {
  test("names every claim that needs nodes as not checked, and does not say that all is well", async () => {
    const { exitCode, stdout } = await runInProcess(["audit", good, "--offline"]);
    expect(exitCode).toBe(0);
    const text = stdout.join("\n");
    const [checked, open] = text.split("NOT CHECKED without your own nodes");
    for (const id of NODES) {
      expect(checked).not.toContain(` ${id}: `);
      expect(open).toContain(` ${id}: `);
    }
    expect(text).toContain("Whether it matches the chain, the protocol and its keys was not checked");
    expect(text).not.toContain("Every claim that was checked is ok");
  });

  test("as JSON: claims about the chain are left out, never ok", async () => {
    const { exitCode, stdout } = await runInProcess(["audit", good, "--offline", "--json"]);
    const audit = JSON.parse(stdout.join(""));
    expect({ exitCode, ok: audit.ok, offline: audit.offline }).toEqual({
      exitCode: 0,
      ok: true,
      offline: true,
    });
    const statuses = new Map(audit.claims.map(({ id, status }: Record<string, string>) => [id, status]));
    for (const id of NODES) expect(statuses.get(id), id).toBe("left-out");
    const needing = audit.claims.filter(({ needsNodes }: { needsNodes: boolean }) => needsNodes);
    expect(needing.map(({ id }: { id: string }) => id)).toEqual(NODES);
    expect([...statuses.values()].filter((status) => status === "ok").length).toBeGreaterThan(4);
  });

  test("exits with 1 where one claim differs, and names it", async () => {
    const { exitCode, stdout } = await runInProcess(["audit", forged, "--offline", "--json"]);
    const audit = JSON.parse(stdout.join(""));
    expect({ exitCode, code: audit.code, ok: audit.ok }).toEqual({
      exitCode: 1,
      code: "AUDIT_NOT_OK",
      ok: false,
    });
    const differs = audit.claims.filter(({ status }: Record<string, string>) => status === "differs");
    expect(differs.map(({ id }: Record<string, string>) => id)).toEqual(["proofs"]);
  });

  test("asks no node: naming one, or none without --offline, is bad usage", async () => {
    expect((await runInProcess(["audit", good, "--offline", "--rpc", "http://127.0.0.1:1"])).exitCode).toBe(
      2,
    );
    expect((await runInProcess(["audit", good])).exitCode).toBe(2);
  });
});
