/**
 * A registry's chain after some of its validators. It is kept where a run of pages may end, and nowhere else.
 * @module
 */
import type { Address } from "viem";
import { isRefusedWith } from "../client/call-errors.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { readView } from "../client/read-view.ts";
import { registryAt } from "./protocol-contracts.ts";

/**
 * @param validators  at most as many as the registry has.
 * @returns undefined where the registry does not keep it.
 * @throws The errors of `readView`.
 */
export async function readCommitmentAt(
  chain: ChainClient,
  registry: Address,
  validators: bigint,
): Promise<bigint | undefined> {
  try {
    return await readView(chain, registryAt(registry), "commitmentAt", [validators]);
  } catch (error) {
    if (isRefusedWith(error, "CommitmentNotKept")) return undefined;
    throw error;
  }
}
