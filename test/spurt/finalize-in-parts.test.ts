/** Sources and deposits come in as many transactions as they need, each once, whoever sent the others. @module */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TransactionTooLargeError } from "../../prover/chain/client/transaction-errors.ts";
import type { OnStep } from "../../prover/spurt/chain-steps.ts";
import { type FinalizeOptions, finalizeSpurt } from "../../prover/spurt/finalize-spurt.ts";
import { reportWhole } from "../../prover/spurt/report-whole.ts";
import { RpcFault } from "../chain/client/fake-rpc.ts";
import { partNames, revert } from "./fake-chain.ts";
import { openSpurt, submitSetup } from "./submit-setup.ts";

const setup = submitSetup();
const finalize = (options: Partial<FinalizeOptions> = {}) =>
  finalizeSpurt(setup.bundle, { ...setup.options, ...options });

/** Of the synthetic bundle, in the order in which they are sent: the last three sources hold nothing. */
const COUNTING = ["source 0", "source 1", "source 2", "waiting 7", "waiting 9", "written-off 8"];
const EMPTY = ["source 3", "source 4", "source 5"];
const PARTS = [...COUNTING, ...EMPTY];

function provePages(): void {
  openSpurt(setup.chain);
  setup.chain.progress.count = 7n;
}

/** Each transaction that brought parts, and those parts. */
const mined = () =>
  setup.chain.mined.map(({ functionName, args }) => {
    const [execution, deposits] = functionName === "improve" ? [args[3], args[4]] : [args[1], args[2]];
    return [functionName, ...partNames(execution, deposits)];
  });
const coreOf = ({ args }: (typeof setup.chain.mined)[number]) =>
  args[1] as { readonly liabilities: readonly unknown[]; readonly supply: { readonly account: string } };

describe("a report that does not fit into one transaction", () => {
  test("is sent in parts, each once, and then made by its core alone", async () => {
    provePages();
    const result = await finalize({ partsPerTransaction: 2 });
    expect(mined()).toEqual([
      ["submit", "source 0", "source 1"],
      ["submit", "source 2", "waiting 7"],
      ["submit", "waiting 9", "written-off 8"],
      ["submit", "source 3", "source 4"],
      ["submit", "source 5"],
      ["finalize"],
    ]);
    const [first] = setup.chain.mined;
    const last = setup.chain.mined.at(-1);
    expect(coreOf(first!)).toMatchObject({ liabilities: [], supply: { account: "0x" } });
    expect(coreOf(last!).liabilities).toHaveLength(setup.bundle.execution!.liabilities.length);
    expect(coreOf(last!).supply.account).not.toBe("0x");
    expect(result).toMatchObject({ alreadyFinalized: false, improvedFromWei: null });
    const calls = result.transactions.map(({ call }) => call);
    expect(calls).toEqual([...Array.from({ length: 5 }, () => "submit"), "finalize"]);
  });

  test("brings exactly what is missing, whatever others have shown and however much fits", async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(COUNTING), fc.integer({ min: 1, max: 10 }), async (shown, limit) => {
        setup.chain.mined.length = 0;
        setup.chain.shown.clear();
        for (const part of shown) setup.chain.shown.add(part);
        provePages();
        setup.chain.progress.finalized = false;
        await finalize({ partsPerTransaction: limit });
        const brought = mined().flatMap(([, ...parts]) => parts);
        expect(brought.toSorted()).toEqual(PARTS.filter((part) => !shown.includes(part)).toSorted());
        expect(mined().every(([, ...parts]) => parts.length <= limit)).toBe(true);
        expect(mined().filter(([call]) => call === "finalize")).toHaveLength(1);
      }),
      { numRuns: 6 },
    );
  });

  test("that was interrupted is taken up where it was", async () => {
    provePages();
    const stop = new AbortController();
    const onStep: OnStep = (step) => {
      if (step.kind === "parts" && step.step.kind === "sent") stop.abort("SIGTERM");
    };
    const stopped = finalize({ partsPerTransaction: 2, signal: stop.signal, onStep });
    await expect(stopped).rejects.toMatchObject({ code: "SENDING_INTERRUPTED", exitCode: 143 });
    expect(mined()).toEqual([["submit", "source 0", "source 1"]]);
    await finalize();
    const [call, ...rest] = mined()[1]!;
    expect([call, ...rest.toSorted()]).toEqual(["finalize", ...PARTS.slice(2).toSorted()]);
    expect(mined()).toHaveLength(2);
  });

  test("in a dry run has every part simulated, and nothing sent", async () => {
    provePages();
    const result = await finalize({ partsPerTransaction: 2, dryRun: true });
    expect(result.transactions.map(({ call, sent }) => [call, sent])).toEqual(
      Array.from({ length: 5 }, () => ["submit", null]),
    );
    expect(result).toMatchObject({ report: null, alreadyFinalized: false });
    expect(setup.sent()).toBe(0);
  });

  test("that somebody else makes in between is compared, and no error", async () => {
    provePages();
    setup.chain.simulated.submit = () => {
      setup.chain.progress.finalized = true;
      throw revert("SpurtFinalized", [3n]);
    };
    const steps: string[] = [];
    const result = await finalize({ partsPerTransaction: 2, onStep: ({ kind }) => steps.push(kind) });
    expect(result).toMatchObject({ alreadyFinalized: true, transactions: [] });
    expect(steps).toContain("finalized-meanwhile");
  });

  test("that the contract refuses is not sent again and again", async () => {
    provePages();
    setup.chain.simulated.submit = () => {
      throw revert("NodeMalformed", [`0x${"11".repeat(32)}`]);
    };
    await expect(finalize({ partsPerTransaction: 2 })).rejects.toMatchObject({ code: "CONTRACT_REFUSED" });
    expect(setup.sent()).toBe(0);
  });
});

