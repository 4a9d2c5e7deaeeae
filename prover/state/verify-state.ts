/**
 * Creates a `VerifiedState` from the bytes of a whole state and its header, if they match.
 *
 * Checked here: the slot, hash_tree_root(state) = header.stateRoot, and, if the state contains a header of its own
 * slot, that it is this one (another proposer or body would give another block root). Not checked here: that the block
 * root is on any chain. The contract asks EIP-4788.
 * @module
 */
import { toHex } from "../hex.ts";
import { decodeState } from "./decode-state.ts";
import { HeaderSlotMismatchError, StateRootMismatchError } from "./errors.ts";
import type { SupportedFork } from "./layout.ts";
import { glanceAtState } from "./state-bytes.ts";
import { summaryOf } from "./state-summary.ts";
import { useFastHasher } from "./use-fast-hasher.ts";
import type { BeaconHeader, VerifiedState } from "./verified-state.ts";

export interface StateToVerify {
  /** Raw SSZ. */
  readonly stateBytes: Uint8Array;
  /** As determined by `forkOfState`. */
  readonly fork: SupportedFork;
  readonly header: BeaconHeader;
}

/**
 * @throws HeaderSlotMismatchError, StateEncodingError, StateRootMismatchError, HeaderNotOfStateError
 */
export async function verifyState({ stateBytes, fork, header }: StateToVerify): Promise<VerifiedState> {
  const { slot } = glanceAtState(stateBytes);
  if (slot !== BigInt(header.slot)) throw new HeaderSlotMismatchError(header.slot, slot, fork);

  await useFastHasher();
  const { stateNode, validatorBytes } = decodeState(stateBytes, fork);
  const stateRoot = toHex(stateNode.root);
  if (stateRoot !== header.stateRoot) throw new StateRootMismatchError(header.stateRoot, stateRoot, fork);

  return { ...summaryOf(stateNode, fork, header), validatorBytes, fetchNodes: null };
}
