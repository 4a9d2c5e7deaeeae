/**
 * A validator of the protocol is consolidated into another one (EIP-7251), by the consensus rules themselves, and anyone keeps
 * its principal in the rate with the usual commands: recorded while it waits, completed, proved, counted.
 * @module
 */
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compareWithChain } from "../../auditor/src/chain/compare-with-chain.ts";
import { readOracle } from "../../auditor/src/chain/read-oracle.ts";
import { recoverBundle } from "../../auditor/src/chain/recover-bundle.ts";
import { auditBundle } from "../../prover/audit/audit-bundle.ts";
import type { ClaimResult } from "../../prover/audit/claim.ts";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import type { ConsolidationsProof } from "../../prover/chain/execution/execution-proof.ts";
import type { Hex } from "../../prover/hex.ts";
import { finalizeCall } from "../../prover/spurt/calls/oracle-calls.ts";
import type { FollowConsolidationsResult } from "../../prover/spurt/follow-consolidations.ts";
import type { OracleStatus } from "../../prover/spurt/read-status.ts";
import type { ReportResult } from "../../prover/spurt/report-result.ts";
import { askBeaconNodes } from "../../prover/state/beacon-access.ts";
import { fetchBeaconState } from "../../prover/state/fetch-beacon-state.ts";
import { pinHeader } from "../../prover/state/pin-header.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import {
  beaconArguments,
  chainArguments,
  keyOf,
  proveArguments,
  setUpTestCircuit,
  startTestNetwork,
  type TestNetwork,
  untilMined,
} from "../support/test-network.ts";
import { JOINING_KEY, TEST_PROVISIONS } from "../support/test-protocol.ts";
import { succeeds } from "./json-command.ts";
import { sendsNothing } from "./sends-nothing.ts";

/** Both registered with 32 ETH; the target compounds. The balance moves with slot 32. */
const CONSOLIDATION = { source: 1, target: 2, epoch: 1 } as const;
const MOVED_SLOT = 32;
const SPURT_END_SLOT = 37;
const ETH = 10n ** 18n;

/** The joining one would have to be registered; the last three lost an ETH each, so that no cap hides what is counted. */
const PROVISIONS = [
  ...TEST_PROVISIONS.filter(({ keyIndex }) => keyIndex !== JOINING_KEY),
  ...[7, 11, 15].map((keyIndex) => ({ keyIndex, principalGwei: 32_000_000_000n })),
];

const folder = temporaryFolder();
const bundle = join(folder, "bundle");
let world: TestNetwork;
let proved: BundleSummary;
beforeAll(async () => {
  world = await startTestNetwork("electra", await setUpTestCircuit(), {
    provisions: PROVISIONS,
    consolidation: CONSOLIDATION,
    spurtEndSlot: SPURT_END_SLOT,
  });
});
afterAll(() => world?.network.stop());

const env = () => keyOf(world.network);
const follow = (...args: string[]) =>
  succeeds<FollowConsolidationsResult>(
    ["consolidations", ...beaconArguments(world), "--slot", String(world.network.head().slot - 1), ...args],
    env(),
  );
const produceTo = async (slot: number) => {
  while (world.network.head().slot < slot) await world.network.produceSlot();
};
const { source, target } = CONSOLIDATION;

it("is recorded while it waits in the queue, once", async () => {
  const tried = await sendsNothing(world, [], () => follow("--dry-run"));
  expect(tried).toMatchObject({
    recorded: [{ source, target }],
    transactions: [{ call: "record", sent: null }],
  });
  const blocks = world.network.runOnDemand();
  expect(await follow()).toMatchObject({ recorded: [{ source, target }], completed: [], intoForeign: [] });
  await blocks.stop();
  const again = await sendsNothing(world, [], () => follow());
  expect(again).toMatchObject({
    recorded: [],
    completed: [],
    waiting: [{ source, target }],
    transactions: [],
  });
});

it("is completed once its balance has gone, once", async () => {
  await produceTo(MOVED_SLOT + 1);
  const blocks = world.network.runOnDemand();
  expect(await follow()).toMatchObject({ recorded: [], completed: [{ source, target }], waiting: [] });
  await blocks.stop();
  const again = await sendsNothing(world, [], () => follow());
  expect(again).toMatchObject({ completed: [], waiting: [], transactions: [] });
});

it("keeps its principal in the bundle of the spurt", async () => {
  await produceTo(SPURT_END_SLOT + 2);
  const blocks = world.network.runOnDemand();
  await runCommand(["open", ...beaconArguments(world)], env());
  await blocks.stop();
  proved = await succeeds<BundleSummary>(proveArguments(world, bundle));
  // The target holds the principal of both, and rewards above it; the pages count one.
  expect(proved).toMatchObject({ consolidatedGwei: "32000000000", aboveOutstandingWei: "0" });
  expect(await succeeds<BundleSummary>(["verify", bundle])).toMatchObject({
    valid: true,
    reservesWei: proved.reservesWei,
  });
});

