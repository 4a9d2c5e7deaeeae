/**
 * The smallest forms in the files of a bundle.
 * @module
 */
import { z } from "zod";
import { decimal } from "../groth16/groth16-schema.ts";
import type { Hex } from "../hex.ts";

const hexOf = (bytes: number) =>
  z
    .string()
    .regex(
      new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`),
      `expected 0x and ${2 * bytes} lower-case hex digits`,
    ) as z.ZodType<Hex>;
export const root = hexOf(32);
export const address = hexOf(20);
export const hexBytes = z
  .string()
  .regex(/^0x([0-9a-f]{2})*$/, "expected 0x and lower-case hex") as z.ZodType<Hex>;
export const count = z.number().int().nonnegative();
/** Longer than any branch in a beacon state. */
export const branch = z.array(root).max(64);
/** Roots of the levels of a progressive list (state/list-top.ts); level 25 begins at leaf 10^14. */
export const levels = z.array(root).max(26);
/** Root first (EIP-1186); empty for an empty trie. */
export const trieProof = z.array(hexBytes).max(65);

/** At most 16 on any chain, in levels of 1, 4 and 16. */
const MAX_WITHDRAWALS = 21;

/** The whole list of a state. */
export const expectedWithdrawals = z.strictObject({
  entries: z
    .array(z.strictObject({ index: decimal, validatorIndex: decimal, address, amountGwei: decimal }))
    .max(MAX_WITHDRAWALS),
  /** Bottom-up from the list root to `header.stateRoot`. */
  branch,
});

/** Top of a list of the state, with at least one entry. */
export const listTop = z.strictObject({ node: root, length: count.min(1), branch, levels });
