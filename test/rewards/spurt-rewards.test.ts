/** The rewards of a spurt by what the chain says of it: its blocks, its validators, its liability. @module */
import {
  type AbiFunction,
  type AbiParameter,
  createPublicClient,
  custom,
  decodeFunctionData,
  encodeAbiParameters,
  getAbiItem,
  numberToHex,
  zeroAddress,
  zeroHash,
} from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { beaconRootsAbi } from "../../prover/chain/abi/beacon-roots-abi.ts";
import { blockAssetsAbi } from "../../prover/chain/abi/block-assets-abi.ts";
import { growthSpurtsAbi } from "../../prover/chain/abi/growth-spurts-abi.ts";
import { reservesOracleAbi } from "../../prover/chain/abi/reserves-oracle-abi.ts";
import { rewardsDistributorAbi } from "../../prover/chain/abi/rewards-distributor-abi.ts";
import { validatorRegistryAbi } from "../../prover/chain/abi/validator-registry-abi.ts";
import type { ChainClient } from "../../prover/chain/client/chain-client.ts";
import type { Hex } from "../../prover/hex.ts";
import { checkRewards } from "../../prover/rewards/check-rewards.ts";
import { readPublishedTree } from "../../prover/rewards/published-tree.ts";
import { jsonOf, type Rewards } from "../../prover/rewards/rewards-document.ts";
import { type SpurtRewardsTask, spurtRewards } from "../../prover/rewards/spurt-rewards.ts";
import type { StateSource } from "../../prover/state/state-source.ts";
import { ACCOUNTS, type ThreeSpurts, threeSpurts } from "./three-spurts.ts";

const address = (digit: string): Hex => `0x${digit.repeat(40)}`;
const [ORACLE, DISTRIBUTOR] = [address("1"), address("2")];
const abi = [
  ...reservesOracleAbi,
  ...blockAssetsAbi,
  ...validatorRegistryAbi,
  ...beaconRootsAbi,
  ...growthSpurtsAbi,
  ...rewardsDistributorAbi,
];
const LATEST = { number: 9n, hash: `0x${"9b".repeat(32)}` } as const;
const SHA: Hex = `0x${"5a".repeat(32)}`;

let made: ThreeSpurts;
beforeAll(async () => {
  made = await threeSpurts("electra");
});

/** Spurt 1 of the network is spurt 7 of the chain. @param more  instead of the honest views. */
function chainOf(
  more: Record<string, (...args: never[]) => unknown> = {},
  code: (account: string) => Hex = codeOf,
) {
  const { registry, from, to } = made.spurts[0]!;
  const ends: Record<string, { readonly root: Hex; readonly slot: bigint }> = {
    "6": { root: from.state.blockRoot, slot: BigInt(from.state.header.slot) },
    "7": { root: to.state.blockRoot, slot: BigInt(to.state.header.slot) },
  };
  const later = [...registry, { index: 2, principalGwei: 1n }];
  const views: Record<string, (...args: never[]) => unknown> = {
    registry: () => address("3"),
    verifier: () => address("4"),
    beaconRoots: () => address("5"),
    growthSpurts: () => address("6"),
    genesisTime: () => 1n,
    secondsPerSlot: () => 12n,
    start: () => 1n,
    isStored: (spurt: bigint) => ends[String(spurt)] !== undefined,
    blockOf: (spurt: bigint) => ends[String(spurt)],
    reportOf: () => ({ validators: BigInt(registry.length), blockTimestamp: 5_000n }),
    pods: () => [],
    count: () => BigInt(later.length),
    entries: () => [later.map(({ index }) => BigInt(index)), later.map(({ principalGwei }) => principalGwei)],
    totalsBy: () => ({ provisioned: 0n }),
    blockAssets: () => address("7"),
    liabilities: () => [
      { account: DISTRIBUTOR, kind: 1, slot: 1n },
      { account: DISTRIBUTOR, kind: 1, slot: 0n },
    ],
    componentsOf: () => [[], [1n, 10n ** 20n]],
    paidBy: (time: number) => BigInt(time),
    ...more,
  };
  const { viem: blocks, ...client } = made.network.chain();
  const request = async ({ method, params = [] }: { method: string; params?: readonly unknown[] }) => {
    if (method === "eth_blockNumber") return numberToHex(LATEST.number);
    if (method === "eth_getBlockByHash" || params[0] === "latest")
      return { number: numberToHex(LATEST.number), hash: LATEST.hash };
    if (method === "eth_getCode") return code((params[0] as string).toLowerCase());
    if (method === "eth_call") return answerOf((params[0] as { data: Hex }).data, views);
    return await blocks.request({ method, params } as never);
  };
  const viem = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
  return { ...client, viem } as ChainClient;
}

