/**
 * The commands on a network with contracts in the shape of the deployed Puffer protocol, none of which is ours.
 */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClaimResult } from "../../prover/audit/claim.ts";
import { DEPLOYED_CLAIMS } from "../../prover/audit/claims/all-claims.ts";
import type { DeploymentSummary } from "../../prover/bundle/deployment-summary.ts";
import type { Finding } from "../../prover/doctor/finding.ts";
import { vaultAbi } from "../../prover/puffer/deployed-views.ts";
import { namespaceBase, slotHex } from "../../prover/puffer/storage-slots.ts";
import { formatEth, formatRate } from "../../prover/report/format-amounts.ts";
import { launchBrowser } from "../../scripts/auditor/launch-browser.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { servePage, shownText, verdictOf, watchedPage } from "../auditor/auditor-world.ts";
import { runInProcess } from "../cli/run-bin.ts";
import {
  PUFFER_POD_WEI,
  type PufferNetworkWorld,
  startPufferNetwork,
  writeNetworkFile,
} from "../support/puffer-network.ts";
import { PUFFER_NODE } from "../support/puffer-world.ts";
import { chainClients } from "../support/test-network.ts";

const ETH = 10n ** 18n;
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
    expect(findings.validators).toMatchObject({ level: "ok", found: expect.stringMatching(/^8 of/) });
    expect(findings.timelock).toMatchObject({
      level: "ok",
      found: expect.stringMatching(/nothing is queued/),
    });
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

async function summaryOf(bundle: string): Promise<{ readonly deployment: DeploymentSummary }> {
  return JSON.parse((await runInProcess(["verify", bundle, "--json"], {})).stdout.join("\n"));
}

