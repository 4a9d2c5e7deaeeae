/**
 * Whether the auditor's nodes answered of one branch of the chain: what one of them says before a reorganization and another one
 * after it differs, and no bundle is to blame for that.
 * @module
 */
import { firstBlockAfter } from "../chain/blocks/first-block-after.ts";
import { ChainMovedError } from "../chain/client/chain-moved-error.ts";
import { timeOfSlot } from "../chain/views/oracle-contracts.ts";
import { ProverError } from "../errors.ts";
import type { Hex } from "../hex.ts";
import { BlockNotYetError, SlotWithoutBlockError } from "../state/node-errors.ts";
import { headerRoot } from "../state/ssz-branch.ts";
import type { AuditContext } from "./claim.ts";
import { lastBlockUntil } from "./claims/block-claims.ts";
import { AuditOfTwoBranchesError, NotCheckableError } from "./errors.ts";

/**
 * Asked after the claims, where one of them is not ok. A node that no longer answers proves nothing.
 * @throws ChainMovedError, AuditOfTwoBranchesError
 */
export async function requireOneBranch({ bundle, evidence }: AuditContext): Promise<void> {
  const { slot } = bundle.manifest.header;
  await answerOf(() => evidence.chain().requireUnmoved());
  const audited = (await answerOf(evidence.state))?.blockRoot;
  if (audited === undefined) return;

  const now = await answerOf(() => rootAt(slot));
  if (now === null) throw new AuditOfTwoBranchesError(slot, audited, "and has none now");
  if (now !== undefined && now !== audited)
    throw new AuditOfTwoBranchesError(slot, audited, `and has ${now} now`);
  const named = await answerOf(namedByChain);
  if (named !== undefined && named !== audited)
    throw new AuditOfTwoBranchesError(slot, audited, `but the chain of the RPC goes back to ${named}`);

  /** Null where the node knows that there is none. */
  async function rootAt(at: number): Promise<Hex | null> {
    try {
      return headerRoot(await evidence.nodes().loadHeader(at));
    } catch (error) {
      if (error instanceof SlotWithoutBlockError || error instanceof BlockNotYetError) return null;
      throw error;
    }
  }

  /** By the execution chain alone: the last block until the slot. Undefined where it has none after it. */
  async function namedByChain(): Promise<Hex | undefined> {
    const clock = await evidence.clock();
    const next = await firstBlockAfter(evidence.chain(), timeOfSlot(clock, slot), clock.secondsPerSlot);
    const root = next?.parentBeaconBlockRoot;
    return root ? lastBlockUntil(evidence, BigInt(slot), root, audited!) : undefined;
  }
}

/** Undefined where a node gives none. @throws ChainMovedError */
async function answerOf<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ChainMovedError) throw error;
    if (error instanceof NotCheckableError) {
      if (error.cause instanceof ChainMovedError) throw error.cause;
      return undefined;
    }
    if (error instanceof ProverError) return undefined;
    throw error;
  }
}