/** What a view answers; fields that it does not name are 0. */
function answerOf(data: Hex, views: Readonly<Record<string, (...args: never[]) => unknown>>): Hex {
  const { functionName, args = [] } = decodeFunctionData({ abi, data });
  const { outputs } = getAbiItem({ abi, name: functionName, args } as never) as AbiFunction;
  const result = views[functionName]!(...(args as unknown as never[]));
  const values = outputs.length === 1 ? [result] : (result as unknown[]);
  return encodeAbiParameters(
    outputs,
    outputs.map((output, i) => withZeros(output, values[i])),
  );
}

const ZEROS: Readonly<Record<string, unknown>> = { address: zeroAddress, bytes32: zeroHash, bool: false };

function withZeros(parameter: AbiParameter, value: unknown): unknown {
  if (!("components" in parameter)) return value ?? ZEROS[parameter.type] ?? 0n;
  if (parameter.type === "tuple[]")
    return (value as unknown[]).map((one) => withZeros({ ...parameter, type: "tuple" }, one));
  const fields = (value ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    parameter.components.map((field) => [field.name, withZeros(field, fields[field.name!])]),
  );
}

const codeOf = (account: string): Hex =>
  account === ACCOUNTS[1] ? "0x60" : account === ACCOUNTS[2] ? "0xef0100aa" : "0x";

/** States by slot. */
const states: StateSource = {
  movingBlock: null,
  async load(asked) {
    const ends = made.spurts.flatMap(({ from, to }) => [from.state, to.state]);
    const found = [...ends, ...made.network.between.values()].find(
      ({ header }) => header.slot === asked!.slot,
    )!;
    asked!.check?.(found.blockRoot);
    return found;
  },
};

const taskOf = (chain: ChainClient, more: Partial<SpurtRewardsTask> = {}): SpurtRewardsTask => ({
  chain,
  states,
  oracle: ORACLE,
  spurt: 7n,
  declared: {
    operators: { content: made.spurts[0]!.operators, sha256: SHA },
  },
  uri: "",
  ...more,
});

