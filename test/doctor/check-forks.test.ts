/** A fork that a node expects and an oracle was not deployed for is told before it begins, with what to do. @module */
import { decodeFunctionData, encodeFunctionResult, type Hex, numberToHex } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { beaconRootsAbi } from "../../prover/chain/abi/beacon-roots-abi.ts";
import { growthSpurtsAbi } from "../../prover/chain/abi/growth-spurts-abi.ts";
import { reservesOracleAbi } from "../../prover/chain/abi/reserves-oracle-abi.ts";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { checkForks } from "../../prover/doctor/check-forks.ts";
import { forkLayoutOf } from "../../prover/state/fork-layout.ts";
import { startFakeRpc } from "../chain/client/fake-rpc.ts";
import { sendJson, startServer } from "../state/loopback-server.ts";
import { PATIENCE_MS } from "../support/patience.ts";

const ORACLE = "0x4444444444444444444444444444444444444444";
const OTHER = "0x5555555555555555555555555555555555555555";
const GENESIS_TIME = 1_700_000_000n;
const NEVER = "18446744073709551615";
const timeOfEpoch = (epoch: bigint) => GENESIS_TIME + epoch * 32n * 12n;
/** Of the latest block. */
const NOW = timeOfEpoch(500n);

const abi = [...reservesOracleAbi, ...beaconRootsAbi, ...growthSpurtsAbi];
type Layout = ReturnType<typeof forkLayoutOf>;
const electra = forkLayoutOf("electra", GENESIS_TIME);
const fulu = forkLayoutOf("fulu", timeOfEpoch(400n));
const gloas = forkLayoutOf("gloas", timeOfEpoch(600n));
const closed: Layout = {
  ...electra,
  activationTimestamp: timeOfEpoch(600n),
  balances: 0n,
  validators: 0n,
  pendingDeposits: 0n,
  pendingConsolidations: 0n,
  blockRoots: 0n,
  historicalSummaries: 0n,
  executionStateRoot: 0n,
};

let close: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of close) await end();
  close = [];
});

/** @param spec  null: the node does not serve it. */
async function check(layouts: readonly Layout[], spec: Readonly<Record<string, string>> | null) {
  const rpc = await startFakeRpc({
    eth_call: ([call]) => {
      const { functionName } = decodeFunctionData({ abi, data: (call as { data: Hex }).data });
      const values: Record<string, unknown> = {
        layouts,
        genesisTime: GENESIS_TIME,
        secondsPerSlot: 12n,
        start: GENESIS_TIME,
      };
      return encodeFunctionResult({ abi, functionName, result: values[functionName] ?? OTHER } as never);
    },
    eth_getBlockByNumber: () => ({
      number: "0x1",
      timestamp: numberToHex(NOW),
      transactions: [],
    }),
  });
  const beacon = await startServer((_, response) =>
    spec === null
      ? response.writeHead(404).end()
      : sendJson(response, {
          data: { PRESET_BASE: "mainnet", CONFIG_NAME: "test", SLOTS_PER_EPOCH: "32", ...spec },
        }),
  );
  close.push(
    () => rpc.close(),
    () => beacon.close(),
  );
  return checkForks({
    beaconUrls: [beacon.url],
    chain: createChainClient({ url: rpc.url, timeoutMs: PATIENCE_MS }),
    oracle: ORACLE,
  });
}

const upToFulu = { ELECTRA_FORK_EPOCH: "0", FULU_FORK_EPOCH: "400" };

describe("checkForks", () => {
  it("is content where each fork that is scheduled has its layout", async () => {
    for (const [layouts, spec] of [
      [[electra, fulu], { ...upToFulu, GLOAS_FORK_EPOCH: NEVER }],
      // Fulu keeps everything where Electra had it.
      [[electra], { ...upToFulu }],
      [[electra, gloas], { ...upToFulu, GLOAS_FORK_EPOCH: "600" }],
    ] as const) {
      expect(await check(layouts, spec)).toEqual([expect.objectContaining({ level: "ok", next: null })]);
    }
  });

  it.each([
    ["reads it by an earlier layout", [electra], /earlier fork's layout/],
    ["ends before it", [electra, closed], /layouts end before it/],
    [
      "has it later than the network",
      [electra, { ...gloas, activationTimestamp: timeOfEpoch(601n) }],
      /earlier/,
    ],
  ] as const)("warns of a coming fork where the oracle %s", async (_, layouts, what) => {
    const [finding, ...more] = await check(layouts, { ...upToFulu, GLOAS_FORK_EPOCH: "600" });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      level: "warn",
      check: `oracle ${ORACLE}: forks`,
      found: expect.stringMatching(what),
      next: expect.stringContaining("A fork that moves fields"),
    });
    expect(finding!.found).toContain("gloas, from");
  });

  it("fails once the fork has begun", async () => {
    const [finding] = await check([electra], { ...upToFulu, GLOAS_FORK_EPOCH: "450" });
    expect(finding).toMatchObject({ level: "fail", found: expect.stringContaining("gloas, since") });
  });

  it("warns of a fork that no program here knows", async () => {
    const [finding] = await check([electra], { ...upToFulu, HEZE_FORK_EPOCH: "700" });
    expect(finding).toMatchObject({
      level: "warn",
      found: expect.stringContaining("heze"),
      next: expect.stringContaining("version"),
    });
  });

  it("only warns where the node does not tell its schedule", async () => {
    expect(await check([electra], null)).toEqual([expect.objectContaining({ level: "warn" })]);
  });
});
