/** A report is written once all pages are proved, and counts only if it says what the bundle says. @module */
import { describe, expect, test } from "vitest";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import { verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import { finalizeSpurt } from "../../prover/spurt/finalize-spurt.ts";
import { reportWhole } from "../../prover/spurt/report-whole.ts";
import { continuedParts, syntheticParts } from "../bundle/synthetic-bundle.ts";
import { RpcFault } from "../chain/client/fake-rpc.ts";
import { ORACLE, ROOT_OF_NOTHING, reportOf, revert, SENDER } from "./fake-chain.ts";
import { openSpurt, submitSetup } from "./submit-setup.ts";

const setup = submitSetup();
const finalize = (dryRun = false) => finalizeSpurt(setup.bundle, { ...setup.options, dryRun });
const whole = (dryRun = false) => reportWhole(setup.bundle, { ...setup.options, dryRun });
const mined = () => setup.chain.mined.map(({ functionName }) => functionName);

/** All pages proved. */
function provePages(): void {
  openSpurt(setup.chain);
  setup.chain.progress.count = 7n;
}

describe("finalize", () => {
  test("sends one transaction and reads the report back", async () => {
    provePages();
    const result = await finalize();
    expect(mined()).toEqual(["finalize"]);
    const { rate, reservesWei } = setup.bundle.summary;
    expect(result).toMatchObject({
      spurt: "3",
      oracle: ORACLE,
      alreadyFinalized: false,
      report: { rate, reservesWei, rateStatus: "accepted", reporter: SENDER },
    });
    expect(() => JSON.stringify(result)).not.toThrow();
  });

  test("says until when a rate is in review", async () => {
    provePages();
    setup.chain.views.statusOf = () => 1;
    expect((await finalize()).report).toMatchObject({ rateStatus: "in review", effectiveAt: "1700000065" });
  });

  test("of a finalized spurt sends nothing, and compares all the same", async () => {
    provePages();
    setup.chain.progress.finalized = true;
    expect(await finalize()).toMatchObject({ alreadyFinalized: true, transactions: [] });
    setup.chain.views.reportOf = () => ({ ...reportOf(setup.bundle), rate: 1n });
    await expect(finalize()).rejects.toMatchObject({ code: "REPORT_DIFFERS", what: "rate" });
    expect(setup.sent()).toBe(0);
  });

  test("in a dry run is simulated only", async () => {
    provePages();
    const result = await finalize(true);
    expect(result).toMatchObject({ report: null, transactions: [{ call: "finalize", sent: null }] });
    expect(setup.sent()).toBe(0);
  });

  test("is refused before the spurt is open, and before all pages are proved", async () => {
    await expect(finalize()).rejects.toMatchObject({ code: "SPURT_NOT_OPEN" });
    openSpurt(setup.chain);
    setup.chain.progress.count = 5n;
    const failure = await finalize().catch((error) => error);
    expect(failure).toMatchObject({ code: "PAGES_MISSING", accepted: 5n, required: 7n });
    expect(failure.hints.join(" ")).toContain("prove --spurt 3 --continue");
    expect(setup.sent()).toBe(0);
  });

  test("that the contract refuses is told with its values and what can be done", async () => {
    provePages();
    setup.chain.simulated.finalize = () => {
      throw revert("ProvisionsUnaccounted", [9n, 6n, 1n, 1n]);
    };
    const failure = await finalize().catch((error) => error);
    expect(failure).toMatchObject({ code: "CONTRACT_REFUSED", exitCode: 1 });
    expect(failure.message).toContain("provisioned 9, existing 6, waiting 1, writtenOff 1");
    expect(failure.hints.join(" ")).toContain("register");
    expect(setup.sent()).toBe(0);
  });

  const parts: [keyof ReturnType<typeof reportOf>, string][] = [
    ["slot", "slot"],
    ["existing", "number of existing validators"],
    ["waiting", "number of waiting deposits"],
    ["writtenOff", "number of written-off provisions"],
    ["principalWei", "principal (wei)"],
    ["rawWei", "sum of balances (wei)"],
    ["sourcesWei", "sum of sources (wei)"],
    ["pendingDepositsWei", "sum of waiting deposits (wei)"],
    ["liabilitiesWei", "sum of liabilities (wei)"],
    ["reservesWei", "sum of reserves (wei)"],
    ["supplyWei", "supply (wei)"],
    ["rate", "rate"],
  ];
  test.each([...parts, ["blockRoot", "block"] as const])(
    "a report with another %s is told",
    async (field, what) => {
      provePages();
      const other = field === "blockRoot" ? ROOT_OF_NOTHING : 987_654_321n;
      setup.chain.views.reportOf = () => ({ ...reportOf(setup.bundle), [field]: other });
      await expect(finalize()).rejects.toMatchObject({ code: "REPORT_DIFFERS", what, exitCode: 1 });
    },
  );

  test("principal of consolidated validators that others have shown is counted as the chain counts it", async () => {
    provePages();
    const report = reportOf(setup.bundle);
    const creditWei = 32n * 10n ** 18n;
    const reservesWei = report.reservesWei + creditWei;
    const withCredit = {
      ...report,
      principalWei: report.principalWei + creditWei,
      reservesWei,
      rate: (reservesWei * 10n ** 18n) / report.supplyWei,
    };
    const { amountsOf } = setup.chain.honest;
    setup.chain.views.amountsOf = (args) => ({ ...(amountsOf!(args) as object), consolidatedWei: creditWei });
    setup.chain.views.reportOf = () => withCredit;
    const { report: reported } = await finalize();
    expect(reported).toMatchObject({
      consolidatedWei: creditWei.toString(),
      reservesWei: reservesWei.toString(),
    });
    setup.chain.views.reportOf = () => ({ ...withCredit, reservesWei: reservesWei + 1n });
    await expect(finalize()).rejects.toMatchObject({ code: "REPORT_DIFFERS", what: "sum of reserves (wei)" });
  });

  test("takes the amounts of a bundle that continues others' pages, and compares them all", async () => {
    const rest = await verifyBundle(makeBundle(continuedParts(await syntheticParts(setup.toy), 2)));
    provePages();
    await expect(finalizeSpurt(rest, setup.options)).resolves.toMatchObject({ alreadyFinalized: false });
    setup.chain.views.reportOf = () => ({ ...reportOf(setup.bundle), rawWei: 1n });
    await expect(finalizeSpurt(rest, setup.options)).rejects.toMatchObject({ code: "REPORT_DIFFERS" });
  });

  test("a report with more validators than the bundle, none of which existed, is the bundle's", async () => {
    provePages();
    setup.chain.views.reportOf = () => ({
      ...reportOf(setup.bundle),
      validators: 9n,
      pages: 4,
    });
    await expect(finalize()).resolves.toMatchObject({ alreadyFinalized: false });
  });
});

describe("submit --whole", () => {
  test("shows the block by EIP-4788 where nobody has stored it", async () => {
    await whole();
    expect(mined()).toEqual(["report"]);
    const [spurt, nextTimestamp, header] = setup.chain.mined[0]!.args as [bigint, bigint, { slot: bigint }];
    expect([spurt, nextTimestamp, header.slot]).toEqual([3n, 1_700_000_012n, 123_456n]);
  });

  test("names no block where it is stored, also if pages of others do not fit", async () => {
    openSpurt(setup.chain);
    setup.chain.progress.count = 3n;
    await whole();
    expect(setup.chain.mined[0]!.args.slice(0, 2)).toEqual([3n, 0n]);
  });

  test("of a bundle without the first pages is refused before the chain is asked", async () => {
    const rest = await verifyBundle(makeBundle(continuedParts(await syntheticParts(setup.toy), 1)));
    const failure = await reportWhole(rest, setup.options).catch((error) => error);
    expect(failure).toMatchObject({ code: "BUNDLE_NOT_WHOLE", startCount: 2, exitCode: 2 });
    expect(failure.hints.join(" ")).toContain("without --whole");
    expect(setup.rpc.asked).toEqual([]);
  });

  test("in a dry run is simulated only, and of a finalized spurt nothing is sent", async () => {
    expect((await whole(true)).report).toBeNull();
    provePages();
    setup.chain.progress.finalized = true;
    expect((await whole()).alreadyFinalized).toBe(true);
    expect(setup.sent()).toBe(0);
  });

  test("of a block that is not the spurt's last one is refused", async () => {
    const honest = setup.chain.answers.eth_getBlockByNumber!;
    setup.chain.answers.eth_getBlockByNumber = (params, response) => ({
      ...(honest(params, response) as object),
      parentBeaconBlockRoot: ROOT_OF_NOTHING,
    });
    setup.chain.answers.eth_call = withBeaconRoot(() => ROOT_OF_NOTHING);
    await expect(whole()).rejects.toMatchObject({ code: "ORACLE_MISMATCH", what: "last block of spurt 3" });
  });

  test("of a block that EIP-4788 has forgotten points to `open`", async () => {
    setup.chain.answers.eth_call = withBeaconRoot(() => {
      throw new RpcFault(3, "execution reverted", "0x");
    });
    const failure = await whole().catch((error) => error);
    expect(failure).toMatchObject({ code: "BLOCK_ROOT_FORGOTTEN", exitCode: 1 });
    expect(failure.hints.join(" ")).toContain("open --beacon");
  });

  test("with an RPC that contradicts itself about the root is refused", async () => {
    setup.chain.answers.eth_call = withBeaconRoot(() => ROOT_OF_NOTHING);
    await expect(whole()).rejects.toMatchObject({ code: "RPC_CONTRADICTION", exitCode: 1 });
  });

  test("before the spurt is over is refused", async () => {
    setup.chain.answers.eth_getBlockByNumber = withTimes(setup.chain.answers.eth_getBlockByNumber!, -36n);
    await expect(whole()).rejects.toMatchObject({ code: "SPURT_NOT_ENDED", exitCode: 3 });
  });
});

function withBeaconRoot(answer: () => string): (typeof setup.chain.answers)[string] {
  const honest = setup.chain.answers.eth_call!;
  return (params, response) =>
    /^0x0{50}/.test((params[0] as { data: string }).data) ? answer() : honest(params, response);
}

function withTimes(honest: (typeof setup.chain.answers)[string], shift: bigint): typeof honest {
  return (params, response) => {
    const block = honest(params, response) as { timestamp: string };
    return { ...block, timestamp: `0x${(BigInt(block.timestamp) + shift).toString(16)}` };
  };
}
