/**
 * Makes one beacon block with a real execution payload, and verifies it as any other node would before it counts.
 * The blocks carry no attestations and no sync committee signatures: there is one proposer and nobody to convince.
 * @module
 */
import { setImmediate } from "node:timers/promises";
import type { BeaconConfig } from "@lodestar/config";
import { DOMAIN_BEACON_PROPOSER, DOMAIN_RANDAO } from "@lodestar/params";
import {
  computeEpochAtSlot,
  computeSigningRoot,
  DataAvailabilityStatus,
  ExecutionPayloadStatus,
  G2_POINT_AT_INFINITY,
  type IBeaconStateView,
  isStatePostCapella,
} from "@lodestar/state-transition";
import { type electra, ssz } from "@lodestar/types";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import type { BeaconChain, ChainBlock } from "./beacon-chain.ts";
import { SECONDS_PER_SLOT } from "./beacon-config.ts";
import type { EngineApi, ExecutionPayloadJson, ForkChoice, PayloadStatus } from "./engine-api.ts";
import { PayloadRejectedError } from "./errors.ts";
import { payloadFromJson, quantity, withdrawalToJson } from "./execution-payload.ts";
import type { SecretKey } from "./genesis-validators.ts";

/** Slots between two breaths of the event loop: servers of this process answer while a week passes. */
const SLOTS_AT_ONCE = 256;
/** Receives the tips: nobody's account. */
const FEE_RECIPIENT: Hex = `0x${"11".repeat(20)}`;
const CHECKED_ELSEWHERE = {
  // Only ever passed on after newPayload answered VALID.
  executionPayloadStatus: ExecutionPayloadStatus.valid,
  // There are no blobs.
  dataAvailabilityStatus: DataAvailabilityStatus.Available,
};

export class BlockProducer {
  readonly #chain: BeaconChain;
  readonly #config: BeaconConfig;
  readonly #engine: EngineApi;
  readonly #secretKeys: readonly SecretKey[];

  constructor(chain: BeaconChain, config: BeaconConfig, engine: EngineApi, secretKeys: readonly SecretKey[]) {
    this.#chain = chain;
    this.#config = config;
    this.#engine = engine;
    this.#secretKeys = secretKeys;
  }

