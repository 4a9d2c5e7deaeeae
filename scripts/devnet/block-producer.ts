/**
 * Makes one beacon block with a real execution payload, and verifies it as any other node would before it counts.
 * The blocks carry no attestations and no sync committee signatures: there is one proposer and nobody to convince.
 *
 * From Gloas on a block holds a promise of its payload (payload-bid.ts): the payload is handed to the execution client
 * after the block, or withheld for ever.
 * @module
 */
import { setImmediate } from "node:timers/promises";
import type { Type } from "@chainsafe/ssz";
import type { BeaconConfig } from "@lodestar/config";
import { DOMAIN_BEACON_PROPOSER, DOMAIN_RANDAO } from "@lodestar/params";
import {
  computeEpochAtSlot,
  computeSigningRoot,
  DataAvailabilityStatus,
  ExecutionPayloadStatus,
  G2_POINT_AT_INFINITY,
  type IBeaconStateView,
  type IBeaconStateViewGloas,
  isStatePostCapella,
  isStatePostGloas,
} from "@lodestar/state-transition";
import { type BeaconBlock, type capella, type electra, ssz, sszTypesFor } from "@lodestar/types";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import type { BeaconChain, ChainBlock } from "./beacon-chain.ts";
import { SECONDS_PER_SLOT } from "./beacon-config.ts";
import type { EngineApi, ExecutionPayloadJson, ForkChoice, PayloadStatus } from "./engine-api.ts";
import { DevnetOptionError, PayloadRejectedError } from "./errors.ts";
import { payloadFromJson, quantity, withdrawalToJson } from "./execution-payload.ts";
import type { SecretKey } from "./genesis-validators.ts";
import { FEE_RECIPIENT, selfBuiltBid } from "./payload-bid.ts";

/** Slots between two breaths of the event loop: servers of this process answer while a week passes. */
const SLOTS_AT_ONCE = 256;
const CHECKED_ELSEWHERE = {
  // Only ever passed on after newPayload answered VALID.
  executionPayloadStatus: ExecutionPayloadStatus.valid,
  // There are no blobs.
  dataAvailabilityStatus: DataAvailabilityStatus.Available,
};

