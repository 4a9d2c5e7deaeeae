/**
 * The one place where a `VerifiedState` is made: bytes and header go in, and come out only if they fit.
 *
 * Checked here: the slot, hash_tree_root(state) = header.stateRoot, and, where the state remembers a header of its own
 * slot, that it is this one (a header with another proposer or body would have another block root).
 * Not checked here: that the block root is on any chain. The contract asks EIP-4788.
 * @module
 */
import { ssz } from "@lodestar/types";
import { toHex } from "../hex.ts";
import {
  HeaderNotOfStateError,
  HeaderSlotMismatchError,
  StateEncodingError,
  StateRootMismatchError,
} from "./errors.ts";
import { layoutOf, type SupportedFork } from "./layout.ts";
import { headerRoot } from "./ssz-branch.ts";
import { glanceAtState } from "./state-bytes.ts";
import { useFastHasher } from "./use-fast-hasher.ts";
import type { BeaconHeader, VerifiedState } from "./verified-state.ts";

export interface StateToVerify {
  /** Raw SSZ. */
  readonly stateBytes: Uint8Array;
  /** As `forkOfState` found it. */
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
  const state = decodeState(stateBytes, fork);
  const stateRoot = toHex(state.hashTreeRoot());
  if (stateRoot !== header.stateRoot) throw new StateRootMismatchError(header.stateRoot, stateRoot, fork);

  const { slot: lastSlot, proposerIndex, parentRoot, bodyRoot } = state.latestBlockHeader;
  // The post-state of a block remembers its header, all but the state root. A state that remembers another slot is the
  // post-state of no block: its header is then on no chain, which the chain itself says (EIP-4788).
  if (lastSlot === header.slot) {
    requireSame("proposer_index", header.proposerIndex, proposerIndex);
    requireSame("parent_root", header.parentRoot, toHex(parentRoot));
    requireSame("body_root", header.bodyRoot, toHex(bodyRoot));
  }

  const payload = state.latestExecutionPayloadHeader;
  return {
    fork,
    layout: layoutOf(fork),
    header,
    blockRoot: headerRoot(header),
    stateNode: state.node,
    listLength: state.balances.length,
    execution: {
      blockNumber: BigInt(payload.blockNumber),
      blockHash: toHex(payload.blockHash),
      stateRoot: toHex(payload.stateRoot),
      timestamp: BigInt(payload.timestamp),
    },
  };
}

function decodeState(bytes: Uint8Array, fork: SupportedFork) {
  try {
    return ssz[fork].BeaconState.deserializeToViewDU(bytes);
  } catch (cause) {
    throw new StateEncodingError(fork, bytes.length, cause);
  }
}

function requireSame(field: string, inHeader: string | number, inState: string | number): void {
  if (inHeader !== inState) throw new HeaderNotOfStateError(field, String(inHeader), String(inState));
}
