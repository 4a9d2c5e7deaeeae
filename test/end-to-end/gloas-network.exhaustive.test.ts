/**
 * A spurt across the fork to Gloas on a real chain, with the commands: registered before and after the fork, its last
 * block with an EMPTY parent, the payload after it withheld. Nothing is mocked.
 */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClaimResult } from "../../prover/audit/claim.ts";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import { reservesOracleAbi as abi } from "../../prover/chain/abi/reserves-oracle-abi.ts";
import type { OpenResult } from "../../prover/spurt/open-spurt.ts";
import type { OracleStatus } from "../../prover/spurt/read-status.ts";
import type { RegisterResult } from "../../prover/spurt/register-validators.ts";
import type { ReportResult } from "../../prover/spurt/report-result.ts";
import type { SubmitPagesResult } from "../../prover/spurt/submit-pages.ts";
import type { Devnet } from "../../scripts/devnet/start-devnet.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { independentReserves } from "../support/independent-reserves.ts";
import {
  beaconArguments,
  chainArguments,
  keyOf,
  proveArguments,
  setUpTestCircuit,
  startTestNetwork,
  type TestNetwork,
} from "../support/test-network.ts";
import { JOINING_KEY } from "../support/test-protocol.ts";
import { succeeds } from "./json-command.ts";

const FORK_SLOT = 32;
const SPURT_END = 44;

describe("a spurt across the fork to Gloas", () => {
  const bundle = join(temporaryFolder(), "bundle");
  let world: TestNetwork;
  let onDemand: ReturnType<Devnet["runOnDemand"]>;
  const env = () => keyOf(world.network);
  const spurt = async () =>
    (await succeeds<OracleStatus>(["status", ...chainArguments(world)])).spurts.find(
      (one) => one.spurt === "1",
    );

  beforeAll(async () => {
    const forks = { gloasForkEpoch: 1, spurtEndSlot: SPURT_END };
    world = await startTestNetwork("fulu", await setUpTestCircuit(), forks);
    const { network } = world;
    await network.skipSlot(FORK_SLOT - 2 - network.head().slot);
    while (network.head().slot < FORK_SLOT + 2) await network.produceSlot();
  });
  afterAll(() => world?.network.stop());

  it("counts the validator that joined with the fork, by a Gloas state", async () => {
    const { network } = world;
    onDemand = network.runOnDemand();
    const args = ["register", ...beaconArguments(world), "--slot", String(network.head().slot - 1)];
    const { registered } = await succeeds<RegisterResult>(args, env());
    await onDemand.stop();
    expect(registered.map(({ validatorIndex }) => validatorIndex)).toEqual([JOINING_KEY]);
  });

  it("is opened by a newer state, since the payload after its last block was withheld", async () => {
    const { network } = world;
    while (network.head().slot < SPURT_END - 2) await network.produceSlot();
    await network.withholdPayload();
    const last = await network.produceSlot();
    expect(last.slot).toBe(SPURT_END);
    await network.withholdPayload();
    const late = await network.withholdPayload();
    await network.produceSlot();
    expect(await spurt()).toMatchObject({ next: "open", block: { root: late.root, mayBeLater: true } });
    onDemand = network.runOnDemand();
    const opened = await succeeds<OpenResult>(["open", ...beaconArguments(world)], env());
    expect(opened).toMatchObject({ shownBy: "newer-state", slot: String(SPURT_END), blockRoot: last.root });
    expect(opened.transactions.map(({ call }) => call)).toEqual(["storeFromNewer", "open"]);
    expect(await spurt()).toMatchObject({
      next: "submit",
      block: { root: last.root, isStored: true, mayBeLater: false },
    });
  });

  it("is proved, submitted and finalized with the sums of an independent calculation", async () => {
    const expected = await independentReserves(world, SPURT_END);
    const proved = await succeeds<BundleSummary>(proveArguments(world, bundle));
    const sums = {
      fork: "gloas",
      slot: SPURT_END,
      validators: 10,
      waiting: 1,
      withdrawalsWei: expected.withdrawalsWei.toString(),
      reservesWei: expected.reservesWei.toString(),
      rate: expected.rate.toString(),
    };
    expect(proved).toMatchObject(sums);
    expect(await succeeds<BundleSummary>(["verify", bundle])).toMatchObject({ valid: true, ...sums });
    await succeeds<SubmitPagesResult>(["submit", bundle, ...chainArguments(world)], env());
    const finalized = await succeeds<ReportResult>(["finalize", bundle, ...chainArguments(world)], env());
    expect(finalized.report).toMatchObject({ rate: sums.rate, reservesWei: sums.reservesWei });
    const read = { address: world.protocol.oracle, abi, functionName: "reportOf", args: [1n] } as const;
    expect(await world.chain.reader.readContract(read)).toMatchObject({
      slot: BigInt(SPURT_END),
      existing: expected.existing,
      waiting: expected.waiting,
      listLength: expected.listLength,
      rawWei: expected.rawWei,
      principalWei: expected.principalWei,
      sourcesWei: expected.sourcesWei,
      withdrawalsWei: expected.withdrawalsWei,
      pendingDepositsWei: expected.pendingDepositsWei,
      liabilitiesWei: expected.liabilitiesWei,
      supplyWei: expected.supplyWei,
      reservesWei: expected.reservesWei,
      rate: expected.rate,
    });
    await onDemand.stop();
  });

  it("is audited: every claim holds, though the chain names a later block", async () => {
    const audit = await succeeds<{ ok: boolean; claims: readonly ClaimResult[] }>([
      "audit",
      bundle,
      ...beaconArguments(world),
    ]);
    expect(audit.ok).toBe(true);
    expect(audit.claims.filter(({ status }) => !["ok", "left-out"].includes(status))).toEqual([]);
  });
});
