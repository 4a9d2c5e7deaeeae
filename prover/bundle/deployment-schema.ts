/**
 * `deployment.json` of a bundle: what shows the validators and the accounting of contracts that others deployed, from their own
 * storage at the block of the bundle. Whoever verifies it reads the trie nodes in the order in which they are listed.
 * @module
 */
import { z } from "zod";
import { slotKey } from "../chain/execution/trie-nodes.ts";
import { decimal } from "../groth16/groth16-schema.ts";
import { networkSchema } from "../puffer/network.ts";
import type { ReadSlot } from "../puffer/read-vault.ts";
import { address, branch, count, expectedWithdrawals, hexBytes, listTop, root } from "./schema-parts.ts";

/** A validator by the number of its module in `modules`, and its position there. */
const pair = { module: count, position: count };

const place = {
  withdrawalCredentials: root,
  /** What of the entry's tree is not on the way from key and credentials: 2 siblings, bottom-up. */
  rest: z.array(root).length(2),
};

const placed = z.strictObject({ index: count, ...pair, ...place });
/** Of no pair that is ACTIVE, e.g. of one that has exited: it is counted because it withdraws to the pod of the module. */
const formerlyActive = z.strictObject({ index: count, module: count, pubkeyRoot: root, ...place });

const waiting = z.strictObject({
  ...pair,
  /** Of the entry in the queue, from 0. */
  place: count,
  amountGwei: decimal,
  withdrawalCredentials: root,
  signatureRoot: root,
  rest: root,
  branch,
});

export const deploymentFileSchema = z.strictObject({
  /** Without its list of modules. */
  network: networkSchema,
  blockNumber: decimal,
  blockTimestamp: decimal,
  stateRoot: root,
  branch,
  header: hexBytes.nullable(),
  /** Each with the positions of its validators that are ACTIVE, rising. */
  modules: z
    .array(z.strictObject({ name: z.string().regex(/^[\x21-\x7e]{1,32}$/), active: z.array(count) }))
    .max(10_000),
  /** Entries of the validators list for ACTIVE ones, by rising index; those with other credentials count nothing. */
  validators: z
    .strictObject({
      top: listTop,
      entries: z.array(placed),
      /** Further ones that the registry named by `registeredIn` has, by rising index; left out where there are none. */
      former: z.array(formerlyActive).min(1).optional(),
      /** For each window of the list that holds entries, in the order of `multiproofPlaces`. */
      siblings: z.array(z.array(root)).max(26),
    })
    .nullable(),
  /** A PufferRegistry whose entries the registry of the bundle is, in its order; left out where it is all that were found. */
  registeredIn: address.optional(),
  waiting: z.strictObject({ top: listTop.nullable(), entries: z.array(waiting) }),
  withdrawals: expectedWithdrawals.nullable(),
  /** What the accounting was read from, for people: a number of wei, or a word. */
  slots: z.array(
    z.strictObject({ name: z.string().max(100), account: address, slot: root.nullable(), value: decimal }),
  ),
  /** RLP, each once. */
  nodes: z.array(hexBytes),
});

export type BundleDeployment = z.infer<typeof deploymentFileSchema>;

export function slotToJson({ name, account, slot, value }: ReadSlot): BundleDeployment["slots"][number] {
  return { name, account, slot: slot === null ? null : slotKey(slot), value: value.toString() };
}