type CommonBody = Pick<electra.BeaconBlockBody, "randaoReveal" | "eth1Data" | "syncAggregate">;

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
   * @param isWithheld  Gloas: the payload is promised and never revealed.
   * @throws DevnetOptionError for a payload that a fork cannot withhold, PayloadRejectedError, RpcCallError, or the state
   * transition's error; the chain is unchanged then.
   */
  async produce(slot: number, isWithheld = false): Promise<ChainBlock> {
    const parent = this.#chain.head;
    const before = await advance(this.#chain.headState, slot);
    if (isStatePostGloas(before)) return this.#produceGloas(slot, parent, before, isWithheld);
    if (isWithheld) throw new DevnetOptionError("payload", "withheld", "needs Gloas");
    if (!isStatePostCapella(before))
      throw new PayloadRejectedError(slot, `fork ${before.forkName} is too old`);
    const { expectedWithdrawals } = before.getExpectedWithdrawals();
    const payload = await this.#buildPayload(slot, parent, before, expectedWithdrawals);
    this.#requireValid(slot, "newPayload", await this.#engine.newPayload(payload, parent.root));
    const body = this.#fillBody(ssz.electra.BeaconBlockBody.defaultValue(), slot, before);
    body.executionPayload = payloadFromJson(payload);
    const { signature, after } = this.#signAndVerify(blockOf(slot, parent, before, body), before);
    await this.#adopt(slot, payload.blockHash);
    return this.#chain.append(after, { signature, ...insideOf(payload) });
  }

  async #produceGloas(
    slot: number,
    parent: ChainBlock,
    before: IBeaconStateViewGloas,
    isWithheld: boolean,
  ): Promise<ChainBlock> {
    const blockWith = (payload?: ExecutionPayloadJson) => {
      const body = this.#fillBody(ssz.gloas.BeaconBlockBody.defaultValue(), slot, before);
      body.signedExecutionPayloadBid = selfBuiltBid(slot, parent, before, payload);
      return blockOf(slot, parent, before, body);
    };
    // What the payload pays follows from the block, and does not depend on the hash that it promises.
    const { payloadExpectedWithdrawals } = this.#transition(blockWith(), before) as IBeaconStateViewGloas;
    const payload = await this.#buildPayload(slot, parent, before, payloadExpectedWithdrawals);
    const { signature, after } = this.#signAndVerify(blockWith(payload), before);
    if (isWithheld) {
      const { executionHash, executionNumber } = parent;
      return this.#chain.append(after, { signature, executionHash, executionNumber, transactions: 0 });
    }
    this.#requireValid(slot, "newPayload", await this.#engine.newPayload(payload, parent.root));
    await this.#adopt(slot, payload.blockHash);
    return this.#chain.append(after, { signature, ...insideOf(payload) });
  }

  async #adopt(slot: number, blockHash: Hex): Promise<void> {
    const adopted = await this.#engine.setHead(this.#forkChoice(slot, blockHash), null);
    this.#requireValid(slot, "forkchoiceUpdated", adopted.payloadStatus);
  }

  /** Has the execution client collect the pending transactions into a block on top of the parent's. */
  async #buildPayload(
    slot: number,
    parent: ChainBlock,
    before: IBeaconStateView,
    withdrawals: readonly capella.Withdrawal[],
  ): Promise<ExecutionPayloadJson> {
    const { payloadStatus, payloadId } = await this.#engine.setHead(
      this.#forkChoice(parent.slot, parent.executionHash),
      {
        timestamp: quantity(before.genesisTime + slot * SECONDS_PER_SLOT),
        prevRandao: toHex(before.getRandaoMix(computeEpochAtSlot(slot))),
        suggestedFeeRecipient: FEE_RECIPIENT,
        withdrawals: withdrawals.map(withdrawalToJson),
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

  #fillBody<Body extends CommonBody>(body: Body, slot: number, before: IBeaconStateView): Body {
    const epoch = computeEpochAtSlot(slot);
    const root = computeSigningRoot(ssz.Epoch, epoch, this.#domain(slot, DOMAIN_RANDAO));
    body.randaoReveal = this.#sign(before.getBeaconProposer(slot), root);
    body.eth1Data = before.eth1Data;
    body.syncAggregate.syncCommitteeSignature = G2_POINT_AT_INFINITY; // The signature of nobody.
    return body;
  }

  /** Runs the transition once to learn the state root, then again on the signed block with every check on. */
  #signAndVerify(block: BeaconBlock, before: IBeaconStateView) {
    block.stateRoot = this.#transition(block, before).hashTreeRoot();
    const domain = this.#domain(block.slot, DOMAIN_BEACON_PROPOSER);
    const type: Type<unknown> = sszTypesFor(before.forkName).BeaconBlock;
    const signature = this.#sign(block.proposerIndex, computeSigningRoot(type, block, domain));
    const checks = { verifyStateRoot: true, verifyProposer: true, verifySignatures: true };
    const signed = { message: block, signature };
    const after = before.stateTransition(signed, { ...CHECKED_ELSEWHERE, ...checks }, {});
    return { signature, after };
  }

  #transition(block: BeaconBlock, before: IBeaconStateView) {
    const unsigned = { message: block, signature: new Uint8Array(96) };
    const unchecked = { verifyStateRoot: false, verifyProposer: false, verifySignatures: false };
    return before.stateTransition(unsigned, { ...CHECKED_ELSEWHERE, ...unchecked }, {});
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

function blockOf<Body>(slot: number, parent: ChainBlock, before: IBeaconStateView, body: Body) {
  const proposerIndex = before.getBeaconProposer(slot);
  return { slot, proposerIndex, parentRoot: fromHex(parent.root), stateRoot: new Uint8Array(32), body };
}

function insideOf({ blockHash, blockNumber, transactions }: ExecutionPayloadJson) {
  return {
    executionHash: blockHash,
    executionNumber: Number(blockNumber),
    transactions: transactions.length,
  };
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