describe("spurtRewards", () => {
  let honest: Rewards;
  beforeAll(async () => {
    honest = await spurtRewards(taskOf(chainOf(), { distributor: DISTRIBUTOR }));
  });

  it("is of the stored blocks, and of the validators that the report proved", () => {
    const { document } = honest;
    expect(document.to.blockRoot).toBe(made.spurts[0]!.to.state.blockRoot);
    expect(document.validators).toHaveLength(made.spurts[0]!.registry.length);
    const nets = document.accounts.map(({ account, netWei }) => [account, BigInt(netWei)]);
    expect(nets).toEqual([...made.spurts[0]!.net].sort());
  });

  it("is tied to the liability of the distributor's slot, with what was paid before the block", () => {
    const owed = BigInt(honest.document.cumulative!.totalWei) - 4_999n;
    expect(honest.document.liability).toEqual({
      distributor: DISTRIBUTOR,
      liabilityWei: String(10n ** 20n),
      paidWei: "4999",
      owedWei: String(owed),
      unallocatedWei: String(10n ** 20n - owed),
    });
  });

  it("asks for the states between by the roots that the execution blocks name: another one says nothing", async () => {
    const asked: unknown[] = [];
    const other = made.spurts[2]!.to.state.blockRoot;
    const lying: StateSource = {
      movingBlock: null,
      async load(block) {
        const isBetween = made.network.between.has(block!.slot);
        if (isBetween) asked.push([block!.slot, block!.root]);
        if (isBetween) block!.check!(other);
        return states.load(block);
      },
    };
    await expect(spurtRewards(taskOf(chainOf(), { states: lying }))).rejects.toMatchObject({
      code: "CONSOLIDATION_UNKNOWN",
      cause: { code: "BLOCK_BETWEEN_MISMATCH" },
    });
    expect(asked).toEqual([[94, made.network.between.get(94)!.blockRoot]]);
  });

  it("begins at a slot where the spurt before has no block", async () => {
    const { slot } = made.spurts[0]!.from.state.header;
    const isStored = (spurt: bigint) => spurt === 7n;
    await expect(spurtRewards(taskOf(chainOf({ isStored })))).rejects.toMatchObject({
      code: "SPURT_BLOCK_MISSING",
    });
    const rewards = await spurtRewards(
      taskOf(chainOf({ isStored }), { fromSlot: slot, distributor: DISTRIBUTOR }),
    );
    expect(jsonOf(rewards.document)).toBe(jsonOf(honest.document));
  });

  it.each<[string, Parameters<typeof chainOf>, string]>([
    ["a distributor that is no liability", [{ liabilities: () => [] }], "REWARDS_LIABILITY_MISSING"],
    ["a report without amounts", [{ componentsOf: () => [[], []] }], "REWARDS_LIABILITY_MISSING"],
    ["a contract that is not declared", [{}, () => "0x60"], "L1_CONTRACT_MISMATCH"],
    ["a declared contract without code", [{}, () => "0x"], "L1_CONTRACT_MISMATCH"],
    [
      "a state that is not the stored block's",
      [
        {
          blockOf: (spurt: bigint) => ({
            root: SHA,
            slot: BigInt(made.spurts[0]![spurt === 7n ? "to" : "from"].state.header.slot),
          }),
        },
      ],
      "SPURT_BLOCK_MISMATCH",
    ],
  ])("refuses %s", async (_, chain, code) => {
    await expect(spurtRewards(taskOf(chainOf(...chain), { distributor: DISTRIBUTOR }))).rejects.toMatchObject(
      { code },
    );
  });

  it("a published tree is compared leaf by leaf: changed, left out, added, and the flag", () => {
    const { tree } = honest.intervalTree.published!;
    const published = readPublishedTree(JSON.parse(jsonOf(tree)), "tree");
    expect(checkRewards(published, honest).differences).toEqual([]);
    const cumulative = readPublishedTree(JSON.parse(jsonOf(honest.cumulative!.tree)), "tree");
    expect(checkRewards(cumulative, honest)).toMatchObject({ kind: "cumulative", differences: [] });

    const [first, second, third] = [...published.leaves.values()] as [never, never, never];
    const leaves = new Map(published.leaves);
    const leaf = (one: { account: Hex; amountWei: bigint; isL1Contract: boolean | null }, change: object) =>
      leaves.set(one.account, { ...one, treeIndex: 0, ...change } as never);
    leaf(first, { amountWei: 5n });
    leaf(second, { isL1Contract: !(second as { isL1Contract: boolean }).isL1Contract });
    leaves.delete((third as { account: Hex }).account);
    leaf(first, { amountWei: 5n });
    leaves.set(DISTRIBUTOR, { account: DISTRIBUTOR, isL1Contract: false, amountWei: 9n, treeIndex: 0 });
    const { differences } = checkRewards({ ...published, root: SHA, leaves }, honest);
    expect(differences).toHaveLength(4);
    expect(differences[0]).toEqual({ account: DISTRIBUTOR, published: "9 wei", rebuilt: null });
    expect(differences.slice(1).map(({ published: text }) => text)).toEqual([
      "5 wei",
      expect.stringMatching(/wei/),
      null,
    ]);
  });
});

describe("readPublishedTree", () => {
  it("refuses nodes that do not follow from the leaves, and leaves of another form", async () => {
    const { intervalTree } = await spurtRewards(taskOf(chainOf()));
    const dump = () => JSON.parse(jsonOf(intervalTree.published!.tree));
    const changed: [string, (tree: ReturnType<typeof dump>) => void][] = [
      [
        "a root",
        (tree) => {
          tree.tree[0] = SHA;
        },
      ],
      [
        "an amount",
        (tree) => {
          tree.values[0].value[2] += "0";
        },
      ],
      [
        "a place",
        (tree) => {
          tree.values[0].treeIndex = tree.values[1].treeIndex;
        },
      ],
      ["a leaf twice", (tree) => void tree.values.push(tree.values[0])],
      [
        "a flag that is text",
        (tree) => {
          tree.values[0].value[1] = "false";
        },
      ],
      [
        "an amount that is hex",
        (tree) => {
          tree.values[0].value[2] = "0x1";
        },
      ],
      [
        "another encoding",
        (tree) => {
          tree.leafEncoding = ["address", "bool"];
        },
      ],
    ];
    expect(readPublishedTree(dump(), "tree").kind).toBe("interval");
    for (const [what, change] of changed) {
      const tree = dump();
      change(tree);
      expect(() => readPublishedTree(tree, "tree"), what).toThrow(
        expect.objectContaining({ code: "REWARDS_FILE_INVALID" }),
      );
    }
  });
});
