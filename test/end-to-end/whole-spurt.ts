/**
 * From the end of a week to a rate on a real chain, with the commands that anyone would type, by two accounts: a network
 * whose EIP-4788 works, all contracts, Groth16 proofs of the `test` circuit. Nothing is mocked.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Address, getAddress, type Hex, parseEther } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClaimResult } from "../../prover/audit/claim.ts";
import { ALL_CLAIMS } from "../../prover/audit/claims/all-claims.ts";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import { blockAssetsAbi } from "../../prover/chain/abi/block-assets-abi.ts";
import { reservesOracleAbi as abi } from "../../prover/chain/abi/reserves-oracle-abi.ts";
import type { TransactionResult } from "../../prover/chain/client/send-transaction.ts";
import { submitPagesCall } from "../../prover/spurt/calls/oracle-calls.ts";
import type { OpenResult } from "../../prover/spurt/open-spurt.ts";
import type { OracleStatus } from "../../prover/spurt/read-status.ts";
import type { RegisterResult } from "../../prover/spurt/register-validators.ts";
import type { ReportResult } from "../../prover/spurt/report-result.ts";
import type { SubmitPagesResult } from "../../prover/spurt/submit-pages.ts";
import type { DevnetFork } from "../../scripts/devnet/beacon-config.ts";
import type { Devnet } from "../../scripts/devnet/start-devnet.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { expectCommittedGas } from "../support/gas-snapshot.ts";
import { independentReserves } from "../support/independent-reserves.ts";
import {
  beaconArguments,
  chainArguments,
  chainClients,
  keyOf,
  passSpurtEnd,
  proveArguments,
  SPURT_END_SLOT,
  setUpTestCircuit,
  startTestNetwork,
  type TestNetwork,
} from "../support/test-network.ts";
import { TEST_PROVISIONS } from "../support/test-protocol.ts";
import { jsonCommand, succeeds, succeedsAlone } from "./json-command.ts";
import { sendsNothing } from "./sends-nothing.ts";

const MISSED_SLOTS = 2;
const ONE_ETH = parseEther("1");
/**
 * PUBLIC KEY MATERIAL: the second account of the mnemonic "test test … junk". Not drawn anew each time, because the
 * accounts of the state decide how long its proofs are, and so what they cost.
 */
const STRANGERS_KEY: Hex = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

/** Somebody with no role in the protocol and a little ETH. */
interface Stranger {
  readonly address: Address;
  readonly env: NodeJS.ProcessEnv;
  readonly clients: ReturnType<typeof chainClients>;
}

async function makeStranger({ network, chain }: TestNetwork): Promise<Stranger> {
  const address = privateKeyToAddress(STRANGERS_KEY);
  await chain.wallet.sendTransaction({ chain: null, to: address, value: 2n * ONE_ETH });
  const account = { address, privateKey: STRANGERS_KEY };
  return { address, env: keyOf({ account }), clients: chainClients({ rpcUrl: network.rpcUrl, account }) };
}

/** Validators of the first page. */
const FIRST_PAGE = 6;

interface Audit {
  readonly ok: boolean;
  readonly claims: readonly ClaimResult[];
}
const statusesOf = (claims: readonly ClaimResult[]) =>
  Object.fromEntries(claims.map(({ id, status }) => [id, status]));

const gasOf = (transactions: readonly TransactionResult[]) =>
  transactions.reduce((sum, { sent }) => sum + Number(sent?.gasUsed ?? 0), 0);

