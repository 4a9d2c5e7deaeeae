/**
 * `report.json`: a report made from a bundle that the whole line proved, of the `test` circuit, over a beacon state of
 * the development network. Its expected values are calculated apart from the prover (support/independent-reserves.ts).
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import { layoutOf } from "../../prover/state/layout.ts";
import { createChainClient } from "../../prover/submit/chain-client.ts";
import { encodeReport } from "../../prover/submit/encode-report.ts";
import { findNextTimestamp } from "../../prover/submit/find-next-timestamp.ts";
import { contractArtifact } from "../../scripts/contracts/forge.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { independentReserves } from "../support/independent-reserves.ts";
import {
  proveArguments,
  startTestNetwork,
  TEST_REGISTRY,
  type TestNetwork,
  writeRegistryFile,
} from "../support/test-network.ts";
import type { ReportFixture } from "./fixture-file.ts";

const FORK = "electra";

/** @param verifierName  from `setUpTestCircuit`: the contract, compiled, of the keys that prove. */
export async function makeRealReport(verifierName: string): Promise<ReportFixture> {
  const world = await startTestNetwork(FORK, verifierName);
  const folder = mkdtempSync(join(tmpdir(), "pufeth-fixture-"));
  try {
    const { slot } = await world.network.produceSlot();
    // EIP-4788 knows the proved block from the next one on; a missed slot in between, as mainnet has them.
    await world.network.skipSlot();
    await world.network.produceSlot();
    const out = join(folder, "bundle");
    const registryFile = writeRegistryFile(folder);
    await runCommand(proveArguments(world, { slot: String(slot), registryFile, out }));
    return await fixtureOf(world, slot, out, `${verifierName}.sol:${verifierName}`);
  } finally {
    rmSync(folder, { recursive: true });
    await world.network.stop();
  }
}

async function fixtureOf(
  world: TestNetwork,
  slot: number,
  bundleFolder: string,
  verifier: string,
): Promise<ReportFixture> {
  const { network, protocol, chain } = world;
  const bundle = await readBundle(bundleFolder);
  const nextTimestamp = await findNextTimestamp(bundle, createChainClient(network.rpcUrl));
  const layout = layoutOf(FORK);
  const registryCommitment = await chain.reader.readContract({
    address: protocol.registry,
    abi: contractArtifact("ValidatorRegistry").abi,
    functionName: "commitment",
  });
  const supplySlot = await chain.reader.readContract({
    address: protocol.oracle,
    abi: contractArtifact("ReservesOracle").abi,
    functionName: "supplySlot",
  });
  const { rate: _, ...expected } = await independentReserves(world, slot, TEST_REGISTRY);
  return {
    verifier,
    calldata: encodeReport(bundle, nextTimestamp),
    nextTimestamp,
    blockRoot: bundle.manifest.blockRoot,
    genesisTime: BigInt(network.genesisTime),
    secondsPerSlot: BigInt(network.secondsPerSlot),
    layouts: {
      activationTimestamps: [BigInt(network.genesisTime)],
      balancesGindices: [layout.balancesGindex],
      executionStateRootGindices: [layout.executionStateRootGindex],
    },
    pools: protocol.pools,
    token: protocol.token,
    supplySlot: supplySlot as bigint,
    registry: {
      indices: TEST_REGISTRY.map(({ index }) => BigInt(index)),
      principalsGwei: TEST_REGISTRY.map(({ principalGwei }) => principalGwei),
    },
    expected: { registryCommitment: registryCommitment as bigint, ...expected },
  };
}
