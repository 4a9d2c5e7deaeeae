/**
 * Rewards from the withdrawals of a real chain to the accounts that claim them: a spurt with its report, trees, a distributor
 * that pays by them.
 * @module
 */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Address, getAddress, type Hex } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rewardsDistributorAbi } from "../../prover/chain/abi/rewards-distributor-abi.ts";
import type { ClaimResult } from "../../prover/rewards/claim-rewards.ts";
import type { RewardsDocument } from "../../prover/rewards/rewards-document.ts";
import { DEV_ACCOUNT_ADDRESS } from "../../scripts/devnet/dev-account.ts";
import type { Devnet } from "../../scripts/devnet/start-devnet.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { provedBundle } from "../support/proved-bundle.ts";
import {
  beaconArguments,
  chainArguments,
  keyOf,
  passSpurtEnd,
  setUpTestCircuit,
  startTestNetwork,
  type TestNetwork,
} from "../support/test-network.ts";
import { jsonCommand, succeeds } from "./json-command.ts";

/** PUBLIC KEY MATERIAL: the second account of the mnemonic "test test … junk". */
const STRANGERS_KEY: Hex = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
const STRANGER = privateKeyToAddress(STRANGERS_KEY);
const [BOB, EVE]: Address[] = ["bb", "ee"].map((digits): Address => `0x${digits.repeat(20)}`) as [
  Address,
  Address,
];
/** Operates validator 0, which alone has more than 32 ETH and does not compound: the sweep pays it. */
const ADA = getAddress(DEV_ACCOUNT_ADDRESS);

const PROMISED_WEI = 10n ** 16n;
const COMMISSIONS_WEI = { [BOB!]: 10n ** 15n, [EVE!]: 2n * 10n ** 15n } as Readonly<Record<Address, bigint>>;
const SLOTS_OF_A_DAY = 7_200;

const folder = mkdtempSync(join(tmpdir(), "rewards-"));
const written = (name: string, content: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};

let world: TestNetwork;
let distributor: Address;
let blocks: ReturnType<Devnet["runOnDemand"]>;

beforeAll(async () => {
  const verifier = await setUpTestCircuit();
  world = await startTestNetwork("electra", verifier, {
    distributed: { promisedWei: PROMISED_WEI, fundedWei: PROMISED_WEI },
  });
  distributor = world.protocol.distributor!;
  const lastSlot = await passSpurtEnd(world, 2);
  blocks = world.network.runOnDemand();
  await runCommand(["open", ...beaconArguments(world)], keyOf(world.network));
  const bundle = await provedBundle(world, lastSlot);
  await runCommand(["submit", bundle, ...chainArguments(world), "--whole"], keyOf(world.network));
  await world.chain.wallet.sendTransaction({ chain: null, to: STRANGER, value: 10n ** 18n });
});
afterAll(() => world?.network.stop());

const view = (functionName: "paidWei" | "publishedWei" | "owedWei") =>
  world.chain.reader.readContract({ address: distributor, abi: rewardsDistributorAbi, functionName });
const publish = async (root: Hex, totalWei: bigint) => {
  const { chain, network } = world;
  const args = [1n, root, totalWei, "https://rewards.example/1"] as const;
  const call = { address: distributor, abi: rewardsDistributorAbi, functionName: "publish", args } as const;
  await chain.reader.simulateContract({ ...call, account: network.account.address });
  return chain.wallet.writeContract({ ...call, chain: null });
};