describe("gas that was planned too low", () => {
  const parts = (args: readonly unknown[]) => partNames(args[1], args[2]).length;

  test.each([
    ["by the estimate", () => 16_777_217n],
    [
      "by a node that refuses to estimate more",
      () => {
        throw new RpcFault(-32_000, "gas required exceeds allowance (16777216)");
      },
    ],
  ])("%s: half as many parts are tried, down to those that fit", async (_, tooMuch) => {
    provePages();
    setup.chain.gasOf = (_name, args) => (parts(args) > 2 ? tooMuch() : 1_000_000n);
    await finalize();
    expect(mined().map(([call]) => call)).toEqual([...Array(mined().length - 1).fill("submit"), "finalize"]);
    expect(mined().every(([, ...brought]) => brought.length <= 2)).toBe(true);
    expect(
      mined()
        .flatMap(([, ...brought]) => brought)
        .toSorted(),
    ).toEqual(PARTS.toSorted());
  });

  test("by a single part is told: nothing of it is sent", async () => {
    provePages();
    setup.chain.gasOf = (name) => (name === "submit" ? 17_000_000n : 16_777_217n);
    const failure = await finalize().catch((error) => error);
    expect(failure).toBeInstanceOf(TransactionTooLargeError);
    expect(failure).toMatchObject({ call: "submit", needed: 17_000_000n, limit: 16_777_216n });
    expect(setup.sent()).toBe(0);
  });

  test("of everything at once is told with the way out", async () => {
    setup.chain.gasOf = () => 16_777_217n;
    const failure = await reportWhole(setup.bundle, setup.options).catch((error) => error);
    expect(failure).toMatchObject({ code: "TRANSACTION_TOO_LARGE", call: "report", exitCode: 2 });
    expect(failure.hints.join(" ")).toContain("finalize DIR");
    expect(setup.sent()).toBe(0);
  });
});