describe("prove --network", () => {
  const bundle = join(folder, "bundle");
  const sources = () => [
    "--network",
    puffer.file,
    "--rpc",
    puffer.network.rpcUrl,
    "--beacon",
    puffer.network.beaconUrl,
    "--slot",
    String(puffer.network.head().slot),
  ];

  it("discovers exactly the ACTIVE validators, and says whom it cannot place", async () => {
    const out = join(folder, "found");
    const { exitCode, stdout, stderr } = await runInProcess(
      ["discover", ...sources(), "--out", out, "--json"],
      {},
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: [] });
    expect(JSON.parse(stdout.join("\n"))).toMatchObject({
      counted: "8",
      active: 8,
      modules: 2,
      validators: 5,
      accounts: 1,
      waiting: 1,
      foreign: [{ module: "PUFFER_MODULE_0", position: 3, index: 3 }],
      missing: [{ module: "PUFFER_MODULE_1", position: 3 }],
    });
    const registry = JSON.parse(readFileSync(join(out, "registry.json"), "utf8"));
    expect(registry.map(({ index }: { index: string }) => index)).toEqual(["0", "1", "2", "4", "5"]);
    expect(JSON.parse(readFileSync(join(out, "operators.json"), "utf8"))).toEqual([
      { account: PUFFER_NODE, isL1Contract: false, validators: ["0", "1", "2", "4", "5"] },
    ]);
    expect(readdirSync(folder).filter((name) => name.endsWith(".nodes"))).toEqual([]);
  });

  describe("rewards build --network", () => {
    const evidence = join(folder, "found", "evidence.json");
    const build = async (out: string, ...more: string[]) => {
      const args = ["rewards", "build", ...sources(), "--spurt", "1", "--out", join(folder, out), "--json"];
      const from = more.includes("--previous") ? [] : ["--from-slot", "1"];
      const { exitCode, stdout } = await runInProcess([...args, ...from, ...more], {});
      return { exitCode, answer: JSON.parse(stdout.join("\n")) };
    };
    const written = (name: string, content: unknown) => {
      const path = join(folder, name);
      writeFileSync(path, JSON.stringify(content));
      return path;
    };

    it("reads the operators from the storage of the protocol, from a node or from evidence", async () => {
      const built = await build("rewards");
      expect(built).toMatchObject({ exitCode: 0, answer: { declared: { operators: null } } });
      const { validators, accounts } = built.answer;
      expect(validators.map(({ index, account }: Record<string, unknown>) => [index, account])).toEqual(
        [0, 1, 2, 4, 5].map((index) => [index, PUFFER_NODE]),
      );
      expect(accounts).toMatchObject([{ account: PUFFER_NODE, isL1Contract: false }]);
      expect(BigInt(accounts[0].notYetWithdrawnWei)).toBeGreaterThan(0n);
      const operators = join(folder, "found", "operators.json");
      const again = await build("rewards-again", "--evidence", evidence, "--operators", operators);
      expect(again).toEqual(built);
      const tree = await build("rewards-next", "--previous", join(folder, "rewards", "rewards.json"));
      expect(tree.answer).toMatchObject({ code: "REWARDS_PREVIOUS_MISMATCH" });
    });

    it("refuses a file that says otherwise, and evidence that leaves somebody out", async () => {
      const otherwise = (validators: string[], account = PUFFER_NODE as string) =>
        build("refused", "--operators", written("operators.json", [{ account, validators }]));
      const all = ["0", "1", "2", "4", "5"];
      const contradicted = { exitCode: 1, answer: { code: "OPERATOR_CONTRADICTED" } };
      expect(await otherwise(all, `0x${"ab".repeat(20)}`)).toMatchObject(contradicted);
      expect(await otherwise(all.slice(1))).toMatchObject(contradicted);
      expect(await otherwise([...all, "7"])).toMatchObject(contradicted);

      const file = JSON.parse(readFileSync(evidence, "utf8"));
      const withEvidence = (content: unknown) =>
        build("refused", "--evidence", written("evidence.json", content));
      const [first, ...rest] = file.modules;
      expect(
        await withEvidence({ ...file, modules: [{ ...first, active: first.active.slice(1) }, ...rest] }),
      ).toMatchObject({ exitCode: 1, answer: { code: "OPERATORS_INCOMPLETE" } });
      expect(await withEvidence({ ...file, nodes: file.nodes.slice(0, -1) })).toMatchObject({
        exitCode: 1,
        answer: { code: "TRIE_NODE_MISSING" },
      });
      expect(await withEvidence([])).toMatchObject({
        exitCode: 2,
        answer: { code: "EVIDENCE_FILE_INVALID" },
      });
    });
  });

  it("proves the reserves of contracts that are none of ours, with one command", async () => {
    await setUpSize("test", () => {});
    const { exitCode, stdout, stderr } = await runInProcess(
      ["prove", ...sources(), "--size", "test", "--out", bundle, "--json"],
      {},
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: [] });
    const summary = JSON.parse(stdout.join("\n"));
    const { deployment } = summary;
    const blockNumber = BigInt(deployment.blockNumber);
    const totalAssets = await chainClients(puffer.network).reader.readContract({
      address: puffer.world.vault,
      abi: vaultAbi,
      functionName: "totalAssets",
      blockNumber,
    });
    expect(BigInt(deployment.totalAssetsWei)).toBe(totalAssets);
    expect(deployment).toMatchObject({
      network: "shapes",
      activeValidators: "8",
      shown: 8,
      unshown: "0",
      foreign: ["3"],
      missing: [{ module: "PUFFER_MODULE_1", position: 3 }],
      waiting: 1,
      isComplete: false,
    });
    const wei = Object.fromEntries(
      deployment.terms.map((term: { id: string; wei: string }) => [term.id, BigInt(term.wei)]),
    );
    // One module got 33 ETH and paid 31 of them to the vault at the exit.
    expect(wei.pods).toBe(PUFFER_POD_WEI[0] + PUFFER_POD_WEI[1] + 2n * ETH);
    expect(wei.waiting).toBe(32n * ETH);
    expect(wei.validators).toBe(BigInt(summary.principalGwei) * 10n ** 9n);
    expect(BigInt(deployment.backingWei)).toBe(
      BigInt(deployment.assetsWei) + wei.validators! + wei.waiting! + wei.pods!,
    );
    expect(BigInt(deployment.shortfallWei)).toBe(totalAssets - BigInt(deployment.backingWei));
    expect(BigInt(deployment.rate)).toBeLessThan(BigInt(deployment.shownRate));
    expect(summary.reservesWei).toBe(deployment.backingWei);
    expect(deployment.below.map(({ index }: { index: string }) => index)).toEqual(["1", "4"]);
  });

  it("is verified from the folder alone, with the network file that one trusts", async () => {
    const verify = (...options: string[]) => runInProcess(["verify", bundle, ...options], {});
    const { exitCode, stdout } = await verify("--network", puffer.file);
    expect(exitCode).toBe(0);
    expect(stdout.join("\n")).toMatch(/shortfall {2,}[0-9.]+ ETH/);
    expect(stdout.join("\n")).toContain("lower bound");
    const other = await verify("--network", "mainnet");
    expect(other.exitCode).toBe(1);
    expect(other.stderr.join("\n")).toMatch(/not the trusted one/);
  });

  it("is reported with its accounting: what is short, and the rate that the vault shows", async () => {
    expect((await runInProcess(["report", bundle, "--out", folder], {})).exitCode).toBe(0);
    const text = readFileSync(join(folder, "report.md"), "utf8");
    const { deployment } = await summaryOf(bundle);
    for (const wei of [deployment.shortfallWei, deployment.totalAssetsWei, deployment.backingWei]) {
      expect(text).toContain(`${formatEth(BigInt(wei), 18)} ETH`);
    }
    for (const rate of [deployment.rate, deployment.shownRate])
      expect(text).toContain(formatRate(BigInt(rate!)));
    expect(text).toContain("oracle.activeValidators");
    expect(text).not.toContain("no execution part");
  });

  it("is audited with the auditor's own nodes: every claim holds, and a false one is named", async () => {
    await puffer.network.produceSlot();
    const audit = async (file: string, folder = bundle) => {
      const nodes = ["--beacon", puffer.network.beaconUrl, "--rpc", puffer.network.rpcUrl];
      const { stdout } = await runInProcess(["audit", folder, ...nodes, "--network", file, "--json"], {});
      const { claims } = JSON.parse(stdout.join("\n")) as { claims: ClaimResult[] };
      return Object.fromEntries(claims.map(({ id, status }) => [id, status]));
    };
    const statuses = await audit(puffer.file);
    const leftOut = ["key-of-manifest", "reproved"];
    expect(statuses).toEqual(
      Object.fromEntries(DEPLOYED_CLAIMS.map(({ id }) => [id, leftOut.includes(id) ? "left-out" : "ok"])),
    );
    const other = writeNetworkFile(puffer.world, puffer.network, (file) => {
      file.weth.balances.value = slotHex(4n);
    });
    const differing = ["network-file", "deployment-slots", "backing"];
    const changed = Object.entries(await audit(other)).filter(([, status]) => status === "differs");
    expect(changed.map(([id]) => id)).toEqual(differing);
    const wrong = await runInProcess(
      [
        "audit",
        bundle,
        "--beacon",
        puffer.network.beaconUrl,
        "--rpc",
        puffer.network.rpcUrl,
        "--oracle",
        puffer.world.oracle,
      ],
      {},
    );
    expect(wrong.exitCode).toBe(2);
  });

  it("is checked by the web page, which shows its accounting", async () => {
    const server = await servePage(bundle);
    const browser = await launchBrowser();
    try {
      const { page, errors } = await watchedPage(browser);
      await page.goto(`${server.url}?bundle=bundle/`);
      expect(await verdictOf(page)).toMatchObject({ state: "verified" });
      const { deployment } = await summaryOf(bundle);
      const text = await shownText(page, "#deployment");
      expect(text).toContain(`${formatEth(BigInt(deployment.shortfallWei), 18)} ETH`);
      expect(text).toContain("lower bound");
      expect(text).toContain("losses that Lido's oracle has not reported yet");
      expect(await shownText(page, ".tiles")).toMatch(/the vault shows/i);
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
