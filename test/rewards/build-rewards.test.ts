/** Rewards of ten operators over three spurts: every leaf, from the raw blocks. @module */
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChainClient } from "../../prover/chain/client/chain-client.ts";
import type { Hex } from "../../prover/hex.ts";
import { buildRewards, type RewardsInputs } from "../../prover/rewards/build-rewards.ts";
import { jsonOf, type Rewards, sha256Of } from "../../prover/rewards/rewards-document.ts";
import { SlotWithoutBlockError } from "../../prover/state/node-errors.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { type MadeNetwork, PODS, type RawBlock } from "./made-network.ts";
import { ACCOUNTS, type ThreeSpurts, threeSpurts } from "./three-spurts.ts";

const SHA: Hex = `0x${"5a".repeat(32)}`;
const declare = <T>(content: T) => ({ content, sha256: SHA });

interface Change {
  readonly inputs?: Partial<RewardsInputs>;
  readonly edit?: (block: RawBlock) => unknown;
}

function inputsOf(
  { network, spurts }: ThreeSpurts,
  number: number,
  previous?: Rewards,
  edit?: Change["edit"],
): RewardsInputs {
  const { from, to, registry, operators } = spurts[number - 1]!;
  const text = previous && jsonOf(previous.document);
  return {
    spurt: BigInt(number),
    chain: network.chain(edit) as ChainClient,
    from,
    to,
    secondsPerSlot: 12n,
    registry,
    stateAt: (slot, root) => betweenOf(network, slot, root),
    declared: {
      operators: declare(operators),
      ...(number === 2 ? { commissions: declare(new Map([[ACCOUNTS[3]!, 7n]])) } : {}),
      ...(number === 3 ? { smoothing: declare(new Map([[ACCOUNTS[3]!, 11n]])) } : {}),
    },
    previous: previous && { document: previous.document, sha256: sha256Of(text!) },
    uri: "https://rewards.example/",
  };
}

async function betweenOf({ between }: MadeNetwork, slot: number, root: Hex): Promise<VerifiedState> {
  const state = between.get(slot);
  expect(state?.blockRoot).toBe(root);
  return state!;
}

async function buildAll(made: ThreeSpurts): Promise<Rewards[]> {
  const built: Rewards[] = [];
  for (const number of [1, 2, 3]) built.push(await buildRewards(inputsOf(made, number, built.at(-1))));
  return built;
}

/** By the rule in words: the highest that the sum of nets has been, and what else was declared. */
function expectedRows({ spurts }: ThreeSpurts) {
  const declaredWei = [new Map(), new Map([[ACCOUNTS[3]!, 7n]]), new Map([[ACCOUNTS[3]!, 11n]])];
  return spurts.map((_, k) => {
    const rowOf = (account: Hex) => {
      const sums = spurts
        .slice(0, k + 1)
        .map((__, j) => spurts.slice(0, j + 1).reduce((sum, { net }) => sum + net.get(account)!, 0n));
      const highest = (values: readonly bigint[]) =>
        values.reduce((best, value) => (value > best ? value : best), 0n);
      const more = declaredWei.slice(0, k + 1).map((wei) => (wei.get(account) as bigint | undefined) ?? 0n);
      const amountWei = highest(sums) - highest(sums.slice(0, -1)) + more[k]!;
      return { account, amountWei, cumulativeWei: highest(sums) + more.reduce((sum, wei) => sum + wei, 0n) };
    };
    return ACCOUNTS.map(rowOf);
  });
}

const worlds = new Map<string, Promise<ThreeSpurts>>();

function worldOf(fork: "electra" | "gloas"): Promise<ThreeSpurts> {
  const world = worlds.get(fork) ?? threeSpurts(fork);
  worlds.set(fork, world);
  return world;
}

