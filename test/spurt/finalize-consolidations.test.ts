/** Consolidated validators are shown before a report, or for a higher one, each once; what the chain does not know is not sent. @module */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import { type VerifiedBundle, verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import { type ChainClient, createChainClient } from "../../prover/chain/client/chain-client.ts";
import { connectOracle } from "../../prover/chain/views/oracle-contracts.ts";
import { consolidationFacts } from "../../prover/spurt/consolidation-facts.ts";
import { finalizeSpurt } from "../../prover/spurt/finalize-spurt.ts";
import { reportWhole } from "../../prover/spurt/report-whole.ts";
import { consolidatedParts } from "../bundle/consolidated-bundle.ts";
import { startFakeRpc } from "../chain/client/fake-rpc.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { type FakeChain, fakeChain, ORACLE } from "./fake-chain.ts";

let bundle: VerifiedBundle;
let chain: FakeChain;
let client: ChainClient;
beforeAll(async () => {
  bundle = await verifyBundle(makeBundle(await consolidatedParts(await toyGroth16())));
});
beforeEach(async () => {
  chain = fakeChain(bundle);
  chain.progress.openedAt = 1n;
  chain.isStored = true;
  chain.progress.count = 7n;
  const rpc = await startFakeRpc(chain.answers);
  client = createChainClient({ url: rpc.url, timeoutMs: PATIENCE_MS, pollingMs: 20 });
  return () => rpc.close();
});

const finalize = (options: { dryRun?: boolean; partsPerTransaction?: number } = {}) =>
  finalizeSpurt(bundle, { chain: client, oracle: ORACLE, receiptTimeoutMs: PATIENCE_MS, ...options });
const mined = () => chain.mined.map(({ functionName }) => functionName);
/** A report without them, as somebody makes it who knows of no consolidation. */
const reportedWithout = () => {
  chain.progress.finalized = true;
  for (const [place] of bundle.execution!.sources.entries()) chain.shown.add(`source ${place}`);
};

describe("consolidated validators of a bundle", () => {
  test("go before the report, in as many transactions as it takes", async () => {
    const result = await finalize();
    expect(mined()).toEqual(["countMembers", "finalize"]);
    expect(result.report).toMatchObject({
      reservesWei: bundle.summary.reservesWei,
      consolidatedWei: `${bundle.summary.consolidatedGwei}000000000`,
    });
    expect(result.alreadyFinalized).toBe(false);
  });

  test("one a transaction, if so many are wanted", async () => {
    await finalize({ partsPerTransaction: 1 });
    expect(mined().slice(0, 3)).toEqual(["countMembers", "countMembers", "submit"]);
    expect(chain.counted.size).toBe(2);
  });

  test("that the chain has are not sent again", async () => {
    const [member, ...others] = bundle.execution!.consolidations!.members;
    chain.counted.add(BigInt(member!.provision));
    await finalize();
    expect(mined()).toEqual(["countMembers", "finalize"]);
    const [{ args }] = chain.mined as [(typeof chain.mined)[number]];
    const sent = args[2] as readonly { readonly provision: bigint }[];
    expect(sent.map(({ provision }) => String(provision))).toEqual(others.map(({ provision }) => provision));
  });

  test("that a report left out replace it by a higher one", async () => {
    reportedWithout();
    const result = await finalize();
    expect(mined()).toEqual(["countMembers", "improve"]);
    expect(BigInt(bundle.summary.reservesWei)).toBeGreaterThan(BigInt(result.improvedFromWei!));
    expect(result.report).toMatchObject({ reservesWei: bundle.summary.reservesWei });
  });

  test("are shown after a whole report where the chain had no block of the spurt", async () => {
    chain.isStored = false;
    chain.progress.openedAt = 0n;
    chain.progress.count = 0n;
    await reportWhole(bundle, { chain: client, oracle: ORACLE, receiptTimeoutMs: PATIENCE_MS });
    expect(mined()).toEqual(["report", "countMembers", "improve"]);
  });

  test("are simulated in a dry run, and nothing is sent", async () => {
    const { transactions } = await finalize({ dryRun: true });
    expect(transactions.map(({ call }) => call)).toEqual(["count", "finalize"]);
    expect(mined()).toEqual([]);
  });

  const facts: [string, string, object][] = [
    [
      "that went into another target",
      "consolidationOf",
      { isRecorded: true, targetIndex: 21n, doneEpoch: 3_000n },
    ],
    ["at another time", "consolidationOf", { isRecorded: true, targetIndex: 40n, doneEpoch: 2_999n }],
    ["that nobody carried out", "consolidationOf", { isRecorded: true, targetIndex: 40n, doneEpoch: 0n }],
    ["that nobody recorded", "consolidationOf", { isRecorded: false, targetIndex: 0n, doneEpoch: 0n }],
    ["of another provision", "provisionOf", { validatorIndex: 3n }],
    ["with another principal", "provisionOf", { principalGwei: 31_000_000_000n }],
    ["whose principal came back", "provisionOf", { settledAt: 2 }],
    ["that is not registered", "provisionOf", { status: 1 }],
    ["announced after the block", "provisionOf", { provisionedAt: 4_000_000_000 }],
  ];
  test.each(facts)("%s by the chain are told", async (_, view, lie) => {
    const { [view]: honest } = chain.honest;
    const told = async () =>
      (await consolidationFacts(bundle, await connectOracle(client, ORACLE), client)).filter(
        ([, onChain, ours]) => onChain !== ours,
      );
    expect(await told()).toEqual([]);
    chain.views[view] = (args) => ({ ...(honest!(args) as object), ...lie });
    expect(await told()).not.toEqual([]);
  });

  test("that the chain contradicts are refused before anything is sent", async () => {
    const { provisionOf } = chain.honest;
    chain.views.provisionOf = (args) => ({ ...(provisionOf!(args) as object), settledAt: 2 });
    await expect(finalize()).rejects.toMatchObject({ code: "ORACLE_MISMATCH", exitCode: 1 });
    expect(mined()).toEqual([]);
  });
});
