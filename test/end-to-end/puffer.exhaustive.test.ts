/**
 * The commands on a network with contracts in the shape of the deployed Puffer protocol, none of which is ours.
 */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../prover/doctor/finding.ts";
import { namespaceBase, slotHex } from "../../prover/puffer/storage-slots.ts";
import { runInProcess } from "../cli/run-bin.ts";
import { type PufferNetworkWorld, startPufferNetwork, writeNetworkFile } from "../support/puffer-network.ts";

const folder = mkdtempSync(join(tmpdir(), "puffer-"));
let puffer: PufferNetworkWorld;

beforeAll(async () => {
  puffer = await startPufferNetwork();
});
afterAll(() => puffer?.network.stop());

/** What `record` found, which are the checks of a network file alone. */
async function record(file: string, out: string): Promise<Record<string, Finding>> {
  const { exitCode, stdout, stderr } = await runInProcess(
    ["record", "--network", file, "--rpc", puffer.network.rpcUrl, "--out", out, "--json"],
    {},
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: [] });
  const { findings } = JSON.parse(stdout.join("\n")) as { findings: Finding[] };
  return Object.fromEntries(findings.map((finding) => [finding.check.replace("network: ", ""), finding]));
}

describe("doctor --network", () => {
  const recording = join(folder, "block.json");

  it("rebuilds totalAssets from proved slots to the wei, and confirms every value", async () => {
    const findings = await record(puffer.file, recording);
    expect(findings["total assets"]).toMatchObject({
      level: "ok",
      found: expect.stringMatching(/to the wei/),
    });
    expect(Object.values(findings).filter(({ level }) => level === "fail")).toEqual([]);
    // The shape has no access manager and no operators, and names one getter otherwise.
    const warned = Object.keys(findings).filter((check) => findings[check]!.level === "warn");
    expect(warned).toEqual(["lidoLockedEth", "role", "magnitudes"]);
    expect(findings.count).toMatchObject({ level: "ok", found: expect.stringMatching(/^8 ACTIVE/) });
  });

  it("repeats the checks from a recording, without a node; a changed answer is noticed", async () => {
    const replay = async (path: string) => {
      const { exitCode, stdout } = await runInProcess(["doctor", "--recorded", path, "--json"], {});
      return { exitCode, stdout: stdout.join("\n") };
    };
    const { exitCode, stdout } = await replay(recording);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).findings).toContainEqual(
      expect.objectContaining({ check: "network: total assets", level: "ok" }),
    );
    const text = readFileSync(recording, "utf8");
    expect(text).not.toContain(puffer.network.rpcUrl);
    const file = JSON.parse(text);
    const proof = file.exchanges.find(({ method }: { method: string }) => method === "eth_getProof");
    const [node] = proof.answer.result.accountProof;
    proof.answer.result.accountProof[0] = `${node.slice(0, -2)}${node.endsWith("00") ? "01" : "00"}`;
    const changed = join(folder, "changed.json");
    writeFileSync(changed, JSON.stringify(file));
    expect((await replay(changed)).exitCode).toBe(1);
  });

  it.each([
    [
      "the depositor's slot by the hash of its name instead of the literal",
      "total assets",
      (file) => {
        file.revenueDepositor.layouts[0]!.distribution.value = slotHex(
          namespaceBase("puffer.storage.PufferRevenueDepositor"),
        );
      },
    ],
    [
      "the oracle's count in slot 0",
      "total assets",
      (file) => {
        file.oracle.activeValidators.value = slotHex(0n);
      },
    ],
    [
      "a count that is off by one",
      "count",
      (file) => {
        file.oracle.offset.value = 1;
      },
    ],
    [
      "an implementation that was replaced",
      "implementations",
      (file) => {
        file.vault.layouts[0]!.implementation.value = puffer.world.oracle;
      },
    ],
    [
      "another code of pods",
      "pods",
      (file) => {
        file.modules.podInitCodeHash.value = slotHex(7n);
      },
    ],
    [
      "another oracle's address",
      "protocol.PUFFER_ORACLE",
      (file) => {
        file.vault.layouts[0]!.oracle.value = puffer.world.weth;
      },
    ],
    [
      "another chain",
      "chain",
      (file) => {
        file.chain.chainId.value = 1;
      },
    ],
  ] as [string, string, Parameters<typeof writeNetworkFile>[2]][])(
    "fails with %s",
    async (_, check, edit) => {
      const file = writeNetworkFile(puffer.world, puffer.network, edit);
      const findings = await record(file, join(folder, "failing.json"));
      expect(findings[check]).toMatchObject({ level: "fail" });
    },
  );
});
