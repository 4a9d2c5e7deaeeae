/**
 * The withdrawals under way in a bundle are the whole list of the state: its root is computed from the entries, by SHA-256
 * alone, so that nothing can be left out and nothing added.
 * Source: EIP-7916 (ProgressiveList); consensus-specs capella/beacon-chain.md (Withdrawal).
 * @module
 */
import type { ExecutionProof, ExpectedWithdrawal } from "../chain/execution/execution-proof.ts";
import { fromHex, type Hex, toHex } from "../hex.ts";
import { layoutOf } from "../state/layout.ts";
import { windowsOf } from "../state/list-shape.ts";
import { foldLevels } from "../state/list-top.ts";
import { hashPair, uint64Chunk, verifyBranch } from "../state/ssz-branch.ts";
import type { BundleManifest } from "./schema.ts";
import { WithdrawalsError } from "./verify-errors.ts";

const ZERO_NODE: Hex = `0x${"00".repeat(32)}`;
const ADDRESS_PADDING = "00".repeat(12);

/** @throws WithdrawalsError */
export function checkWithdrawals(
  { fork, header }: Pick<BundleManifest, "fork" | "header">,
  { withdrawals }: Pick<ExecutionProof, "withdrawals">,
): void {
  const place = layoutOf(fork).lists.payloadExpectedWithdrawals;
  if (place === null) {
    if (withdrawals !== null) throw new WithdrawalsError(`states of ${fork} hold no such list`);
    return;
  }
  if (withdrawals === null) throw new WithdrawalsError(`it is missing, and ${fork} has one`);
  const { entries, branch } = withdrawals;
  const leaf = listRoot(entries);
  if (!verifyBranch({ leaf, branch, gindex: place.gindex, root: header.stateRoot })) {
    throw new WithdrawalsError(`its ${entries.length} entries are not those of the state`);
  }
}

function listRoot(entries: readonly ExpectedWithdrawal[]): Hex {
  const leaves = entries.map(entryRoot);
  const levels = leaves.length === 0 ? [] : windowsOf({ kind: "progressive" }, leaves.length);
  const roots = levels.map(({ firstLeaf, span }) =>
    perfectRoot(leaves.slice(firstLeaf, firstLeaf + span), span),
  );
  return pair(foldLevels(roots), uint64Chunk(entries.length));
}

/** Zeros past the last leaf. @param span  a power of two. */
function perfectRoot(leaves: readonly Hex[], span: number): Hex {
  let level = Array.from({ length: span }, (_, i) => leaves[i] ?? ZERO_NODE);
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, i) => pair(level[2 * i]!, level[2 * i + 1]!));
  }
  return level[0]!;
}

function entryRoot({ index, validatorIndex, address, amountGwei }: ExpectedWithdrawal): Hex {
  return pair(
    pair(uint64Chunk(BigInt(index)), uint64Chunk(BigInt(validatorIndex))),
    pair(`${address}${ADDRESS_PADDING}`, uint64Chunk(BigInt(amountGwei))),
  );
}

function pair(left: Hex, right: Hex): Hex {
  return toHex(hashPair(fromHex(left), fromHex(right)));
}