/** Two of the commands run in processes of their own, as a user starts them; the others in this one, which is quicker. */
export function describeWholeSpurt(fork: DevnetFork): void {
  describe(`a spurt on ${fork}`, () => {
    const folder = temporaryFolder();
    const bundle = join(folder, "bundle");
    let world: TestNetwork;
    let stranger: Stranger;
    let lastSlot: number;
    let blocks: ReturnType<Devnet["runOnDemand"]>;

    beforeAll(async () => {
      world = await startTestNetwork(fork, await setUpTestCircuit(), { isRegistered: false });
      stranger = await makeStranger(world);
    });
    afterAll(() => world?.network.stop());

    const ourEnv = () => keyOf(world.network);
    const status = () => succeeds<OracleStatus>(["status", ...chainArguments(world)]);
    const firstSpurt = async () => (await status()).spurts.find(({ spurt }) => spurt === "1");
    const sendNothing = <T>(run: () => Promise<T>) => sendsNothing(world, [stranger.address], run);

    it("counts the validators that somebody shows to exist", async () => {
      blocks = world.network.runOnDemand();
      const slot = String(world.network.head().slot - 1);
      // The first page ends where the first call does.
      const batches = ["--validators-per-transaction", String(FIRST_PAGE)];
      const args = ["register", ...beaconArguments(world), "--slot", slot, ...batches];
      const { registered, notExisting } = await succeeds<RegisterResult>(args, stranger.env);
      await blocks.stop();
      const exist = TEST_PROVISIONS.filter(({ keyIndex }) => keyIndex < 64).map(({ keyIndex }) => keyIndex);
      expect(registered.map(({ validatorIndex }) => validatorIndex)).toEqual(exist);
      expect(notExisting).toHaveLength(2);
    });

    it("cannot be opened before its end", async () => {
      expect(await firstSpurt()).toMatchObject({ next: "wait", block: null, pages: null });
      const open = () => jsonCommand(["open", ...beaconArguments(world), "--spurt", "1"], ourEnv());
      expect(await sendNothing(open)).toMatchObject({ exitCode: 3, answer: { code: "SPURT_NOT_ENDED" } });
    });

    it("is opened by anyone, after missed slots, at the last block before its end", async () => {
      lastSlot = await passSpurtEnd(world, MISSED_SLOTS);
      expect(await firstSpurt()).toMatchObject({ next: "open", block: { isStored: false } });
      blocks = world.network.runOnDemand();
      const args = ["open", ...beaconArguments(world)];
      const tried = await sendNothing(() => succeeds<OpenResult>([...args, "--dry-run"], stranger.env));
      expect(tried).toMatchObject({ spurt: "1", slot: String(lastSlot), transactions: [{ sent: null }] });
      expect(await firstSpurt()).toMatchObject({ next: "open", pages: null });

      const opened = await succeeds<OpenResult>(args, stranger.env);
      expect(opened).toMatchObject({ alreadyOpen: false, slot: String(lastSlot), shownBy: "eip-4788" });
      expect(await firstSpurt()).toMatchObject({
        next: "submit",
        block: { root: opened.blockRoot, isStored: true },
        pages: { accepted: 0, validatorsProved: "0", validatorsRequired: "9", provisioned: "12" },
      });
      const again = await sendNothing(() => succeeds<OpenResult>(args, ourEnv()));
      expect(again).toMatchObject({ alreadyOpen: true, blockRoot: opened.blockRoot, transactions: [] });
      expectCommittedGas({ "transaction: open": gasOf(opened.transactions) });
    });

    it("is proved as of that block, whatever has changed since", async () => {
      // Reserves are those of the proved block, not the latest: what comes since must not count.
      const { chain, protocol } = world;
      await chain.wallet.sendTransaction({ chain: null, to: protocol.pools[0]!, value: ONE_ETH });
      const proved = await succeedsAlone<BundleSummary>(proveArguments(world, bundle));
      const expected = await independentReserves(world, lastSlot);
      expect(proved).toMatchObject({
        slot: lastSlot,
        fork,
        pages: 2,
        keys: "development",
        notExisting: [],
        policy: "principal",
        validators: 9,
        existing: 9,
        waiting: 2,
        writtenOff: 1,
        reservesWei: expected.reservesWei.toString(),
        rate: expected.rate.toString(),
      });
    });

    it("is not finalized before all pages are there", async () => {
      const args = ["finalize", bundle, ...chainArguments(world)];
      expect(await sendNothing(() => jsonCommand(args, ourEnv()))).toMatchObject({
        exitCode: 1,
        answer: { code: "PAGES_MISSING" },
      });
    });

    it("takes pages from two accounts in turn, and what it has is not sent again", async () => {
      const submit = ["submit", bundle, ...chainArguments(world)];
      const tried = await sendNothing(() => succeeds<SubmitPagesResult>([...submit, "--dry-run"], ourEnv()));
      expect(tried).toMatchObject({ pages: 2, pagesSent: 0, proved: "0", required: "9" });

      const first = submitPagesCall(world.protocol.oracle, 1n, await readBundle(bundle), 0, 1);
      const hash = await stranger.clients.wallet.writeContract({ ...first, chain: null });
      await stranger.clients.reader.waitForTransactionReceipt({ hash, pollingInterval: 100 });
      expect(await firstSpurt()).toMatchObject({ next: "submit", pages: { accepted: 1 } });

      const rest = await succeeds<SubmitPagesResult>(submit, ourEnv());
      expect(rest).toMatchObject({ pages: 2, pagesSent: 1, proved: "9", required: "9" });
      expect(await firstSpurt()).toMatchObject({ next: "finalize", pages: { accepted: 2, existing: "9" } });
      const again = await sendNothing(() => succeeds<SubmitPagesResult>(submit, stranger.env));
      expect(again).toMatchObject({ pagesSent: 0, transactions: [] });
      expectCommittedGas({ "transaction: submit 1 page": gasOf(rest.transactions) });
    });

    it("is finalized by anyone, and sets the rate of an independent calculation", async () => {
      const { protocol, chain, network } = world;
      const args = ["finalize", bundle, ...chainArguments(world)];
      const tried = await sendNothing(() => succeeds<ReportResult>([...args, "--dry-run"], stranger.env));
      expect(tried).toMatchObject({ alreadyFinalized: false, report: null, transactions: [{ sent: null }] });
      expect((await status()).rate).toBeNull();

      const finalized = await succeedsAlone<ReportResult>(args, stranger.env);
      const expected = await independentReserves(world, lastSlot);
      const oracle = { address: protocol.oracle, abi } as const;
      const report = await chain.reader.readContract({ ...oracle, functionName: "reportOf", args: [1n] });
      expect(report).toMatchObject({
        slot: BigInt(lastSlot),
        blockTimestamp: expected.blockTimestamp,
        validators: 9n,
        existing: 9n,
        waiting: 2n,
        writtenOff: 1n,
        pages: 2,
        listLength: expected.listLength,
        shareBasisPoints: 1406,
        rawWei: expected.rawWei,
        principalWei: expected.principalWei,
        sourcesWei: expected.sourcesWei,
        pendingDepositsWei: expected.pendingDepositsWei,
        liabilitiesWei: expected.liabilitiesWei,
        reservesWei: expected.reservesWei,
        supplyWei: expected.supplyWei,
        outstandingWei: expected.outstandingWei,
        rate: expected.rate,
        reporter: stranger.address,
      });
      const components = await chain.reader.readContract({
        address: protocol.blockAssets,
        abi: blockAssetsAbi,
        functionName: "componentsOf",
        args: [1n],
      });
      expect(components).toEqual([expected.sourceValuesWei, expected.liabilityValuesWei]);
      expect(await chain.reader.readContract({ ...oracle, functionName: "getRate" })).toBe(expected.rate);
      expect(await chain.reader.readContract({ ...oracle, functionName: "latestRoundData" })).toEqual([
        1n,
        expected.rate,
        expected.blockTimestamp,
        expected.blockTimestamp,
        1n,
      ]);
      // The cases that these values are there for.
      expect(expected.principalWei).toBeLessThan(expected.rawWei);
      expect(expected.waiting).toBe(2n);
      expect(expected.sourceValuesWei.every((amountWei) => amountWei > 0n)).toBe(true);
      const poolNow = await chain.reader.getBalance({ address: protocol.pools[0]! });
      expect(poolNow).toBe(expected.sourceValuesWei[0]! + ONE_ETH);

      expect(finalized.report).toMatchObject({
        reporter: getAddress(stranger.address),
        rateStatus: "accepted",
        rate: expected.rate.toString(),
        reservesWei: expected.reservesWei.toString(),
      });
      expect((await status()).rate).toMatchObject({ spurt: "1", value: expected.rate.toString() });
      expect(await firstSpurt()).toMatchObject({ next: "done", report: { rateStatus: "accepted" } });
      expect(network.head().slot).toBeGreaterThan(SPURT_END_SLOT);
      expectCommittedGas({ "transaction: finalize": gasOf(finalized.transactions) });
    });

    it("is finished once: nothing more is sent", async () => {
      const again = await sendNothing(() =>
        succeeds<ReportResult>(["finalize", bundle, ...chainArguments(world)], ourEnv()),
      );
      expect(again).toMatchObject({ alreadyFinalized: true, transactions: [] });
      await blocks.stop();
    });

    it("is audited by anyone with nodes of their own: every claim is ok", async () => {
      const audit = await succeeds<Audit>(["audit", bundle, ...beaconArguments(world)]);
      expect(audit).toMatchObject({ ok: true, offline: false, slot: lastSlot });
      expect(statusesOf(audit.claims)).toEqual({
        ...Object.fromEntries(ALL_CLAIMS.map(({ id }) => [id, "ok"])),
        reproved: "left-out",
        deployment: "left-out",
        consolidations: "left-out",
        "consolidations-of-chain": "left-out",
        "key-of-manifest": "left-out",
      });
    });

    it("cannot be proved from a slot without a block", async () => {
      const out = join(folder, "missed");
      const slot = String(lastSlot + 1);
      const args = ["prove", ...beaconArguments(world), "--slot", slot, "--size", "test", "--out", out];
      expect(await jsonCommand(args)).toMatchObject({
        exitCode: 2,
        answer: { code: "SLOT_WITHOUT_BLOCK", hints: [expect.stringContaining(`--slot ${lastSlot}`)] },
      });
      expect(existsSync(out)).toBe(false);
    });
  });
}
