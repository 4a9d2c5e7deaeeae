/**
 * The bid of a Gloas block, by which a proposer promises the payload that it builds itself: without a price, without a
 * signature, without requests and blobs.
 * Source: consensus-specs, gloas/beacon-chain.md (ExecutionPayloadBid), gloas/validator.md (self-builds).
 * @module
 */
import { BUILDER_INDEX_SELF_BUILD } from "@lodestar/params";
import { computeEpochAtSlot, G2_POINT_AT_INFINITY, type IBeaconStateView } from "@lodestar/state-transition";
import { type gloas, ssz } from "@lodestar/types";
import { fromHex, type Hex } from "../../prover/hex.ts";
import type { ChainBlock } from "./beacon-chain.ts";
import type { ExecutionPayloadJson } from "./engine-api.ts";

/** Receives the tips: nobody's account. */
export const FEE_RECIPIENT: Hex = `0x${"11".repeat(20)}`;

/**
 * @param parent   whose `executionHash` is the last revealed payload: its own, or an earlier one where it is EMPTY.
 * @param payload  undefined: promises the hash of nothing.
 */
export function selfBuiltBid(
  slot: number,
  parent: ChainBlock,
  before: IBeaconStateView,
  payload: ExecutionPayloadJson | undefined,
): gloas.SignedExecutionPayloadBid {
  const { ExecutionPayloadBid, ExecutionRequests } = ssz.gloas;
  return {
    message: {
      ...ExecutionPayloadBid.defaultValue(),
      parentBlockHash: fromHex(parent.executionHash),
      parentBlockRoot: fromHex(parent.root),
      blockHash: payload === undefined ? new Uint8Array(32) : fromHex(payload.blockHash),
      prevRandao: before.getRandaoMix(computeEpochAtSlot(slot)),
      feeRecipient: fromHex(FEE_RECIPIENT),
      gasLimit: BigInt(payload?.gasLimit ?? 0),
      builderIndex: BUILDER_INDEX_SELF_BUILD,
      slot,
      executionRequestsRoot: ExecutionRequests.hashTreeRoot(ExecutionRequests.defaultValue()),
    },
    signature: G2_POINT_AT_INFINITY,
  };
}