it("lowers the rate where nobody counts it, and finalize raises it to that of the bundle", async () => {
  const { network, protocol, chain } = world;
  const blocks = network.runOnDemand();
  await runCommand(["submit", bundle, ...chainArguments(world)], env());
  // Somebody who knows nothing of consolidations makes the report.
  const call = finalizeCall(protocol.oracle, 1n, await readBundle(bundle));
  await untilMined(chain, await chain.wallet.writeContract({ ...call, chain: null }));
  const lower = await succeeds<OracleStatus>(["status", ...chainArguments(world), "--spurt", "1"]);
  const [{ report, assets }] = lower.spurts as [OracleStatus["spurts"][number]];
  expect(BigInt(proved.reservesWei) - BigInt(report!.reservesWei)).toBe(32n * ETH);
  expect(assets).toMatchObject({ consolidatedWei: "0" });

  const result = await succeeds<ReportResult>(["finalize", bundle, ...chainArguments(world)], env());
  expect(result.transactions.map(({ call }) => call)).toEqual(["count", "improve"]);
  expect(result).toMatchObject({
    improvedFromWei: report!.reservesWei,
    report: {
      reservesWei: proved.reservesWei,
      rate: proved.rate,
      consolidatedWei: (32n * ETH).toString(),
    },
  });
  const again = await sendsNothing(world, [], () =>
    succeeds<ReportResult>(["finalize", bundle, ...chainArguments(world)], env()),
  );
  expect(again).toMatchObject({ alreadyFinalized: true, transactions: [] });
  const after = await succeeds<OracleStatus>(["status", ...chainArguments(world), "--spurt", "1"]);
  expect(after.spurts[0]!.assets).toMatchObject({ consolidatedWei: (32n * ETH).toString() });
  await blocks.stop();
});

it("is audited with nodes of one's own, and shown by the web page from the chain alone", async () => {
  const audit = await succeeds<{ readonly ok: boolean; readonly claims: readonly ClaimResult[] }>([
    "audit",
    bundle,
    ...beaconArguments(world),
  ]);
  const statuses = Object.fromEntries(audit.claims.map(({ id, status }) => [id, status]));
  expect(audit.ok).toBe(true);
  expect(statuses).toMatchObject({
    consolidations: "ok",
    "consolidations-of-chain": "ok",
    rate: "ok",
    report: "ok",
  });
  const reading = await readOracle(world.network.rpcUrl, world.protocol.oracle);
  const recovered = await recoverBundle(reading, () => {});
  expect(recovered.execution!.consolidations!.creditedGwei).toBe(proved.consolidatedGwei);
  for (const one of [recovered, await readBundle(bundle)]) {
    const states = compareWithChain(one, reading).map(({ id, state }) => [id, state]);
    expect(Object.fromEntries(states)).toMatchObject({
      "chain-report": "verified",
      "chain-registry": "verified",
    });
  }
});

it("is found by an audit where the bundle says something else than chain and state", async () => {
  const { network, protocol } = world;
  const honest = await readBundle(bundle);
  const beacon = { beaconUrls: [network.beaconUrl] };
  const { slot } = honest.manifest.header;
  const state = fetchBeaconState({ ...beacon, blockId: slot });
  const nodes = {
    chain: createChainClient({ url: network.rpcUrl }),
    oracle: protocol.oracle,
    loadState: () => state,
    loadHeader: (blockId: Hex | number) => askBeaconNodes(beacon, (node) => pinHeader(node, { blockId })),
  };
  const differing = async (change: (proof: Mutable<ConsolidationsProof>) => void) => {
    const changed = structuredClone(honest);
    change(changed.execution!.consolidations!);
    const claims = await auditBundle(changed, { nodes });
    return claims.filter(({ status }) => status === "differs").map(({ id }) => id);
  };
  expect(
    await differing((proof) => {
      proof.members[0]!.provision = "9";
    }),
  ).toEqual(["consolidations-of-chain"]);
  expect(
    await differing((proof) => {
      proof.sources[0]!.targetIndex = "3";
    }),
  ).toEqual(["consolidations", "consolidations-of-chain"]);
  expect(
    await differing((proof) => {
      proof.creditedGwei = "1";
    }),
  ).toEqual(["consolidations", "consolidations-of-chain", "rate", "report"]);
});

type Mutable<T> = T extends bigint | string | number | boolean | null
  ? T
  : { -readonly [K in keyof T]: Mutable<T[K]> };
