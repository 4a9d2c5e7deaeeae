/**
 * From a beacon state to a rate on a real chain, with the commands that a Guardian would type: a network whose EIP-4788
 * works, the contracts, Groth16 proofs of the `test` circuit. Nothing is mocked.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { getAddress } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import { reservesOracleAbi as abi } from "../../prover/submit/reserves-oracle-abi.ts";
import type { SubmitReceipt } from "../../prover/submit/submit-report.ts";
import { type Devnet, startDevnet } from "../../scripts/devnet/start-devnet.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { runBin } from "../cli/run-bin.ts";
import { expectCommittedGas } from "../support/gas-snapshot.ts";
import { independentReserves } from "../support/independent-reserves.ts";
import {
  chainClients,
  proveArguments,
  SLOT_INTERVAL_MS,
  setUpTestCircuit,
  startTestNetwork,
  TEST_REGISTRY,
  type TestNetwork,
  writeRegistryFile,
} from "../support/test-network.ts";

let verifierName: string;
beforeAll(async () => {
  verifierName = await setUpTestCircuit();
});

/** @returns the exit code and the one JSON object that was printed. */
async function command<T = { code: string; hints: string[] }>(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ exitCode: number; answer: T }> {
  const { exitCode, stdout, stderr } = await runBin([...args, "--json"], { env });
  if (stdout === "")
    throw new Error(`pufeth-por ${args[0]} printed nothing, ended with ${exitCode}: ${stderr}`);
  return { exitCode, answer: JSON.parse(stdout) as T };
}

function submit<T = { code: string; hints: string[] }>(
  bundle: string,
  network: Devnet,
  oracle: string,
): Promise<{ exitCode: number; answer: T }> {
  return command<T>(["submit", bundle, "--rpc", network.rpcUrl, "--oracle", oracle], {
    PUFETH_POR_PRIVATE_KEY: network.account.privateKey,
  });
}

/** Nobody but these tests sends from the account: what it has sent is what they made it send. */
const sent = ({ network, chain }: TestNetwork) =>
  chain.reader.getTransactionCount({ address: network.account.address });

