/**
 * A whole spurt on a Gloas block by independent code, with its EMPTY parent and withdrawals under way: `prove` and
 * `verify` as a user runs them, with the keys of the `test` circuit, and the contracts with those keys' verifier. Reads
 * ../shared/realdata and is skipped where that is missing.
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeFunctionResult, encodeFunctionData, type Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import { reservesOracleAbi as abi } from "../../prover/chain/abi/reserves-oracle-abi.ts";
import { encodeCall } from "../../prover/chain/client/send-transaction.ts";
import { finalizeCall, openCall, submitPagesCall } from "../../prover/spurt/calls/oracle-calls.ts";
import { forgeBuild } from "../../scripts/contracts/forge.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { hasRealData, REAL, realPath } from "../state/real-states.ts";
import {
  type GloasScenario,
  readScenario,
  SCENARIO_FOLDER,
  scenarioReserves,
} from "../support/gloas-scenario.ts";
import { type ScenarioNetwork, startScenarioNetwork } from "../support/gloas-scenario-chain.ts";
import { setUpTestCircuit } from "../support/test-network.ts";
import { inputFile } from "./input-files.ts";
import { jsonCommand, succeeds, succeedsAlone } from "./json-command.ts";

const GWEI = 10n ** 9n;
const RATE_SCALE = 10n ** 18n;
const POLICIES = ["principal", "raw"] as const;

describe.skipIf(!hasRealData)(`a spurt on the synthetic Gloas block ${REAL}`, () => {
  let scenario: GloasScenario;
  let network: ScenarioNetwork;
  beforeAll(async () => {
    const verifierName = await setUpTestCircuit();
    await forgeBuild(["verifier-contracts/test/OpenRegistry.sol"]);
    scenario = readScenario();
    network = await startScenarioNetwork(scenario, verifierName);
  });
  afterAll(() => network?.close());

  const reservesOf = (policy: (typeof POLICIES)[number]) =>
    policy === "raw"
      ? BigInt(scenario.blocks[0].expected.owned_raw_wei!)
      : scenarioReserves(scenario).principalReservesWei;

  describe.each(POLICIES)("that counts the %s balances", (policy) => {
    const bundle = join(temporaryFolder(), "bundle");

    it("is proved by the command: the sums are those of independent code", async () => {
      const [{ header, expected }] = scenario.blocks;
      const proved = await succeedsAlone<BundleSummary>([
        "prove",
        ...["--state", realPath(`${SCENARIO_FOLDER}/scenario-state-B.ssz`)],
        ...["--header", inputFile("header.json", JSON.stringify(header))],
        ...["--rpc", network.rpcUrl, "--oracle", network.oracles[policy]],
        ...["--size", "test", "--out", bundle],
      ]);
      const sums = {
        fork: "gloas",
        slot: header.slot,
        keys: "development",
        policy,
        validators: 19,
        waiting: 3,
        sourcesWei: expected.sources_wei,
        withdrawalsWei: expected.in_flight_to_counted_accounts_wei,
        pendingDepositsWei: expected.pending_deposits_wei,
        liabilitiesWei: expected.liabilities_wei,
        supplyWei: expected.supply_wei,
        reservesWei: reservesOf(policy).toString(),
        rawGwei: (BigInt(expected.raw_wei!) / GWEI).toString(),
        principalGwei: (BigInt(expected.principal_wei!) / GWEI).toString(),
      };
      expect(proved).toMatchObject(sums);
      expect(await succeeds<BundleSummary>(["verify", bundle])).toMatchObject({ valid: true, ...sums });
    });

    it("is accepted by the contracts, which keep the same sums", async () => {
      const oracle = network.oracles[policy];
      const whole = await readBundle(bundle);
      const { sender } = network.chain;
      const send = (data: Hex) => sender.sendAll([{ to: oracle, data }]);
      const { nextTimestamp } = network;
      const { header } = whole.manifest;
      const pages = whole.pages.length;
      expect(pages).toBeGreaterThan(6);
      await send(encodeCall(openCall(oracle, 1n, { nextTimestamp, header })));
      const submit = (from: number, to: number) =>
        send(encodeCall(submitPagesCall(oracle, 1n, whole, from, to)));
      // A page in the middle does not continue accepted ones.
      await expect(submit(1, 2)).rejects.toThrow("revert");
      await submit(0, 4);
      await expect(send(encodeCall(finalizeCall(oracle, 1n, whole)))).rejects.toThrow("revert");
      await submit(4, pages);
      const forged = structuredClone(whole);
      forged.execution!.withdrawals!.entries.pop();
      await expect(send(encodeCall(finalizeCall(oracle, 1n, forged)))).rejects.toThrow("revert");
      await send(encodeCall(finalizeCall(oracle, 1n, whole)));

      const [{ expected }] = scenario.blocks;
      const read = { abi, functionName: "reportOf", args: [1n] } as const;
      const answer = await network.chain.read(oracle, encodeFunctionData(read));
      const wei = (name: string) => BigInt(expected[name]!);
      const reservesWei = reservesOf(policy);
      expect(decodeFunctionResult({ ...read, data: answer })).toMatchObject({
        slot: BigInt(header.slot),
        pages,
        validators: 19n,
        waiting: 3n,
        rawWei: wei("raw_wei"),
        principalWei: wei("principal_wei"),
        sourcesWei: wei("sources_wei"),
        withdrawalsWei: wei("in_flight_to_counted_accounts_wei"),
        pendingDepositsWei: wei("pending_deposits_wei"),
        liabilitiesWei: wei("liabilities_wei"),
        supplyWei: wei("supply_wei"),
        reservesWei,
        rate: (reservesWei * RATE_SCALE) / wei("supply_wei"),
      });
    });

    it("whose header is of another block is refused", async () => {
      const [{ header }] = scenario.blocks;
      const path = join(temporaryFolder(), "header.json");
      writeFileSync(path, JSON.stringify({ ...header, state_root: header.body_root }));
      const { exitCode } = await jsonCommand([
        "prove",
        ...["--state", realPath(`${SCENARIO_FOLDER}/scenario-state-B.ssz`), "--header", path],
        ...["--rpc", network.rpcUrl, "--oracle", network.oracles[policy]],
        ...["--size", "test", "--out", join(temporaryFolder(), "bundle")],
      ]);
      expect(exitCode).not.toBe(0);
    });
  });
});