  /**
   * Appends a block at `slot`, which lies after the head's; slots in between stay empty.
   * @throws PayloadRejectedError, RpcCallError, or the state transition's error; the chain is unchanged then.
   */
  async produce(slot: number): Promise<ChainBlock> {
    const parent = this.#chain.head;
    const before = await advance(this.#chain.headState, slot);
    const payload = await this.#buildPayload(slot, parent, before);
    this.#requireValid(slot, "newPayload", await this.#engine.newPayload(payload, parent.root));
    const block = this.#assemble(slot, parent, before, payload);
    const { signed, after } = this.#signAndVerify(block, before);
    const adopted = await this.#engine.setHead(this.#forkChoice(slot, payload.blockHash), null);
    this.#requireValid(slot, "forkchoiceUpdated", adopted.payloadStatus);
    return this.#chain.append(after, {
      signature: signed.signature,
      executionHash: payload.blockHash,
      executionNumber: Number(payload.blockNumber),
      transactions: payload.transactions.length,
    });
  }

  /** Has the execution client collect the pending transactions into a block on top of the parent's. */
  async #buildPayload(
    slot: number,
    parent: ChainBlock,
    before: IBeaconStateView,
  ): Promise<ExecutionPayloadJson> {
    if (!isStatePostCapella(before))
      throw new PayloadRejectedError(slot, `fork ${before.forkName} is too old`);
    const { payloadStatus, payloadId } = await this.#engine.setHead(
      this.#forkChoice(parent.slot, parent.executionHash),
      {
        timestamp: quantity(before.genesisTime + slot * SECONDS_PER_SLOT),
        prevRandao: toHex(before.getRandaoMix(computeEpochAtSlot(slot))),
        suggestedFeeRecipient: FEE_RECIPIENT,
        withdrawals: before.getExpectedWithdrawals().expectedWithdrawals.map(withdrawalToJson),
        parentBeaconBlockRoot: parent.root,
      },
    );
    this.#requireValid(slot, "forkchoiceUpdated", payloadStatus);
    if (payloadId === null) throw new PayloadRejectedError(slot, "the client did not start to build it");
    const {
      executionPayload,
      blobsBundle,
      executionRequests = [],
    } = await this.#engine.getPayload(payloadId);
    if (blobsBundle.commitments.length > 0) throw new PayloadRejectedError(slot, "it carries blobs");
    if (executionRequests.length > 0) throw new PayloadRejectedError(slot, "it carries execution requests");
    return executionPayload;
  }

  #assemble(
    slot: number,
    parent: ChainBlock,
    before: IBeaconStateView,
    payload: ExecutionPayloadJson,
  ): electra.BeaconBlock {
    const epoch = computeEpochAtSlot(slot);
    const proposerIndex = before.getBeaconProposer(slot);
    const body = ssz.electra.BeaconBlockBody.defaultValue();
    body.randaoReveal = this.#sign(
      proposerIndex,
      computeSigningRoot(ssz.Epoch, epoch, this.#domain(slot, DOMAIN_RANDAO)),
    );
    body.eth1Data = before.eth1Data;
    body.syncAggregate.syncCommitteeSignature = G2_POINT_AT_INFINITY; // The signature of nobody.
    body.executionPayload = payloadFromJson(payload);
    return { slot, proposerIndex, parentRoot: fromHex(parent.root), stateRoot: new Uint8Array(32), body };
  }

  /** Runs the transition once to learn the state root, then again on the signed block with every check on. */
  #signAndVerify(block: electra.BeaconBlock, before: IBeaconStateView) {
    const unsigned = { message: block, signature: new Uint8Array(96) };
    const unchecked = { verifyStateRoot: false, verifyProposer: false, verifySignatures: false };
    block.stateRoot = before
      .stateTransition(unsigned, { ...CHECKED_ELSEWHERE, ...unchecked }, {})
      .hashTreeRoot();
    const domain = this.#domain(block.slot, DOMAIN_BEACON_PROPOSER);
    const signature = this.#sign(
      block.proposerIndex,
      computeSigningRoot(ssz.electra.BeaconBlock, block, domain),
    );
    const signed = { message: block, signature };
    const checks = { verifyStateRoot: true, verifyProposer: true, verifySignatures: true };
    const after = before.stateTransition(signed, { ...CHECKED_ELSEWHERE, ...checks }, {});
    return { signed, after };
  }

  #forkChoice(headSlot: number, headBlockHash: Hex): ForkChoice {
    const finalizedBlockHash = this.#chain.finalizedBehind(headSlot).executionHash;
    return { headBlockHash, safeBlockHash: finalizedBlockHash, finalizedBlockHash };
  }

  #domain(slot: number, type: Uint8Array): Uint8Array {
    return this.#config.getDomain(slot, type, slot);
  }

  #sign(validatorIndex: number, signingRoot: Uint8Array): Uint8Array {
    return this.#secretKeys[validatorIndex]!.sign(signingRoot).toBytes();
  }

  #requireValid(slot: number, call: string, { status, validationError }: PayloadStatus): void {
    if (status === "VALID") return;
    throw new PayloadRejectedError(
      slot,
      `${call} answered ${status} (${validationError ?? "no reason given"})`,
    );
  }
}

/** The state at a later slot, empty slots and epochs processed: about 6 ms an epoch with 64 validators. */
async function advance(state: IBeaconStateView, slot: number): Promise<IBeaconStateView> {
  let advanced = state;
  for (let next = state.slot + SLOTS_AT_ONCE; next < slot; next += SLOTS_AT_ONCE) {
    advanced = advanced.processSlots(next);
    await setImmediate();
  }
  return advanced.processSlots(slot);
}
