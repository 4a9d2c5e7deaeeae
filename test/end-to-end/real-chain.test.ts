/**
 * From the end of a week to a rate on a real chain, with the commands that anyone would type, by two accounts: a network
 * whose EIP-4788 works, all contracts, Groth16 proofs of the `test` circuit. Nothing is mocked.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Address, getAddress, type Hex, parseEther } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditBundle } from "../../prover/audit/audit-bundle.ts";
import type { ClaimResult, ClaimStatus } from "../../prover/audit/claim.ts";
import { ALL_CLAIMS } from "../../prover/audit/claims/all-claims.ts";
import type { AuditOptions } from "../../prover/audit/evidence.ts";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { reservesOracleAbi as abi } from "../../prover/chain/abi/reserves-oracle-abi.ts";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import type { TransactionResult } from "../../prover/chain/client/send-transaction.ts";
import type { OracleStatus } from "../../prover/chain/views/read-status.ts";
import { verificationKeySha256 } from "../../prover/groth16/verification-key-hash.ts";
import type { KeyEntry } from "../../prover/keys/manifest.ts";
import { writeKeysManifest } from "../../prover/keys/manifest-file.ts";
import { toPublicSignals } from "../../prover/plan/public-inputs.ts";
import { submitPagesCall } from "../../prover/spurt/calls/oracle-calls.ts";
import type { OpenResult } from "../../prover/spurt/open-spurt.ts";
import type { ReportResult } from "../../prover/spurt/report-result.ts";
import type { SubmitPagesResult } from "../../prover/spurt/submit-pages.ts";
import { fetchBeaconState } from "../../prover/state/fetch-beacon-state.ts";
import { launchBrowser } from "../../scripts/auditor/launch-browser.ts";
import { freePort } from "../../scripts/devnet/free-port.ts";
import { type Devnet, startDevnet } from "../../scripts/devnet/start-devnet.ts";
import { checkOf, servePage, verdictOf, watchedPage } from "../auditor/auditor-world.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { installedEntry } from "../keys/installed-entry.ts";
import { ceremonyEntry, manifestOf } from "../keys/key-example.ts";
import { AUDIT_CHANGES, changedBundle } from "../support/audit-changes.ts";
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
import { registryFile } from "./input-files.ts";
import { type Failure, jsonCommand, succeeds } from "./json-command.ts";

let verifierName: string;
beforeAll(async () => {
  verifierName = await setUpTestCircuit();
});

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

interface Audit {
  readonly ok: boolean;
  readonly claims: readonly ClaimResult[];
}
const statusesOf = (claims: readonly ClaimResult[]) =>
  Object.fromEntries(claims.map(({ id, status }) => [id, status]));

/** A manifest that has the bundle's key and circuit, as a release with development keys would have. */
function manifestOfBundle({ manifest: { circuit, key }, verificationKey }: Bundle) {
  return manifestOf(
    ceremonyEntry({
      size: circuit.size as "test",
      slots: circuit.slots,
      lanes: circuit.lanes,
      circuit: { ...ceremonyEntry().circuit, sourceHash: circuit.sourceHash },
      kind: "development",
      insecure: "for tests",
      ptau: null,
      contributions: [],
      verificationKey: { file: key.file, sha256: verificationKeySha256(verificationKey) },
    }),
  );
}

const gasOf = (transactions: readonly TransactionResult[]) =>
  transactions.reduce((sum, { sent }) => sum + Number(sent?.gasUsed ?? 0), 0);