describe.each(["electra", "gloas"] as const)("rewards of three spurts, %s", (fork) => {
  let made: ThreeSpurts;
  let built: Rewards[];
  beforeAll(async () => {
    made = await worldOf(fork);
    built = await buildAll(made);
  });

  it("the network does all that it should", () => {
    const { network, spurts } = made;
    expect(network.done).toHaveLength(2);
    expect(network.returns.length).toBeGreaterThanOrEqual(5);
    // Somebody loses in a spurt, and earns it back.
    expect(spurts[1]!.net.get(ACCOUNTS[1]!)).toBeLessThan(0n);
    expect(spurts[2]!.net.get(ACCOUNTS[1]!)).toBeGreaterThan(0n);
    for (const { net } of spurts)
      expect([...net.values()].filter((wei) => wei > 0n).length).toBeGreaterThan(5);
  });

  it("every leaf of both trees is what the raw blocks say", () => {
    const rows = expectedRows(made);
    for (const [k, { intervalTree, cumulative, document }] of built.entries()) {
      const earning = rows[k]!.filter(({ amountWei }) => amountWei > 0n);
      const interval = StandardMerkleTree.of(
        earning.map(({ account, amountWei }) => [account, account === ACCOUNTS[1], amountWei.toString()]),
        ["address", "bool", "uint256"],
      );
      expect(intervalTree.published!.tree.values.map(({ value }) => value)).toEqual(
        interval.dump().values.map(({ value }) => value),
      );
      expect(document.interval.published!.root).toBe(interval.root);
      const all = rows[k]!.filter(({ cumulativeWei }) => cumulativeWei > 0n);
      const owed = StandardMerkleTree.of(
        all.map(({ account, cumulativeWei }) => [account, cumulativeWei.toString()]),
        ["address", "uint256"],
      );
      expect(cumulative!.tree).toEqual(owed.dump());
      expect(document.cumulative).toEqual({
        root: owed.root,
        totalWei: all.reduce((sum, { cumulativeWei }) => sum + cumulativeWei, 0n).toString(),
      });
    }
  });

  it("what is out, what came back and what moved is whole: no principal is lost or counted twice", () => {
    for (const [k, { document }] of built.entries()) {
      const sum = (name: "outBeforeGwei" | "outGwei" | "returnedGwei") =>
        document.validators.reduce((total, validator) => total + BigInt(validator[name]), 0n);
      expect(sum("outBeforeGwei")).toBe(sum("outGwei") + sum("returnedGwei"));
      const out = document.validators.map(({ outGwei }) => BigInt(outGwei));
      if (k === 2) {
        const owed = document.validators.map(({ index }) => BigInt(made.network.validators[index]!.owedGwei));
        // From Gloas on what is under way has not come back yet.
        if (fork === "electra") expect(out).toEqual(owed);
      }
    }
    expect(built[0]!.document.validators.filter(({ movedTo }) => movedTo !== null)).toHaveLength(1);
    expect(built[1]!.document.validators.filter(({ movedTo }) => movedTo !== null)).toHaveLength(1);
  });

  it("what lies above the principals at the last state is shown as not withdrawn", () => {
    const { validators, accounts } = built[2]!.document;
    const shown = validators.map(({ notYetWithdrawnGwei }) => BigInt(notYetWithdrawnGwei));
    const { to } = made.spurts[2]!;
    const underWay = made.network.blocks.filter(({ slot }) => BigInt(slot) > to.execution.blockNumber);
    expect(shown).toEqual(
      validators.map(({ index, outGwei }) => {
        const waiting = underWay
          .flatMap(({ withdrawals }) => withdrawals)
          .filter((one) => one.validatorIndex === index);
        const paying = waiting.reduce((sum, { amountGwei }) => sum + BigInt(amountGwei), 0n);
        const above = BigInt(made.network.validators[index]!.balanceGwei) + paying - BigInt(outGwei);
        return above > 0n ? above : 0n;
      }),
    );
    const total = accounts.reduce((sum, { notYetWithdrawnWei }) => sum + BigInt(notYetWithdrawnWei), 0n);
    expect(total).toBe(10n ** 9n * shown.reduce((sum, gwei) => sum + gwei, 0n));
    expect(total).toBeGreaterThan(0n);
  });

  it("the same inputs make the same bytes", async () => {
    const again = await buildAll(made);
    expect(again.map(({ document }) => jsonOf(document))).toEqual(
      built.map(({ document }) => jsonOf(document)),
    );
  });
});

