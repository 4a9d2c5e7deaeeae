/**
 * The commands on a network of Gloas with contracts in the shape of the deployed Puffer protocol, where the staked token has its
 * version 4: the beacon state names the execution block before its own payload, and withdrawals are under way to the pods.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ClaimResult } from "../../prover/audit/claim.ts";
import type { DeploymentSummary } from "../../prover/bundle/deployment-summary.ts";
import { vaultAbi } from "../../prover/puffer/deployed-views.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { runInProcess } from "../cli/run-bin.ts";
import { type PufferNetworkWorld, startPufferNetwork } from "../support/puffer-network.ts";
import { chainClients } from "../support/test-network.ts";
import { succeeds } from "./json-command.ts";

const WEI_PER_GWEI = 10n ** 9n;
const folder = temporaryFolder();
const bundle = join(folder, "bundle");
let puffer: PufferNetworkWorld;
let slot: number;

beforeAll(async () => {
  await setUpSize("test", () => {});
  puffer = await startPufferNetwork({ fork: "fulu", isGloas: true, stakingVersion: 4 });
  // The first block of Gloas swept what the validators have above 32 ETH; the payload of the next one pays it.
  slot = puffer.network.head().slot - 1;
});
afterAll(() => puffer?.network.stop());

const sources = () => [
  "--network",
  puffer.file,
  "--rpc",
  puffer.network.rpcUrl,
  "--beacon",
  puffer.network.beaconUrl,
];
const written = (name: string) => JSON.parse(readFileSync(join(bundle, name), "utf8"));

it("discovers the same validators as before the fork", async () => {
  const found = await succeeds([
    "discover",
    ...sources(),
    "--slot",
    String(slot),
    "--out",
    join(folder, "found"),
  ]);
  expect(found).toMatchObject({ counted: "8", active: 8, validators: 5, waiting: 1 });
});

it("proves total assets to the wei, and counts withdrawals that are under way", async () => {
  const { fork, deployment } = await succeeds<{ fork: string; deployment: DeploymentSummary }>([
    "prove",
    ...sources(),
    "--slot",
    String(slot),
    "--size",
    "test",
    "--out",
    bundle,
  ]);
  expect(fork).toBe("gloas");
  const { reader } = chainClients(puffer.network);
  const blockNumber = BigInt(deployment.blockNumber);
  const totalAssets = await reader.readContract({
    address: puffer.world.vault,
    abi: vaultAbi,
    functionName: "totalAssets",
    blockNumber,
  });
  expect(deployment.totalAssetsWei).toBe(String(totalAssets));
  const { slots, withdrawals } = written("deployment.json");
  expect(slots).toContainEqual(expect.objectContaining({ name: "steth.version", value: "4" }));

  const accounts = puffer.world.modules.flatMap(({ module, pod }) => [module, pod]);
  const balances = async (at: bigint) => {
    const all = await Promise.all(accounts.map((address) => reader.getBalance({ address, blockNumber: at })));
    return all.reduce((sum, balance) => sum + balance, 0n);
  };
  const pods = new Set(accounts.map((account) => account.toLowerCase()));
  const underWayWei = withdrawals.entries
    .filter(({ address }: { address: string }) => pods.has(address))
    .reduce(
      (sum: bigint, { amountGwei }: { amountGwei: string }) => sum + BigInt(amountGwei) * WEI_PER_GWEI,
      0n,
    );
  const counted = BigInt(deployment.terms.find(({ id }) => id === "pods")!.wei);
  expect(underWayWei).toBeGreaterThan(0n);
  expect(counted).toBe((await balances(blockNumber)) + underWayWei);
  // They arrive with the next payload.
  expect(counted).toBe(await balances(blockNumber + 1n));
});

it("is verified with the network file, and audited claim by claim", async () => {
  expect((await runInProcess(["verify", bundle, "--network", puffer.file], {})).exitCode).toBe(0);
  const audit = await runInProcess(["audit", bundle, ...sources(), "--json"], {});
  const { claims } = JSON.parse(audit.stdout.join("\n")) as { claims: ClaimResult[] };
  expect(claims.filter(({ status }) => status !== "ok").map(({ id }) => id)).toEqual([
    "reproved",
    "key-of-manifest",
  ]);
});