describe.each(["electra", "fulu"] as const)("a spurt on %s", (fork) => {
  const folder = temporaryFolder();
  const bundle = join(folder, "bundle");
  let world: TestNetwork;
  let stranger: Stranger;
  let lastSlot: number;
  let blocks: ReturnType<Devnet["runOnDemand"]>;

  beforeAll(async () => {
    world = await startTestNetwork(fork, verifierName);
    stranger = await makeStranger(world);
  });
  afterAll(() => world?.network.stop());

  const ourEnv = () => keyOf(world.network);
  const status = () => succeeds<OracleStatus>(["status", ...chainArguments(world)]);
  const firstSpurt = async () => (await status()).spurts.find(({ spurt }) => spurt === "1");
  /** What a command that must not send anything leaves unchanged. */
  const sent = async () => [
    await world.chain.reader.getTransactionCount({ address: world.network.account.address }),
    await world.chain.reader.getTransactionCount({ address: stranger.address }),
  ];
  const sendsNothing = async <T>(run: () => Promise<T>): Promise<T> => {
    const before = await sent();
    const answer = await run();
    expect(await sent()).toEqual(before);
    return answer;
  };

  it("cannot be opened before its end", async () => {
    expect(await firstSpurt()).toMatchObject({ next: "wait", block: null, pages: null });
    const open = () => jsonCommand(["open", ...beaconArguments(world), "--spurt", "1"], ourEnv());
    expect(await sendsNothing(open)).toMatchObject({ exitCode: 3, answer: { code: "SPURT_NOT_ENDED" } });
  });

  it("is opened by anyone, after missed slots, at the last block before its end", async () => {
    lastSlot = await passSpurtEnd(world, MISSED_SLOTS);
    expect(await firstSpurt()).toMatchObject({ next: "open", block: { isStored: false } });
    blocks = world.network.runOnDemand();
    const args = ["open", ...beaconArguments(world)];
    const tried = await sendsNothing(() => succeeds<OpenResult>([...args, "--dry-run"], stranger.env));
    expect(tried).toMatchObject({ spurt: "1", slot: String(lastSlot), transactions: [{ sent: null }] });
    expect(await firstSpurt()).toMatchObject({ next: "open", pages: null });

    const opened = await succeeds<OpenResult>(args, stranger.env);
    expect(opened).toMatchObject({ alreadyOpen: false, slot: String(lastSlot), shownBy: "eip-4788" });
    expect(await firstSpurt()).toMatchObject({
      next: "submit",
      block: { root: opened.blockRoot, isStored: true },
      pages: { accepted: 0, validatorsProved: "0", validatorsRequired: "9", provisioned: "12" },
    });
    const again = await sendsNothing(() => succeeds<OpenResult>(args, ourEnv()));
    expect(again).toMatchObject({ alreadyOpen: true, blockRoot: opened.blockRoot, transactions: [] });
    expectCommittedGas({ "transaction: open": gasOf(opened.transactions) });
  });

  it("is proved as of that block, whatever has changed since", async () => {
    // Reserves are those of the proved block, not the latest: what comes since must not count.
    const { chain, protocol } = world;
    await chain.wallet.sendTransaction({ chain: null, to: protocol.pools[0]!, value: ONE_ETH });
    const proved = await succeeds<BundleSummary>(proveArguments(world, bundle));
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
    expect(await sendsNothing(() => jsonCommand(args, ourEnv()))).toMatchObject({
      exitCode: 1,
      answer: { code: "PAGES_MISSING" },
    });
  });

  it("takes pages from two accounts in turn, and what it has is not sent again", async () => {
    const submit = ["submit", bundle, ...chainArguments(world)];
    const tried = await sendsNothing(() => succeeds<SubmitPagesResult>([...submit, "--dry-run"], ourEnv()));
    expect(tried).toMatchObject({ pages: 2, pagesSent: 0, proved: "0", required: "9" });

    const first = submitPagesCall(world.protocol.oracle, 1n, await readBundle(bundle), 0, 1);
    const hash = await stranger.clients.wallet.writeContract({ ...first, chain: null });
    await stranger.clients.reader.waitForTransactionReceipt({ hash, pollingInterval: 100 });
    expect(await firstSpurt()).toMatchObject({ next: "submit", pages: { accepted: 1 } });

    const rest = await succeeds<SubmitPagesResult>(submit, ourEnv());
    expect(rest).toMatchObject({ pages: 2, pagesSent: 1, proved: "9", required: "9" });
    expect(await firstSpurt()).toMatchObject({ next: "finalize", pages: { accepted: 2, existing: "9" } });
    const again = await sendsNothing(() => succeeds<SubmitPagesResult>(submit, stranger.env));
    expect(again).toMatchObject({ pagesSent: 0, transactions: [] });
    expectCommittedGas({ "transaction: submit 1 page": gasOf(rest.transactions) });
  });

  it("is finalized by anyone, and sets the rate of an independent calculation", async () => {
    const { protocol, chain, network } = world;
    const args = ["finalize", bundle, ...chainArguments(world)];
    const tried = await sendsNothing(() => succeeds<ReportResult>([...args, "--dry-run"], stranger.env));
    expect(tried).toMatchObject({ alreadyFinalized: false, report: null, transactions: [{ sent: null }] });
    expect((await status()).rate).toBeNull();

    const finalized = await succeeds<ReportResult>(args, stranger.env);
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
      rate: expected.rate,
      reporter: stranger.address,
    });
    const components = await chain.reader.readContract({
      ...oracle,
      functionName: "componentsOf",
      args: [1n],
    });
    expect(components).toEqual([expected.sourceValuesWei, expected.liabilityValuesWei]);
    expect(await chain.reader.readContract({ ...oracle, functionName: "getRate" })).toBe(expected.rate);
    expect(await chain.reader.readContract({ ...oracle, functionName: "latestRoundData" })).toEqual([
      1n,
      expected.rate,
      expected.blockTimestamp,
      BigInt(finalized.report!.reportedAt),
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
    const again = await sendsNothing(() =>
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

  // What follows does not depend on the fork.
  if (fork !== "electra") return;

  it("was proved with the key that manifest and contract name, and no other manifest will do", async () => {
    const entry = installedEntry("test");
    const verify = async (verificationKey: KeyEntry["verificationKey"]) => {
      const manifest = join(folder, "keys.json");
      await writeKeysManifest(manifest, manifestOf({ ...entry, verificationKey }));
      return jsonCommand<unknown>(["verify", bundle, "--manifest", manifest, ...chainArguments(world)]);
    };
    const { sha256 } = entry.verificationKey;
    expect(await verify(entry.verificationKey)).toMatchObject({
      exitCode: 0,
      answer: {
        keyTrusted: true,
        custody: {
          verificationKeySha256: sha256,
          manifest: { size: "test", kind: "development" },
          oracle: { address: world.protocol.oracle },
        },
      },
    });
    expect(await verify({ ...entry.verificationKey, sha256: "8".repeat(64) })).toMatchObject({
      exitCode: 1,
      answer: { code: "KEY_CUSTODY_BROKEN", message: expect.stringContaining(sha256) },
    });
  });

  it("is put together from the chain by the web page, and holds there", async () => {
    const { network, protocol } = world;
    const server = await servePage(bundle);
    const browser = await launchBrowser();
    try {
      const { page, requested, errors } = await watchedPage(browser);
      await page.goto(server.url);
      await page.locator("#rpc").fill(network.rpcUrl);
      await page.locator("#oracle").fill(protocol.oracle);
      await page.getByRole("button", { name: "Read from the chain" }).click();
      const { text } = await verdictOf(page);
      expect(text).toContain("What could be checked holds");
      const verified = [
        "header",
        "balances-top",
        "links",
        "signals",
        "execution",
        "proofs",
        "chain-block",
        "chain-report",
        "chain-registry",
        "chain-key",
      ];
      for (const id of verified) expect.soft(await checkOf(page, id), id).toBe("verified");
      // Transactions hold the sums of a page only.
      expect(await checkOf(page, "balances")).toBe("unchecked");
      expect(errors).toEqual([]);
      const origins = new Set(requested.map((address) => new URL(address).origin));
      expect(origins).toEqual(new Set([server.url, network.rpcUrl].map((url) => new URL(url).origin)));
    } finally {
      await browser.close();
      await server.close();
    }
  });

  it("is proved again by an auditor, with the same public signals", async () => {
    const args = ["audit", bundle, ...beaconArguments(world), "--reprove"];
    const { claims } = await succeeds<Audit>(args);
    expect(statusesOf(claims)).toMatchObject({ reproved: "ok" });
  });

  describe("an audit of changed bundles", () => {
    let honest: Bundle;
    let options: AuditOptions;
    beforeAll(async () => {
      honest = await readBundle(bundle);
      const { network, protocol } = world;
      const state = fetchBeaconState({ beaconUrls: [network.beaconUrl], blockId: lastSlot });
      options = {
        nodes: {
          chain: createChainClient({ url: network.rpcUrl }),
          oracle: protocol.oracle,
          loadState: () => state,
        },
        manifest: manifestOfBundle(honest),
        // What an honest prover gives; the test before proves.
        reprove: async (_, __, ___, pages) => pages.map(({ publicInputs }) => toPublicSignals(publicInputs)),
      };
    });
    const idsOf = (claims: readonly ClaimResult[], status: ClaimStatus) =>
      claims.filter((claim) => claim.status === status).map(({ id }) => id);

    it("of an unchanged one finds nothing", async () => {
      const claims = await auditBundle(honest, options);
      expect(idsOf(claims, "ok")).toEqual(ALL_CLAIMS.map(({ id }) => id));
    });

    it.each(AUDIT_CHANGES.map((changes) => [changes.map(({ name }) => name).join("; "), changes] as const))(
      "finds, and nothing else: %s",
      async (_, changes) => {
        const claims = await auditBundle(changedBundle(honest, changes), options);
        const expected = (key: "differs" | "unchecked") =>
          new Set(changes.flatMap((change) => change[key] ?? []));
        expect(new Set(idsOf(claims, "differs"))).toEqual(expected("differs"));
        expect(new Set(idsOf(claims, "unchecked"))).toEqual(expected("unchecked"));
        for (const { status, differences } of claims) {
          expect(differences.length > 0).toBe(status === "differs");
        }
      },
    );

    it("has seen every claim differ", () => {
      const seen = new Set(AUDIT_CHANGES.flat().flatMap(({ differs }) => differs));
      expect(ALL_CLAIMS.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
    });
  });

  it("a dead node leaves claims open, with its reason, and hides none of the others", async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const { network, protocol } = world;
    const audit = (beacon: string, rpc: string) =>
      jsonCommand<Audit & Failure>([
        "audit",
        bundle,
        "--beacon",
        beacon,
        "--rpc",
        rpc,
        "--oracle",
        protocol.oracle,
      ]);
    const offline = ALL_CLAIMS.filter((claim) => claim.offline && claim.id !== "key-of-manifest");
    const allDead = await audit(nowhere, nowhere);
    expect(allDead).toMatchObject({ exitCode: 1, answer: { code: "AUDIT_NOT_OK", ok: false } });
    for (const { id, status, reason } of allDead.answer.claims) {
      if (id === "reproved" || id === "key-of-manifest") continue;
      const isOffline = offline.some((claim) => claim.id === id);
      expect({ id, status }).toEqual({ id, status: isOffline ? "ok" : "unchecked" });
      if (!isOffline) expect(reason).toContain(nowhere);
    }
    const noBeacon = await audit(nowhere, network.rpcUrl);
    expect(noBeacon.exitCode).toBe(1);
    expect(statusesOf(noBeacon.answer.claims)).toMatchObject({
      "block-of-chain": "ok",
      "block-of-spurt": "ok",
      "registry-events": "ok",
      registry: "ok",
      sources: "ok",
      "key-of-oracle": "ok",
      report: "ok",
      "block-of-node": "unchecked",
      "own-balances": "unchecked",
      "public-inputs": "unchecked",
    });
    const noRpc = await audit(network.beaconUrl, nowhere);
    expect(noRpc.exitCode).toBe(1);
    expect(statusesOf(noRpc.answer.claims)).toMatchObject({
      "block-of-node": "ok",
      "own-balances": "ok",
      "execution-block": "ok",
      registry: "unchecked",
      "source-values": "unchecked",
      rate: "unchecked",
    });
  });

  it("is refused by another chain before anything is sent", async () => {
    const other = await startDevnet({ genesisTime: world.network.genesisTime - 12 });
    try {
      while (other.head().slot <= lastSlot + MISSED_SLOTS) await other.produceSlot();
      const place = { network: other, protocol: world.protocol };
      const { exitCode, answer } = await jsonCommand(["submit", bundle, ...chainArguments(place)], ourEnv());
      expect(answer.code).toBe("CONTRACT_UNREADABLE");
      expect(exitCode).not.toBe(0);
      const { reader } = chainClients(other);
      expect(await reader.getTransactionCount({ address: other.account.address })).toBe(0);
    } finally {
      await other.stop();
    }
  });

  it("proved of a finalized block without an execution layer verifies and cannot be submitted", async () => {
    const out = join(folder, "validators-only");
    const { network } = world;
    const [entry] = TEST_PROVISIONS;
    const registry = registryFile([{ index: entry!.keyIndex, principalGwei: entry!.principalGwei }]);
    const made = await succeeds<BundleSummary>([
      "prove",
      "--beacon",
      network.beaconUrl,
      "--slot",
      "finalized",
      "--size",
      "test",
      "--out",
      out,
      "--registry",
      registry,
    ]);
    expect(made).toMatchObject({ valid: true, pages: 1, sourcesWei: "0", supplyWei: null, rate: null });
    expect(made.slot).toBeLessThan(network.head().slot);
    expect(await jsonCommand(["verify", out])).toMatchObject({ exitCode: 0, answer: { valid: true } });
    const submit = () => jsonCommand(["submit", out, ...chainArguments(world)], ourEnv());
    expect(await sendsNothing(submit)).toMatchObject({
      exitCode: 2,
      answer: { code: "BUNDLE_WITHOUT_EXECUTION" },
    });
  });
});