describe("what is refused, by name", () => {
  let made: ThreeSpurts;
  let first: Rewards;
  beforeAll(async () => {
    made = await worldOf("electra");
    first = await buildRewards(inputsOf(made, 1));
  });
  const second = (edit?: Change["edit"], change: Partial<RewardsInputs> = {}) =>
    buildRewards({ ...inputsOf(made, 2, first, edit), ...change });
  /** A block of the second spurt that pays one of its validators. */
  const paying = () =>
    made.network.blocks.find(
      ({ slot, withdrawals }) =>
        BigInt(slot) > made.spurts[1]!.from.execution.blockNumber + 20n && withdrawals.length > 1,
    )!;

  it("a withdrawal left out, added, or changed by a gwei", async () => {
    const { slot } = paying();
    const code = { code: "WITHDRAWALS_ROOT_MISMATCH", blockNumber: BigInt(slot), exitCode: 1 };
    const editing = (edit: (list: Record<string, string>[]) => unknown[]) => (block: RawBlock) =>
      block.slot === slot
        ? { ...block.json, withdrawals: edit(block.json.withdrawals as never) }
        : block.json;
    await expect(second(editing((list) => list.slice(1)))).rejects.toMatchObject(code);
    await expect(second(editing((list) => [...list, list[0]!]))).rejects.toMatchObject(code);
    await expect(
      second(
        editing(([one, ...rest]) => [
          { ...one, amount: `0x${(BigInt(one!.amount!) + 1n).toString(16)}` },
          ...rest,
        ]),
      ),
    ).rejects.toMatchObject(code);
  });

  it("a block left out, missing, or replaced by one with another root", async () => {
    const { slot } = paying();
    const before = made.network.blocks.find((block) => block.slot === slot - 1)!;
    await expect(second((block) => (block.slot === slot ? before.json : block.json))).rejects.toMatchObject({
      code: "WITHDRAWALS_CHAIN_BROKEN",
      blockNumber: BigInt(slot),
    });
    await expect(second((block) => (block.slot === slot ? null : block.json))).rejects.toMatchObject({
      code: "WITHDRAWALS_BLOCK_MISSING",
      exitCode: 3,
    });
    const empty = before.withdrawals.length === 0 ? before.json : { ...before.json, withdrawals: [] };
    await expect(
      second((block) =>
        block.slot === slot
          ? { ...block.json, withdrawals: [], withdrawalsRoot: empty.withdrawalsRoot }
          : block.json,
      ),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^WITHDRAWALS_/) });
  });

  it("a chain that does not lead to the first state's block", async () => {
    const { from } = made.spurts[1]!;
    const foreign = { ...from, execution: { ...from.execution, blockHash: SHA } };
    await expect(second(undefined, { from: foreign })).rejects.toMatchObject({
      code: "WITHDRAWALS_CHAIN_BROKEN",
    });
  });

  it("states whose withdrawal numbers do not frame the blocks", async () => {
    const { from } = made.spurts[1]!;
    const later = made.network.blocks.find(({ slot }) => BigInt(slot) === from.execution.blockNumber + 30n)!;
    const shorter = { ...from, execution: { blockNumber: BigInt(later.slot), blockHash: later.hash } };
    await expect(second(undefined, { from: shorter })).rejects.toMatchObject({
      code: "WITHDRAWAL_INDEX_GAP",
    });
  });

  it("an operator renamed, missing, or named twice", async () => {
    const { operators } = made.spurts[1]!;
    const renamed = operators.map((one, k) => (k === 4 ? { ...one, account: PODS[0]! } : one));
    const [validator] = operators[4]!.validators;
    const withOperators = (content: typeof operators) => ({
      declared: { ...inputsOf(made, 2, first).declared, operators: declare(content) },
    });
    await expect(second(undefined, withOperators(renamed))).rejects.toMatchObject({
      code: "OPERATOR_RENAMED",
      validator,
      was: ACCOUNTS[4],
      is: PODS[0],
    });
    await expect(second(undefined, withOperators(operators.slice(1)))).rejects.toMatchObject({
      code: "OPERATOR_MISSING",
      validator: operators[0]!.validators[0],
    });
    await expect(
      second(undefined, withOperators([...operators, { ...operators[4]!, account: PODS[0]! }])),
    ).rejects.toMatchObject({
      code: "OPERATOR_MISSING",
      validator,
    });
  });

  it("an exit below the principal, where no state says whether it was a consolidation; others are not asked for", async () => {
    const inputs = inputsOf(made, 1);
    const [{ source, target }] = made.spurts[0]!.consolidations as [{ source: number; target: number }];
    const asked: number[] = [];
    const without = (change: Partial<RewardsInputs>) =>
      buildRewards({
        ...inputs,
        stateAt: async (slot) => {
          asked.push(slot);
          throw new SlotWithoutBlockError("node", slot);
        },
        ...change,
      });
    await expect(without({})).rejects.toMatchObject({
      code: "CONSOLIDATION_UNKNOWN",
      exitCode: 3,
      validator: source,
      message: expect.stringMatching(/slot 94/),
    });
    expect(asked).toEqual([94]);
    // Who declares it needs no such state.
    const consolidations = declare([{ source, target }]);
    const declared = await without({ declared: { ...inputs.declared, consolidations } });
    expect(declared.document.validators).toEqual(first.document.validators);
    expect(asked).toEqual([94]);
    // A chain of blocks of which no two are in a row.
    const gaps = await buildRewards({ ...inputs, secondsPerSlot: 6n }).catch((error: unknown) => error);
    expect(gaps).toMatchObject({ code: "CONSOLIDATION_UNKNOWN", message: expect.stringMatching(/epochs/) });
  });

  it("a declared consolidation that the states contradict", async () => {
    const inputs = inputsOf(made, 1);
    const [{ source, target }] = made.spurts[0]!.consolidations as [{ source: number; target: number }];
    const declaring = (content: readonly { source: number; target: number }[]) =>
      buildRewards({ ...inputs, declared: { ...inputs.declared, consolidations: declare(content) } });
    const wrong: [number, number, RegExp][] = [
      [source, 2, /target is not in the registry/],
      [2, target, /source is not in the registry/],
      [target, target, /source is its target/],
      [source, 3, /does not compound/],
      [12, target, /withdrawable from epoch/],
      [3, target, /slashed/],
    ];
    for (const [from, to, reason] of wrong) {
      await expect(declaring([{ source: from, target: to }])).rejects.toThrow(reason);
    }
    const twice = { source, target };
    await expect(declaring([twice, twice])).rejects.toThrow(/listed twice/);
  });

  it("rewards of another spurt before, or of another block", async () => {
    const inputs = inputsOf(made, 2, first);
    await expect(buildRewards({ ...inputs, spurt: 3n })).rejects.toMatchObject({
      code: "REWARDS_PREVIOUS_MISMATCH",
    });
    await expect(buildRewards({ ...inputs, from: made.spurts[0]!.from })).rejects.toMatchObject({
      code: "REWARDS_PREVIOUS_MISMATCH",
    });
  });

  it("more than the liability of the report, by a wei; and exactly as much is tied to the wei", async () => {
    const total = BigInt(first.document.cumulative!.totalWei);
    const tie = (liabilityWei: bigint, paidWei: bigint) =>
      buildRewards({ ...inputsOf(made, 1), liability: { distributor: PODS[0]!, liabilityWei, paidWei } });
    await expect(tie(total - 6n, 5n)).rejects.toMatchObject({ code: "REWARDS_ABOVE_LIABILITY" });
    expect((await tie(total - 5n, 5n)).document.liability).toMatchObject({
      owedWei: (total - 5n).toString(),
      unallocatedWei: "0",
    });
  });
});
