/** What is open, what is missing, until when, and which rate is in effect. @module */
import { describe, expect, test } from "vitest";
import { formatStatus } from "../../prover/cli/status/print.ts";
import { readStatus } from "../../prover/spurt/read-status.ts";
import { forkLayoutOf } from "../../prover/state/fork-layout.ts";
import { revert } from "./fake-chain.ts";
import { openSpurt, submitSetup } from "./submit-setup.ts";

const setup = submitSetup();
const status = async (spurt?: bigint | "latest") => {
  const result = await readStatus({ ...setup.options, spurt });
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  return result;
};
const spurt3 = async () => {
  const result = await status(3n);
  return { spurt: result.spurts[0]!, text: formatStatus(result) };
};

describe("a spurt", () => {
  test("that runs is waited for", async () => {
    const { spurts } = await status(4n);
    expect(spurts).toMatchObject([{ spurt: "4", next: "wait", block: null, pages: null, report: null }]);
  });

  test("that is over is to be opened, by EIP-4788 while it remembers the block", async () => {
    const { spurt, text } = await spurt3();
    const readableUntil = String(1_700_000_012 + 8191 * 12);
    const { blockRoot: root } = setup.bundle.manifest;
    expect(spurt).toMatchObject({ next: "open", block: { root, isStored: false, readableUntil } });
    expect(text).toContain("readable  until 2023-11-16T01:31:44Z");
  });

  test("of Gloas is to be opened by a block that may be later, until it is stored", async () => {
    setup.chain.views.layoutAt = () => forkLayoutOf("gloas", 0n);
    const { spurt, text } = await spurt3();
    expect(spurt).toMatchObject({ next: "open", block: { isStored: false, mayBeLater: true } });
    expect(text).toContain(`${setup.bundle.manifest.blockRoot}, or one before it`);
    setup.chain.isStored = true;
    const stored = await spurt3();
    expect(stored.spurt).toMatchObject({ block: { isStored: true, mayBeLater: false } });
    expect(stored.text).not.toContain("or one before it");
  });

  test("in a fork without a layout still says what it knows", async () => {
    setup.chain.views.layoutAt = () => {
      throw revert("LayoutUnknown", [123_456n, 1_700_000_000n]);
    };
    expect((await spurt3()).spurt).toMatchObject({ next: "open", block: { mayBeLater: false } });
  });

  test("whose block is stored is to be opened, without a date", async () => {
    setup.chain.isStored = true;
    expect((await spurt3()).spurt).toMatchObject({
      next: "open",
      block: { isStored: true, readableUntil: null },
    });
  });

  test("that is open says which pages are missing", async () => {
    openSpurt(setup.chain);
    setup.chain.progress.count = 5n;
    const { spurt, text } = await spurt3();
    expect(spurt).toMatchObject({
      next: "submit",
      pages: { validatorsProved: "5", validatorsRequired: "7" },
    });
    expect(text).toContain("5 of 7 validators proved");
  });

  test("whose pages are proved is to be finalized, and then is done", async () => {
    openSpurt(setup.chain);
    setup.chain.progress.count = 7n;
    expect((await spurt3()).spurt).toMatchObject({ next: "finalize", report: null });
    setup.chain.progress.finalized = true;
    const { rate } = setup.bundle.summary;
    expect((await spurt3()).spurt).toMatchObject({ next: "done", report: { rate, rateStatus: "accepted" } });
  });

  test("whose rate is in review says until when", async () => {
    openSpurt(setup.chain);
    setup.chain.progress.finalized = true;
    setup.chain.views.statusOf = () => 1;
    expect((await spurt3()).text).toMatch(/in review until 2023-11-14T22:14:25Z, unless vetoed/);
  });
});

test("without a choice: the running spurt and those before it, the newest first", async () => {
  // Spurts 1 and 2 end before the chain begins.
  setup.chain.views.genesisTime = () => 1_699_999_999n;
  const { spurts } = await status();
  expect(spurts.map(({ spurt, next }) => [spurt, next])).toEqual([
    ["4", "wait"],
    ["3", "open"],
    ["2", "none"],
    ["1", "none"],
  ]);
  expect((await status("latest")).spurts.map(({ spurt }) => spurt)).toEqual(["3"]);
});

describe("the rate", () => {
  test("in effect, and from when it is stale", async () => {
    const result = await status(3n);
    expect(result.rate).toMatchObject({
      spurt: "3",
      isStale: false,
      staleAt: String(1_700_000_000 + 1_209_600),
    });
    expect(formatStatus(result)).toContain("good until 2023-11-28T22:13:20Z");
  });

  test("that is stale says so", async () => {
    setup.chain.views.rateInEffect = () => [
      3n,
      { value: 10n ** 18n, blockTimestamp: 1n, effectiveAt: 1n, vetoed: false },
      true,
    ];
    expect(formatStatus(await status(3n))).toContain("1 ETH per pufETH, of spurt 3, STALE since");
  });

  test("that is not there yet is none", async () => {
    setup.chain.views.rateInEffect = () => {
      throw revert("NoRate");
    };
    const result = await status(3n);
    expect(result.rate).toBeNull();
    expect(formatStatus(result)).toContain("none yet");
  });
});

test("provisions that are not registered are counted", async () => {
  const of = (status: number) => ({
    pubkeyRoot: `0x${"11".repeat(32)}`,
    principalGwei: 1n,
    validatorIndex: 0n,
    provisionedAt: 1,
    settledAt: 0,
    status,
  });
  setup.chain.views.provisionOf = ([number]) => of(Number(number) <= 7 ? 2 : Number(number) === 8 ? 1 : 3);
  const { registry } = await status(3n);
  expect(registry).toMatchObject({ notRegistered: 1, writtenOff: 1 });
});
