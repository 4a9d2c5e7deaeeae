/** Only missing pages are sent, whoever else submits; nothing is sent unless bundle, chain and oracle agree. @module */
import { numberToHex } from "viem";
import { describe, expect, test } from "vitest";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import { verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { pageGas, SUBMISSION_GAS } from "../../prover/plan/planned-gas.ts";
import type { OnStep } from "../../prover/spurt/chain-steps.ts";
import { type SubmitPagesOptions, submitPages } from "../../prover/spurt/submit-pages.ts";
import { continuedParts, syntheticBundle, syntheticParts } from "../bundle/synthetic-bundle.ts";
import { type Answer, NO_ANSWER, RpcFault } from "../chain/client/fake-rpc.ts";
import { ORACLE, ROOT_OF_NOTHING, revert, SENDER, SPURT } from "./fake-chain.ts";
import { openSpurt, submitSetup } from "./submit-setup.ts";

const setup = submitSetup();

function submit(options: Partial<SubmitPagesOptions> = {}, bundle = setup.bundle) {
  return submitPages(bundle, { ...setup.options, ...options });
}

/** Counts in front of and behind each mined run. */
const minedRuns = () =>
  setup.chain.mined.map(({ args }) => {
    const run = args[2] as { count: bigint; pages: readonly { countOut: bigint }[] };
    return [run.count, run.pages.at(-1)!.countOut];
  });

describe("which pages are sent", () => {
  test("all of them in one transaction where nothing is accepted", async () => {
    openSpurt(setup.chain);
    const result = await submit();
    expect(minedRuns()).toEqual([[0n, 7n]]);
    expect(result).toMatchObject({ spurt: "3", pagesSent: 3, proved: "7", required: "7", finalized: false });
    expect(() => JSON.stringify(result)).not.toThrow();
  });

  test("so many at once as asked for", async () => {
    openSpurt(setup.chain);
    await submit({ pagesPerTransaction: 2 });
    expect(minedRuns()).toEqual([
      [0n, 5n],
      [5n, 7n],
    ]);
  });

  test("so many at once as a block of the chain holds, with the sender's margin", async () => {
    openSpurt(setup.chain);
    const [first, second] = setup.bundle.pages.map(({ link }) => pageGas(link.branch.length));
    const twoPages = BigInt(SUBMISSION_GAS + first! + second!);
    setup.chain.blockGasLimit = twoPages + (twoPages + 9n) / 10n;
    await submit();
    expect(minedRuns()).toEqual([
      [0n, 5n],
      [5n, 7n],
    ]);
    setup.chain.progress.count = 0n;
    setup.chain.blockGasLimit -= 2n;
    await submit();
    expect(minedRuns().slice(2)).toEqual([
      [0n, 2n],
      [2n, 7n],
    ]);
  });

  test("none after a signal: the one on its way is seen through, the next is left for later", async () => {
    openSpurt(setup.chain);
    const stop = new AbortController();
    const onStep: OnStep = (step) => {
      if (step.kind === "pages" && step.step.kind === "sent") stop.abort("SIGTERM");
    };
    const stopped = submit({ pagesPerTransaction: 2, signal: stop.signal, onStep });
    await expect(stopped).rejects.toMatchObject({ code: "SENDING_INTERRUPTED", exitCode: 143 });
    expect(minedRuns()).toEqual([[0n, 5n]]);
    expect((await submit()).pagesSent).toBe(1);
  });

  test("not those that the oracle has", async () => {
    openSpurt(setup.chain);
    setup.chain.progress.count = 2n;
    expect((await submit()).pagesSent).toBe(2);
    expect(minedRuns()).toEqual([[2n, 7n]]);
  });

  test.each([
    ["all pages are accepted", { count: 7n }],
    ["others proved more than the bundle", { count: 9n, requiredCount: 9n }],
    ["the spurt is finalized", { count: 7n, finalized: true }],
  ])("none, and nobody has to be able to send, where %s", async (_, progress) => {
    openSpurt(setup.chain);
    Object.assign(setup.chain.progress, progress);
    setup.chain.answers.eth_accounts = () => [];
    expect(await submit()).toMatchObject({ pagesSent: 0, transactions: [] });
    expect(setup.sent()).toBe(0);
  });

  test("those from --from-page on, which the oracle must be able to take", async () => {
    openSpurt(setup.chain);
    await expect(submit({ fromPage: 2 })).rejects.toMatchObject({
      code: "PAGES_BEFORE_MISSING",
      nextPage: 1,
    });
    setup.chain.progress.count = 2n;
    expect((await submit({ fromPage: 2 })).pagesSent).toBe(2);
  });

  test("a page that the bundle does not have is refused before the chain is asked", async () => {
    await expect(submit({ fromPage: 4 })).rejects.toMatchObject({ code: "PAGE_OUT_OF_RANGE", exitCode: 2 });
    expect(setup.rpc.asked).toEqual([]);
  });

  test("all of them where others proved some by other pages", async () => {
    openSpurt(setup.chain);
    setup.chain.progress.count = 3n;
    await submit();
    expect(minedRuns()).toEqual([[0n, 7n]]);
  });

  test("from the last border of its own on, where others went further by other pages", async () => {
    openSpurt(setup.chain);
    setup.chain.progress.count = 6n;
    setup.chain.views.isProved = ([, count]) => count === 0n || count === 2n || count === 6n;
    await submit();
    expect(minedRuns()).toEqual([[2n, 7n]]);
  });
});

describe("a registry that keeps its chain here and there", () => {
  /** After so many validators, besides none and all. */
  const keepAt = (...kept: bigint[]) => {
    const { commitmentAt } = setup.chain.honest;
    setup.chain.views.commitmentAt = ([validators]) => {
      if (validators === 7n || kept.includes(validators as bigint)) return commitmentAt!([validators]);
      throw revert("CommitmentNotKept", [validators]);
    };
  };
  /** Gas for so many pages, with the sender's margin. */
  const blockOfPages = (count: number) => {
    const pages = setup.bundle.pages.slice(0, count).map(({ link }) => pageGas(link.branch.length));
    const gas = BigInt(pages.reduce((sum, each) => sum + each, SUBMISSION_GAS));
    return gas + (gas + 9n) / 10n;
  };

  test.each([
    ["fewer pages than asked for", 2, [2n], [2n]],
    ["as many as asked for", 2, [2n, 5n], [5n]],
    ["more pages than asked for where so many do not reach one", 1, [5n], [5n]],
    ["all pages where none of them but the last does", 1, [], []],
  ] as const)("ends each run there: %s", async (_, pagesPerTransaction, kept, ends) => {
    openSpurt(setup.chain);
    keepAt(...kept);
    await submit({ pagesPerTransaction });
    expect(minedRuns().map(([, end]) => end)).toEqual([...ends, 7n]);
  });

  test("a bundle is refused before anything is sent where one of its runs cannot end there", async () => {
    openSpurt(setup.chain);
    keepAt(2n);
    setup.chain.blockGasLimit = blockOfPages(1);
    const failure = await submit().catch((error) => error);
    expect(failure).toMatchObject({
      code: "PAGES_NOT_KEPT",
      firstPage: 2,
      lastPage: 2,
      proved: 2n,
      exitCode: 1,
    });
    expect(failure.hints.join(" ")).toContain("prove --continue");
    expect(setup.sent()).toBe(0);
    // What the block holds decides, not what was asked for.
    setup.chain.blockGasLimit = blockOfPages(3);
    await submit({ pagesPerTransaction: 1 });
    expect(minedRuns()).toEqual([
      [0n, 2n],
      [2n, 7n],
    ]);
  });

  test("a bundle that ends elsewhere is refused by name", async () => {
    openSpurt(setup.chain);
    setup.chain.views.commitmentAt = ([validators]) => {
      throw revert("CommitmentNotKept", [validators]);
    };
    const failure = await submit().catch((error) => error);
    expect(failure).toMatchObject({ code: "CONTRACT_REFUSED", errorName: "CommitmentNotKept" });
    expect(setup.sent()).toBe(0);
  });
});

describe("a bundle that continues others' pages", () => {
  /** Begins after 2 of 7 validators: pages of 3 and 2. */
  const rest = async () => verifyBundle(makeBundle(continuedParts(await syntheticParts(setup.toy), 1)));

  test("whose partition does not fit is named, with the way out", async () => {
    openSpurt(setup.chain);
    setup.chain.progress.count = 3n;
    const failure = await submit({}, await rest()).catch((error) => error);
    expect(failure).toMatchObject({ code: "PAGES_DO_NOT_FIT", accepted: 3n, page: 1, exitCode: 1 });
    expect(failure.hints.join(" ")).toContain("`pufeth-por prove --spurt 3 --continue`");
    expect(setup.sent()).toBe(0);
  });

  test("is sent from its first page on where the oracle is there", async () => {
    openSpurt(setup.chain);
    setup.chain.progress.count = 2n;
    const result = await submit({ pagesPerTransaction: 1 }, await rest());
    expect(minedRuns()).toEqual([
      [2n, 5n],
      [5n, 7n],
    ]);
    expect(result).toMatchObject({ pages: 2, pagesSent: 2, proved: "7", bundle: { startCount: 2 } });
  });

  test.each([
    [5n, [[5n, 7n]]],
    [7n, []],
  ])("and from where the oracle is since: %i", async (count, runs) => {
    openSpurt(setup.chain);
    setup.chain.progress.count = count;
    await submit({}, await rest());
    expect(minedRuns()).toEqual(runs);
  });

  test.each([0n, 1n])("is not sent where the oracle has only %i of them", async (count) => {
    openSpurt(setup.chain);
    setup.chain.progress.count = count;
    const failure = await submit({}, await rest()).catch((error) => error);
    expect(failure).toMatchObject({
      code: "PAGES_BEFORE_BUNDLE_MISSING",
      accepted: count,
      startCount: 2n,
      exitCode: 1,
    });
    expect(failure.hints.join(" ")).toContain("prove --spurt 3 --continue");
    expect(setup.sent()).toBe(0);
  });
});

describe("others submit at the same time", () => {
  test("pages that come in before the simulation: the rest is planned anew", async () => {
    openSpurt(setup.chain);
    let once = true;
    setup.chain.simulated.submitPages = () => {
      if (!once) return;
      once = false;
      setup.chain.progress.count = 5n;
      throw revert("PagesNotContiguous", [5n, 0n, 2n]);
    };
    expect((await submit({ pagesPerTransaction: 1 })).pagesSent).toBe(1);
    expect(minedRuns()).toEqual([[5n, 7n]]);
  });

  test("a transaction that fails because the oracle moved: the rest is planned anew", async () => {
    openSpurt(setup.chain);
    const honest = setup.chain.answers.eth_getTransactionReceipt!;
    setup.chain.answers.eth_getTransactionReceipt = (params, response) => {
      setup.chain.answers.eth_getTransactionReceipt = honest;
      setup.chain.progress.count = 2n;
      return { ...(honest(params, response) as object), status: "0x0" };
    };
    await submit();
    expect(minedRuns()).toEqual([
      [0n, 7n],
      [2n, 7n],
    ]);
  });

  test("a refusal while the oracle stands still is told by name, values and advice", async () => {
    openSpurt(setup.chain);
    setup.chain.simulated.submitPages = () => {
      throw revert("ProofsRejected", [3n]);
    };
    const failure = await submit().catch((error) => error);
    expect(failure).toMatchObject({
      code: "CONTRACT_REFUSED",
      errorName: "ProofsRejected",
      errorArguments: ["3"],
      message: expect.stringContaining("ProofsRejected (pages 3). At least one page proof does not hold."),
      exitCode: 1,
    });
    expect(setup.sent()).toBe(0);
  });

  test("a refusal by a node that has fallen behind what was accepted is told: nothing is sent again", async () => {
    openSpurt(setup.chain);
    const { honest, views } = setup.chain;
    setup.chain.simulated.submitPages = () => {
      if (setup.chain.progress.count === 0n || views.progressOf !== undefined) return;
      views.progressOf = (args) => ({ ...(honest.progressOf!(args) as object), count: 0n });
      throw revert("ProofsRejected", [3n]);
    };
    await expect(submit({ pagesPerTransaction: 1 })).rejects.toMatchObject({ code: "CONTRACT_REFUSED" });
    expect(setup.sent()).toBe(1);
  });
});

describe("a dry run", () => {
  test("simulates the first transaction as its sender, counts the others, and sends nothing", async () => {
    openSpurt(setup.chain);
    let from: unknown;
    const honest = setup.chain.answers.eth_estimateGas!;
    setup.chain.answers.eth_estimateGas = (params, response) => {
      from = (params[0] as { from: string }).from;
      return honest(params, response);
    };
    const result = await submit({ dryRun: true, pagesPerTransaction: 1 });
    expect(result.transactions).toEqual([{ call: "submitPages", estimatedGas: "1000000", sent: null }]);
    expect(result).toMatchObject({ pagesSent: 0, transactionsToFollow: 2 });
    expect(from).toBe(SENDER);
    expect(setup.sent()).toBe(0);
  });
});

test.each([
  ["a tenth more gas than its simulation used", 1_000_000n, 1_100_000n],
  ["not more than the cap of a transaction", 16_000_000n, 16_777_216n],
])("a transaction gets %s", async (_, simulated, sent) => {
  openSpurt(setup.chain);
  setup.chain.answers.eth_estimateGas = () => numberToHex(simulated);
  let gas: unknown;
  const honest = setup.chain.answers.eth_sendTransaction!;
  setup.chain.answers.eth_sendTransaction = (params, response) => {
    gas = (params[0] as { gas: string }).gas;
    return honest(params, response);
  };
  await submit();
  expect(gas).toBe(numberToHex(sent));
});

test("a transaction whose simulation uses more than the cap is not sent, and what helps is told", async () => {
  openSpurt(setup.chain);
  setup.chain.gasOf = () => 16_777_217n;
  const failure = await submit().catch((error) => error);
  expect(failure).toMatchObject({
    code: "TRANSACTION_TOO_LARGE",
    unit: "gas",
    needed: 16_777_217n,
    exitCode: 2,
  });
  expect(failure.hints.join(" ")).toContain("--pages-per-transaction");
  expect(setup.sent()).toBe(0);
});

describe("an RPC that fails: exit code 3, nothing sent, and the path of its address is not told", () => {
  const cases: [string, string, Record<string, Answer>][] = [
    ["never answers", "EXECUTION_RPC_TIMEOUT", { eth_chainId: () => NO_ANSWER }],
    [
      "hangs up",
      "EXECUTION_RPC_UNREACHABLE",
      { eth_chainId: (_, response) => response.destroy() && NO_ANSWER },
    ],
    [
      "answers with an error",
      "EXECUTION_RPC_REFUSED",
      {
        eth_chainId: () => {
          throw new RpcFault(-32_000, "busy");
        },
      },
    ],
    [
      "refuses the transaction",
      "EXECUTION_RPC_REFUSED",
      {
        eth_estimateGas: () => {
          throw new RpcFault(-32_000, "insufficient funds");
        },
      },
    ],
    ["answers in HTML", "EXECUTION_RPC_NONSENSE", { eth_chainId: (_, response) => response.end("<html>") }],
    ["has no unlocked account", "NO_ACCOUNT", { eth_accounts: () => [] }],
  ];
  test.each(cases)("%s → %s", async (_, code, answers) => {
    openSpurt(setup.chain);
    Object.assign(setup.chain.answers, answers);
    // Patience with a node that stays silent anyway.
    const impatient = createChainClient({ url: setup.rpc.url, timeoutMs: 50 });
    const options = code === "EXECUTION_RPC_TIMEOUT" ? { chain: impatient } : {};
    const failure = await submit(options).catch((error) => error);
    expect(failure).toMatchObject({ code, exitCode: code === "NO_ACCOUNT" ? 2 : 3 });
    expect(failure.message).not.toContain("secret");
    expect(setup.sent()).toBe(0);
  });
});

describe("an oracle that is set up for something else: exit code 1, nothing sent", () => {
  const cases: [string, string, Record<string, () => unknown>][] = [
    ["another key", "verification key (SHA-256)", { verificationKeyHash: () => ROOT_OF_NOTHING }],
    ["another registry", "registry commitment of 7 validators", { commitmentAt: () => 1n }],
    ["a shorter registry", "registry", { count: () => 6n }],
    ["other sources", "list of sources and pods", { sources: () => [] }],
    ["other liabilities", "list of liabilities", { liabilities: () => [] }],
    ["another token", "token", { token: () => ORACLE }],
    ["another slot of the supply", "storage slot of the supply", { supplySlot: () => 99n }],
    ["another policy", "policy", { policy: () => 1 }],
    [
      "another block of the spurt",
      "last block of spurt 3",
      { blockOf: () => ({ root: ROOT_OF_NOTHING, stateRoot: ROOT_OF_NOTHING, slot: 1n, timestamp: 1n }) },
    ],
  ];
  test.each(cases)("%s", async (_, what, lies) => {
    openSpurt(setup.chain);
    Object.assign(setup.chain.views, lies);
    await expect(submit()).rejects.toMatchObject({ code: "ORACLE_MISMATCH", what, exitCode: 1 });
    expect(setup.sent()).toBe(0);
  });

  test("no contract at that address is told as such", async () => {
    const honest = setup.chain.answers.eth_call!;
    setup.chain.answers.eth_call = (params, response) =>
      (params[0] as { to: string }).to === ORACLE ? "0x" : honest(params, response);
    await expect(submit()).rejects.toMatchObject({ code: "CONTRACT_UNREADABLE", exitCode: 2 });
  });

  test("an unknown chain and development keys, unless somebody says that it is private; a public one never", async () => {
    openSpurt(setup.chain);
    setup.chain.answers.eth_chainId = () => "0x1092";
    const unknown = { code: "DEVELOPMENT_KEYS_UNKNOWN_CHAIN", exitCode: 2 };
    await expect(submit()).rejects.toMatchObject({
      ...unknown,
      hints: [expect.stringContaining("--development-chain 4242")],
    });
    await expect(submit({ developmentChain: 4243 })).rejects.toMatchObject(unknown);
    expect(setup.sent()).toBe(0);
    await submit({ developmentChain: 4242 });
    expect(setup.sent()).toBeGreaterThan(0);
    setup.chain.answers.eth_chainId = () => "0x1";
    await expect(submit({ developmentChain: 1 })).rejects.toMatchObject({ code: "DEVELOPMENT_KEYS" });
  });

  test("a public chain and development keys", async () => {
    openSpurt(setup.chain);
    setup.chain.answers.eth_chainId = () => "0x1";
    await expect(submit()).rejects.toMatchObject({ code: "DEVELOPMENT_KEYS", exitCode: 1 });
    expect(setup.sent()).toBe(0);
  });
});

test("a spurt that is not open is refused with the way to open it", async () => {
  const failure = await submit().catch((error) => error);
  expect(failure).toMatchObject({ code: "SPURT_NOT_OPEN", spurt: SPURT, exitCode: 1 });
  expect(failure.hints.join(" ")).toContain("open --spurt 3");
});

describe("after sending", () => {
  test("a transaction that reverts while the oracle stands still is told with its hash", async () => {
    openSpurt(setup.chain);
    const honest = setup.chain.answers.eth_getTransactionReceipt!;
    setup.chain.answers.eth_getTransactionReceipt = (params, response) => {
      setup.chain.progress.count = 0n;
      return { ...(honest(params, response) as object), status: "0x0" };
    };
    await expect(submit()).rejects.toMatchObject({
      code: "TRANSACTION_REVERTED",
      message: expect.stringContaining("0x7777"),
    });
  });

  test("a transaction that is not mined in time is told with its hash, and sent once", async () => {
    openSpurt(setup.chain);
    setup.chain.answers.eth_getTransactionReceipt = () => null;
    setup.chain.answers.eth_getTransactionByHash = () => null;
    await expect(submit({ receiptTimeoutMs: 1 })).rejects.toMatchObject({
      code: "RECEIPT_TIMEOUT",
      message: expect.stringContaining("0x7777"),
    });
    expect(setup.sent()).toBe(1);
  });
});

describe("a bundle that must not be sent: the chain is not even asked", () => {
  test("one without an execution layer", async () => {
    const bundle = await verifyBundle(await syntheticBundle(setup.toy, false));
    await expect(submit({}, bundle)).rejects.toMatchObject({ code: "BUNDLE_WITHOUT_EXECUTION", exitCode: 2 });
    expect(setup.rpc.asked).toEqual([]);
  });

  test("one that does not verify", async () => {
    const parts = await syntheticParts(setup.toy);
    const forged = makeBundle({ ...parts, pages: [...parts.pages].reverse() });
    const submitting = verifyBundle(forged).then((bundle) => submit({}, bundle));
    await expect(submitting).rejects.toMatchObject({ exitCode: 1 });
    expect(setup.rpc.asked).toEqual([]);
  });
});