describe("the rewards of a spurt", () => {
  const out = join(folder, "1");
  const tree = join(out, "cumulative-tree.json");
  const declared = () => [
    ...beaconArguments(world),
    "--spurt",
    "1",
    "--from-slot",
    "0",
    "--distributor",
    distributor,
    "--operators",
    written("operators.json", [
      { account: ADA, validators: ["0", "1"] },
      { account: BOB, validators: ["2", "3", "4", "5"] },
      { account: EVE, validators: ["60", "61", "63"] },
    ]),
    "--commissions",
    written(
      "commissions.json",
      Object.entries(COMMISSIONS_WEI).map(([account, wei]) => ({ account, amountWei: wei.toString() })),
    ),
  ];
  let document: RewardsDocument;

  it("are what the chain paid out, and tied to the liability in the report to the wei", async () => {
    document = await succeeds<RewardsDocument>(["rewards", "build", ...declared(), "--out", out]);
    const { reader } = world.chain;
    let paidWei = 0n;
    for (let number = 1n; number <= BigInt(document.to.executionBlock.number); number++) {
      const { withdrawals } = await reader.getBlock({ blockNumber: number });
      for (const { validatorIndex, amount } of withdrawals ?? []) {
        if (["0x0", "0x1"].includes(validatorIndex)) paidWei += BigInt(amount) * 10n ** 9n;
      }
    }
    expect(paidWei).toBeGreaterThan(0n);
    const earned = new Map(document.accounts.map(({ account, amountWei }) => [account, BigInt(amountWei)]));
    expect(earned).toEqual(
      new Map(
        [[ADA.toLowerCase(), paidWei] as const, ...Object.entries(COMMISSIONS_WEI)].sort(([a], [b]) =>
          a < b ? -1 : 1,
        ),
      ),
    );
    const totalWei = paidWei + COMMISSIONS_WEI[BOB!]! + COMMISSIONS_WEI[EVE!]!;
    expect(document.cumulative!.totalWei).toBe(totalWei.toString());
    expect(document.liability).toEqual({
      distributor: distributor.toLowerCase(),
      liabilityWei: PROMISED_WEI.toString(),
      paidWei: "0",
      owedWei: totalWei.toString(),
      unallocatedWei: (PROMISED_WEI - totalWei).toString(),
    });
  });

  it("are published when the report is final, and within its liability", async () => {
    const { root, totalWei } = document.cumulative!;
    await expect(publish(root, BigInt(totalWei))).rejects.toThrow(/ReportNotFinal/);
    await expect(claim([ADA])).resolves.toMatchObject({ answer: { code: "TREE_NOT_PUBLISHED" } });
    await blocks.stop();
    await world.network.skipSlot(SLOTS_OF_A_DAY);
    await world.network.produceSlot();
    blocks = world.network.runOnDemand();
    await expect(publish(root, PROMISED_WEI + 1n)).rejects.toThrow(/TotalOutOfBounds/);
    const hash = await publish(root, BigInt(totalWei));
    await world.chain.reader.waitForTransactionReceipt({ hash, pollingInterval: 100 });
    expect(await view("publishedWei")).toBe(BigInt(totalWei));
  });

  const claim = (accounts: readonly Address[], env = keyOf(world.network)) =>
    jsonCommand<ClaimResult>(
      [
        "rewards",
        "claim",
        ...accounts,
        "--tree",
        tree,
        "--rpc",
        world.network.rpcUrl,
        "--distributor",
        distributor,
      ],
      env,
    );
  const balanceOf = (address: Address) => world.chain.reader.getBalance({ address });

  it("are claimed by oneself, and by a stranger for others in one call: each is paid to its account, once", async () => {
    const own = await claim([ADA]);
    expect(own).toMatchObject({
      exitCode: 0,
      answer: { transaction: { sent: { gasUsed: expect.anything() } } },
    });
    const adaWei = BigInt(own.answer.claims[0]!.unpaidWei);
    expect(await view("paidWei")).toBe(adaWei);

    const stranger = keyOf({ account: { privateKey: STRANGERS_KEY } });
    const before = await balanceOf(STRANGER);
    const others = await claim([BOB!, EVE!, ADA], stranger);
    expect(others.answer.claims.map(({ unpaidWei }) => unpaidWei)).toEqual([
      COMMISSIONS_WEI[BOB!]!.toString(),
      COMMISSIONS_WEI[EVE!]!.toString(),
      "0",
    ]);
    expect([await balanceOf(BOB!), await balanceOf(EVE!)]).toEqual([
      COMMISSIONS_WEI[BOB!],
      COMMISSIONS_WEI[EVE!],
    ]);
    // It pays for the gas, and gets nothing.
    expect(await balanceOf(STRANGER)).toBeLessThan(before);
    expect(await view("paidWei")).toBe(BigInt(document.cumulative!.totalWei));
    expect(await view("owedWei")).toBe(PROMISED_WEI - BigInt(document.cumulative!.totalWei));
    expect(await balanceOf(distributor)).toBe(PROMISED_WEI - BigInt(document.cumulative!.totalWei));
    expect((await claim([EVE!, BOB!], stranger)).answer.transaction).toBeNull();
    expect((await claim([STRANGER], stranger)).answer).toMatchObject({ code: "ACCOUNT_NOT_IN_TREE" });
  });

  it("are checked from one's own nodes: a changed leaf is named", async () => {
    const check = (file: string) => jsonCommand(["rewards", "check", file, ...declared()]);
    expect(await check(tree)).toMatchObject({ exitCode: 0, answer: { differences: [] } });
    const { standardTree } = await import("../../prover/rewards/standard-tree.ts");
    const { values } = JSON.parse(readFileSync(tree, "utf8"));
    const rows = values.map(({ value: [account, wei] }: { value: [string, string] }) => [
      account,
      account === BOB ? `${BigInt(wei) + 1n}` : wei,
    ]);
    const changed = written("changed.json", standardTree(rows, ["address", "uint256"]));
    const wei = COMMISSIONS_WEI[BOB!]!;
    expect(await check(changed)).toMatchObject({
      exitCode: 1,
      answer: {
        code: "REWARDS_DIFFER",
        check: { differences: [{ account: BOB, published: `${wei + 1n} wei`, rebuilt: `${wei} wei` }] },
      },
    });
  });
});
