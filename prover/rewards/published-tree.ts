/**
 * A tree as somebody published it: a dump of StandardMerkleTree with leaves for the deployed claim contracts or for
 * RewardsDistributor. Nothing of it is believed: its nodes must follow from its leaves. Also runs in browsers.
 * @module
 */
import { isAddress } from "viem";
import { z } from "zod";
import type { Hex } from "../hex.ts";
import { shaped } from "../shaped-json.ts";
import { RewardsFileError } from "./document-errors.ts";
import { proofAt, type StandardTreeDump, standardTree } from "./standard-tree.ts";

export type TreeKind = "interval" | "cumulative";

const ENCODINGS: Readonly<Record<TreeKind, string>> = {
  interval: "address,bool,uint256",
  cumulative: "address,uint256",
};

const schema = z.object({
  format: z.literal("standard-v1"),
  leafEncoding: z.array(z.enum(["address", "bool", "uint256"])),
  tree: z.array(z.string().regex(/^0x[0-9a-f]{64}$/)).min(1),
  values: z
    .array(
      z.object({
        value: z.array(z.union([z.string().max(100), z.boolean()])),
        treeIndex: z.int().nonnegative(),
      }),
    )
    .min(1),
});

export interface PublishedLeaf {
  readonly account: Hex;
  /** Null in a cumulative tree. */
  readonly isL1Contract: boolean | null;
  readonly amountWei: bigint;
  readonly treeIndex: number;
}

export interface PublishedTree {
  readonly kind: TreeKind;
  readonly root: Hex;
  /** By account, lower case. */
  readonly leaves: ReadonlyMap<Hex, PublishedLeaf>;
  /** Siblings of a leaf, bottom-up. */
  proofOf(leaf: PublishedLeaf): Hex[];
}

/** @throws RewardsFileError */
export function readPublishedTree(json: unknown, source: string): PublishedTree {
  const fault = (reason: string, cause?: unknown) => new RewardsFileError(source, reason, cause);
  const dump = shaped(json, schema, fault) as StandardTreeDump;
  const encoding = dump.leafEncoding.join(",");
  const kind = (Object.keys(ENCODINGS) as TreeKind[]).find((one) => ENCODINGS[one] === encoding);
  if (kind === undefined) throw fault(`leaves of (${encoding}) are of no tree of rewards`);
  const leaves = new Map<Hex, PublishedLeaf>();
  for (const { value, treeIndex } of dump.values) {
    const leaf = leafOf(value, kind, treeIndex);
    if (leaf === undefined) throw fault(`the leaf ${JSON.stringify(value)} is not of (${encoding})`);
    if (leaves.has(leaf.account)) throw fault(`${leaf.account} has two leaves`);
    leaves.set(leaf.account, leaf);
  }
  const own = standardTree(
    dump.values.map(({ value }) => value),
    dump.leafEncoding,
  );
  const isSame =
    own.tree.length === dump.tree.length &&
    own.tree.every((node, i) => node === dump.tree[i]) &&
    own.values.every(({ treeIndex }, i) => treeIndex === dump.values[i]!.treeIndex);
  if (!isSame) throw fault(`its nodes do not follow from its leaves, whose root is ${own.tree[0]}`);
  return { kind, root: own.tree[0]!, leaves, proofOf: ({ treeIndex }) => proofAt(own, treeIndex) };
}

function leafOf(
  value: readonly (string | boolean)[],
  kind: TreeKind,
  treeIndex: number,
): PublishedLeaf | undefined {
  const [account, ...rest] = value;
  const isL1Contract = kind === "interval" ? rest.shift() : null;
  const [amount, ...more] = rest;
  if (typeof account !== "string" || !isAddress(account)) return undefined;
  if (kind === "interval" && typeof isL1Contract !== "boolean") return undefined;
  if (typeof amount !== "string" || !/^(0|[1-9][0-9]{0,77})$/.test(amount) || more.length > 0)
    return undefined;
  if (BigInt(amount) >= 1n << 256n) return undefined;
  return {
    account: account.toLowerCase() as Hex,
    isL1Contract: isL1Contract as boolean | null,
    amountWei: BigInt(amount),
    treeIndex,
  };
}
