/** A Gloas block is proved and verified: its sums are those of independent code, and every part of it is checked. @module */
import { beforeAll, describe, expect, test } from "vitest";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import type { Hex } from "../../prover/hex.ts";
import { hasRealData, REAL } from "../state/real-states.ts";
import {
  type GloasScenario,
  readScenario,
  scenarioBundle,
  scenarioReserves,
} from "../support/gloas-scenario.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";

const GWEI = 10n ** 9n;

describe.skipIf(!hasRealData)(`the synthetic Gloas block, proved ${REAL}`, () => {
  let scenario: GloasScenario;
  let bundle: Bundle;
  beforeAll(async () => {
    scenario = readScenario();
    bundle = await scenarioBundle(scenario, await toyGroth16());
  });

  test("has the sums that independent code expects", async () => {
    const { expected } = scenario.blocks[0];
    const { summary } = await verifyBundle(bundle);
    expect(summary).toMatchObject({
      fork: "gloas",
      slot: scenario.blocks[0].header.slot,
      sourcesWei: expected.sources_wei,
      withdrawalsWei: expected.in_flight_to_counted_accounts_wei,
      pendingDepositsWei: expected.pending_deposits_wei,
      liabilitiesWei: expected.liabilities_wei,
      supplyWei: expected.supply_wei,
      reservesWei: scenarioReserves(scenario).principalReservesWei.toString(),
      outstandingWei: scenarioReserves(scenario).outstandingWei.toString(),
    });
    expect(BigInt(summary.rawGwei) * GWEI).toBe(BigInt(expected.raw_wei!));
    expect(BigInt(summary.principalGwei) * GWEI).toBe(BigInt(expected.principal_wei!));
  });

  test("has the other sum by the other policy", async () => {
    const { summary } = await verifyBundle(await scenarioBundle(scenario, await toyGroth16(), "raw"));
    expect(summary.reservesWei).toBe(scenario.blocks[0].expected.owned_raw_wei);
  });

  test("no page reaches over a border of the list's levels", () => {
    const borders = [0, 1, 5, 21, 85, 341, 1365];
    const levelOf = (chunk: number) => borders.findLastIndex((first) => first <= chunk);
    for (const { link } of bundle.pages) {
      expect(levelOf(link.firstChunk + 2 ** link.depth - (link.firstChunk === 0 ? 2 : 1))).toBe(
        levelOf(link.firstChunk),
      );
    }
    expect(new Set(bundle.pages.map(({ link }) => levelOf(link.firstChunk))).size).toBe(6);
  });

  const flip = (hex: Hex): Hex => `${hex.slice(0, -1)}${hex.endsWith("0") ? "1" : "0"}` as Hex;
  type Change = (bundle: Bundle & { execution: NonNullable<Bundle["execution"]> }) => void;
  const cases: [string, string, Change][] = [
    ["a withdrawal left out", "WITHDRAWALS_INVALID", (b) => b.execution.withdrawals!.entries.pop()],
    [
      "a withdrawal twice",
      "WITHDRAWALS_INVALID",
      (b) => b.execution.withdrawals!.entries.push(b.execution.withdrawals!.entries[0]!),
    ],
    [
      "a withdrawal of another amount",
      "WITHDRAWALS_INVALID",
      (b) => {
        b.execution.withdrawals!.entries[3]!.amountGwei = "1";
      },
    ],
    [
      "a withdrawal to another account",
      "WITHDRAWALS_INVALID",
      (b) => {
        b.execution.withdrawals!.entries[3]!.address = flip(b.execution.withdrawals!.entries[3]!.address);
      },
    ],
    [
      "no withdrawals at all",
      "WITHDRAWALS_INVALID",
      (b) => {
        b.execution.withdrawals = null;
      },
    ],
    [
      "another header",
      "EXECUTION_ROOT_INVALID",
      (b) => {
        b.execution.header = flip(b.execution.header!);
      },
    ],
    [
      "no header",
      "EXECUTION_ROOT_INVALID",
      (b) => {
        b.execution.header = null;
      },
    ],
    [
      "the time of the beacon block",
      "EXECUTION_ROOT_INVALID",
      (b) => {
        b.execution.blockTimestamp = (BigInt(b.execution.blockTimestamp) + 24n).toString();
      },
    ],
    ["a level left out", "BALANCES_TOP_INVALID", (b) => b.manifest.balancesTop.levels.pop()],
    [
      "another fork",
      "BALANCES_TOP_INVALID",
      (b) => {
        b.manifest.fork = "fulu";
      },
    ],
  ];
  test.each(cases)("%s → %s", async (_, code, change) => {
    const forged = structuredClone(bundle) as Parameters<Change>[0];
    change(forged);
    await expect(verifyBundle(forged)).rejects.toMatchObject({ code, exitCode: 1 });
  });
});
