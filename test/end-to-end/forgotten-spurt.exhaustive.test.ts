/**
 * A spurt that nobody opened for longer than EIP-4788 remembers, and whose list of validators was not complete: a real
 * network in which more than 8,191 slots pass, and the way out with the commands that anyone would type.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import type { OpenResult } from "../../prover/spurt/open-spurt.ts";
import type { OracleStatus } from "../../prover/spurt/read-status.ts";
import type { RegisterResult } from "../../prover/spurt/register-validators.ts";
import type { ReportResult } from "../../prover/spurt/report-result.ts";
import { contractArtifact } from "../../scripts/contracts/forge.ts";
import { interopPublicKey } from "../../scripts/devnet/signed-deposit.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { independentReserves } from "../support/independent-reserves.ts";
import {
  beaconArguments,
  chainArguments,
  keyOf,
  passSpurtEnd,
  proveArguments,
  readFirstReport,
  setUpTestCircuit,
  startTestNetwork,
  type TestNetwork,
  untilMined,
} from "../support/test-network.ts";
import { JOINING_KEY, LATE_KEY, TEST_PROVISIONS, WAITING_KEY } from "../support/test-protocol.ts";
import { jsonCommand, succeeds } from "./json-command.ts";

/** HISTORY_BUFFER_LENGTH of EIP-4788 and SLOTS_PER_HISTORICAL_ROOT of the beacon chain. */
const RING = 8_191;
const PERIOD = 8_192;
const LATE = { keyIndex: LATE_KEY, principalGwei: 32_000_000_000n };
const LATE_NUMBER = TEST_PROVISIONS.length + 1;

const folder = temporaryFolder();
let world: TestNetwork;
let lastSlot: number;

beforeAll(async () => {
  const started = await startTestNetwork("electra", await setUpTestCircuit());
  world = { ...started, provisions: [...TEST_PROVISIONS, LATE] };
  const blocks = world.network.runOnDemand();
  // Announced after the others were registered, before the spurt ends.
  const hash = await world.chain.wallet.writeContract({
    address: world.protocol.registry,
    abi: contractArtifact("ValidatorRegistry").abi,
    chain: null,
    functionName: "provision",
    args: [interopPublicKey(LATE_KEY), LATE.principalGwei],
  });
  await untilMined(world.chain, hash);
  await blocks.stop();

  lastSlot = await passSpurtEnd(world, 1);
  const { network } = world;
  const next = network.head().slot;
  // One block past the border of a period of roots, which itself is missed; then one in the place of the ring buffer that
  // held the spurt's last block, and two more: a state that remembers the spurt only in its historical summaries.
  await network.skipSlot(PERIOD - next);
  await network.produceSlot();
  await network.skipSlot(next + RING - (PERIOD + 2));
  for (let block = 0; block < 3; block++) await network.produceSlot();
  expect(network.head().slot).toBe(next + RING + 2);
});
afterAll(() => world?.network.stop());

const status = async () => {
  const { spurts } = await succeeds<OracleStatus>(["status", ...chainArguments(world), "--spurt", "1"]);
  return spurts[0]!;
};

it("says that EIP-4788 has forgotten the block", async () => {
  const { next, block } = await status();
  expect(next).toBe("open");
  expect(block).toMatchObject({ isStored: false });
  const { timestamp } = await world.chain.reader.getBlock();
  expect(Number(block!.readableUntil)).toBeLessThanOrEqual(Number(timestamp));
});

it("is opened from a newer state", async () => {
  const blocks = world.network.runOnDemand();
  const args = ["open", ...beaconArguments(world), "--spurt", "1"];
  const opened = await succeeds<OpenResult>(args, keyOf(world.network));
  await blocks.stop();
  expect(opened).toMatchObject({ slot: String(lastSlot), shownBy: "newer-state", alreadyOpen: false });
  expect(opened.transactions).toHaveLength(2);
  expect(await status()).toMatchObject({
    next: "submit",
    block: { root: opened.blockRoot, isStored: true },
    pages: { validatorsRequired: "9", provisioned: String(LATE_NUMBER) },
  });
});

it("is not proved while a validator of that time is not registered", async () => {
  const out = join(folder, "incomplete");
  expect(await jsonCommand(proveArguments(world, out))).toMatchObject({
    exitCode: 1,
    answer: {
      code: "PROVISION_UNACCOUNTED",
      hints: expect.arrayContaining([expect.stringContaining("pufeth-por register")]),
    },
  });
  expect(existsSync(out)).toBe(false);
});

it("is finished once the validator is registered, in one transaction, with one that joined since", async () => {
  const { network } = world;
  const blocks = network.runOnDemand();
  const registered = await succeeds<RegisterResult>(
    ["register", ...beaconArguments(world), "--slot", String(network.head().slot - 1)],
    keyOf(network),
  );
  expect(registered.registered.map(({ validatorIndex }) => validatorIndex)).toEqual([JOINING_KEY, LATE_KEY]);
  expect(registered.notExisting).toEqual([
    String(TEST_PROVISIONS.findIndex(({ keyIndex }) => keyIndex === WAITING_KEY) + 1),
  ]);

  const bundle = join(folder, "bundle");
  const proved = await succeeds<BundleSummary>(proveArguments(world, bundle));
  // The one that joined is in the list and did not exist at the block: its deposit waited there.
  expect(proved).toMatchObject({ validators: 11, existing: 10, waiting: 2, notExisting: ["64"] });
  const reported = await succeeds<ReportResult>(
    ["submit", bundle, ...chainArguments(world), "--whole"],
    keyOf(network),
  );
  await blocks.stop();
  expect(reported.transactions).toHaveLength(1);
  const expected = await independentReserves(world, lastSlot);
  expect(await readFirstReport(world)).toMatchObject({
    slot: BigInt(lastSlot),
    validators: 11n,
    existing: 10n,
    waiting: 2n,
    writtenOff: 1n,
    rawWei: expected.rawWei,
    principalWei: expected.principalWei,
    sourcesWei: expected.sourcesWei,
    pendingDepositsWei: expected.pendingDepositsWei,
    reservesWei: expected.reservesWei,
    rate: expected.rate,
  });
  expect(expected.existing).toBe(10n);
  expect(await status()).toMatchObject({ next: "done" });
});