describe("a report that counts less of the same block", () => {
  function leaveOut(...parts: string[]): void {
    provePages();
    setup.chain.progress.finalized = true;
    for (const part of PARTS) setup.chain.shown.add(part);
    for (const part of parts) {
      setup.chain.shown.delete(part);
      setup.chain.leftOut.add(part);
    }
  }

  test("is replaced by one with what was left out, and nothing else", async () => {
    leaveOut("source 1", "waiting 9");
    const steps: unknown[] = [];
    const result = await finalize({ onStep: (step) => steps.push(step) });
    expect(mined()).toEqual([["improve", "source 1", "waiting 9"]]);
    const provedWei = BigInt(setup.bundle.summary.reservesWei);
    expect(result).toMatchObject({ alreadyFinalized: false, report: { reservesWei: `${provedWei}` } });
    expect(BigInt(result.improvedFromWei!)).toBeLessThan(provedWei);
    expect(steps).toContainEqual({
      kind: "improving",
      spurt: 3n,
      reportedWei: BigInt(result.improvedFromWei!),
      provedWei,
    });
  });

  test("is replaced in steps where it does not fit; what adds nothing more is passed over", async () => {
    leaveOut("source 0", "source 1", "waiting 9");
    setup.chain.simulated.improve = (args) => {
      if (partNames(args[3], args[4]).includes("source 1")) {
        setup.chain.leftOut.delete("source 1");
        throw revert("NotHigher", [1n, 1n]);
      }
    };
    await finalize({ partsPerTransaction: 1 });
    expect(mined()).toEqual([
      ["improve", "source 0"],
      ["improve", "waiting 9"],
    ]);
  });

  test("is replaced by `submit --whole` too", async () => {
    leaveOut("source 2");
    await reportWhole(setup.bundle, setup.options);
    expect(mined()).toEqual([["improve", "source 2"]]);
  });

  test("gets pages that it has not", async () => {
    leaveOut("source 1");
    setup.chain.progress.count = 5n;
    await finalize();
    const [, , run] = setup.chain.mined[0]!.args as [bigint, unknown, { count: bigint; pages: unknown[] }];
    expect([run.count, run.pages.length]).toEqual([5n, 1]);
  });

  test("is replaced though somebody made it in between", async () => {
    provePages();
    setup.chain.simulated.finalize = () => {
      leaveOut("source 1");
      throw revert("SpurtFinalized", [3n]);
    };
    await finalize();
    expect(mined()).toEqual([["improve", "source 1"]]);
  });

  test("in a dry run is simulated only", async () => {
    leaveOut("source 1");
    const result = await finalize({ dryRun: true });
    expect(result).toMatchObject({ report: null, transactions: [{ call: "improve", sent: null }] });
    expect(setup.sent()).toBe(0);
  });

  test("stands when its day is over, and that is told", async () => {
    leaveOut("source 1");
    setup.chain.views.improvableUntil = () => 1_700_000_036n;
    const failure = await finalize().catch((error) => error);
    expect(failure).toMatchObject({ code: "IMPROVEMENT_OVER", until: 1_700_000_036n, exitCode: 1 });
    setup.chain.views.improvableUntil = () => 1_700_000_037n;
    await expect(finalize()).resolves.toMatchObject({ alreadyFinalized: false });
  });

  test("of another block is none of it", async () => {
    leaveOut("source 1");
    const other = `0x${"99".repeat(32)}`;
    const honest = { ...setup.chain.views };
    setup.chain.views.reportOf = () => ({ ...LOW, blockRoot: other });
    await expect(finalize()).rejects.toMatchObject({ code: "REPORT_DIFFERS", what: "block" });
    Object.assign(setup.chain.views, honest);
    expect(setup.sent()).toBe(0);
  });

  test("that counts as much or more is left alone", async () => {
    leaveOut();
    expect(await finalize()).toMatchObject({ alreadyFinalized: true, improvedFromWei: null });
    expect(setup.sent()).toBe(0);
  });
});

const LOW = {
  slot: 0n,
  blockTimestamp: 0n,
  registryCommitment: 0n,
  validators: 0n,
  existing: 0n,
  waiting: 0n,
  writtenOff: 0n,
  listLength: 0n,
  shareBasisPoints: 0,
  pages: 0,
  principalWei: 0n,
  rawWei: 0n,
  sourcesWei: 0n,
  pendingDepositsWei: 0n,
  withdrawalsWei: 0n,
  liabilitiesWei: 0n,
  reservesWei: 0n,
  supplyWei: 0n,
  outstandingWei: 0n,
  podsWei: 0n,
  podWithdrawalsWei: 0n,
  rate: 0n,
  reporter: `0x${"55".repeat(20)}`,
  reportedAt: 1n,
};