describe.each(["electra", "fulu"] as const)("a report on %s", (fork) => {
  const folder = temporaryFolder();
  const bundle = join(folder, "bundle");
  let world: TestNetwork;
  let provedSlot: number;
  let proved: BundleSummary;

  beforeAll(async () => {
    world = await startTestNetwork(fork, verifierName);
    provedSlot = (await world.network.produceSlot()).slot;
    const registryFile = writeRegistryFile(folder);
    const args = proveArguments(world, { slot: String(provedSlot), registryFile, out: bundle });
    const { exitCode, answer } = await command<BundleSummary>(args);
    expect(answer).toMatchObject({ valid: true });
    expect(exitCode).toBe(0);
    proved = answer;
  });
  afterAll(() => world?.network.stop());

  it("is not sent before the chain knows the proved block", async () => {
    const before = await sent(world);
    expect(await submit(bundle, world.network, world.protocol.oracle)).toMatchObject({
      exitCode: 2,
      answer: { code: "NEXT_BLOCK_MISSING" },
    });
    expect(await sent(world)).toBe(before);
  });

  it("after a missed slot, and with pools that changed since, sets the rate of an independent calculation", async () => {
    const { network, protocol, chain } = world;
    await network.skipSlot();
    // Reserves are those of the proved block, not the latest: a deposit since must not count.
    await chain.wallet.sendTransaction({ chain: null, to: protocol.pools[0]!, value: 10n ** 18n });
    const next = await network.produceSlot();
    expect(next.slot).toBe(provedSlot + 2);
    const blocks = network.run(SLOT_INTERVAL_MS);
    const { exitCode, answer } = await submit<SubmitReceipt>(bundle, network, protocol.oracle);
    await blocks.stop();
    expect(answer).toMatchObject({ oracle: getAddress(protocol.oracle), chainId: network.chainId });
    expect(exitCode).toBe(0);

    const { rate, ...expected } = await independentReserves(world, provedSlot, TEST_REGISTRY);
    const oracle = { address: protocol.oracle, abi } as const;
    const report = await chain.reader.readContract({ ...oracle, functionName: "latestReport" });
    expect(report).toMatchObject({ ...expected, rate, slot: BigInt(provedSlot), pages: 2 });
    expect(await chain.reader.readContract({ ...oracle, functionName: "rate" })).toBe(rate);
    expect(expected.existing).toBe(expected.validators - 1n);
    expect(expected.principalWei).toBeLessThan(expected.rawWei);
    const poolsNow = await Promise.all(protocol.pools.map((address) => chain.reader.getBalance({ address })));
    expect(poolsNow.reduce((sum, wei) => sum + wei)).toBe(expected.poolsWei + 10n ** 18n);

    expect(proved).toMatchObject({
      ...{ slot: provedSlot, fork, pages: 2, keys: "development", rate: rate.toString() },
      ...{ reservesWei: expected.principalWei.toString(), notExisting: ["70"] },
    });
    expect(report.blockRoot).toBe(proved.blockRoot);
    expectCommittedGas({ "transaction: report 2 pages": Number(answer.gasUsed) });
  });

  it("is refused a second time, by name, and nothing is sent", async () => {
    const before = await sent(world);
    const { exitCode, answer } = await submit<{ code: string; message: string }>(
      bundle,
      world.network,
      world.protocol.oracle,
    );
    expect(answer).toMatchObject({
      code: "ORACLE_REFUSED",
      message: expect.stringContaining("ReportNotNewer"),
    });
    expect(exitCode).toBe(1);
    expect(await sent(world)).toBe(before);
  });

  it("cannot be made of a slot without a block", async () => {
    const out = join(folder, "missed");
    const registryFile = writeRegistryFile(folder);
    const args = proveArguments(world, { slot: String(provedSlot + 1), registryFile, out });
    expect(await command(args)).toMatchObject({
      exitCode: 2,
      answer: {
        code: "SLOT_WITHOUT_BLOCK",
        hints: [expect.stringContaining(`--slot ${provedSlot}`)],
      },
    });
    expect(existsSync(out)).toBe(false);
  });

  // What follows does not depend on the fork.
  if (fork !== "electra") return;

  it("is refused by another chain before anything is sent", async () => {
    const other = await startDevnet({ genesisTime: world.network.genesisTime - 12 });
    try {
      while (other.head().slot <= provedSlot + 1) await other.produceSlot();
      expect(await submit(bundle, other, world.protocol.oracle)).toMatchObject({
        exitCode: 1,
        answer: { code: "RPC_CONTRADICTION" },
      });
      const { reader } = chainClients(other);
      expect(await reader.getTransactionCount({ address: other.account.address })).toBe(0);
    } finally {
      await other.stop();
    }
  });

  it("of a finalized block, without an execution layer, verifies and cannot be submitted", async () => {
    const out = join(folder, "validators-only");
    const { network, protocol } = world;
    const made = await command<BundleSummary>([
      ...["prove", "--beacon", network.beaconUrl, "--slot", "finalized", "--size", "test", "--out", out],
      ...["--registry", writeRegistryFile(folder, TEST_REGISTRY.slice(0, 1))],
    ]);
    expect(made.answer).toMatchObject({ valid: true, pages: 1, poolsWei: "0", supplyWei: null, rate: null });
    expect(made.answer.slot).toBeLessThan(network.head().slot);
    expect(await command(["verify", out])).toMatchObject({ exitCode: 0, answer: { valid: true } });
    const before = await sent(world);
    expect(await submit(out, network, protocol.oracle)).toMatchObject({
      exitCode: 2,
      answer: { code: "BUNDLE_WITHOUT_EXECUTION" },
    });
    expect(await sent(world)).toBe(before);
  });
});
