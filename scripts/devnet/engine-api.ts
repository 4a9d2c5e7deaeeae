/**
 * The four Engine API calls that a consensus layer needs to make the execution layer build, check and adopt blocks.
 * Source: execution-apis, src/engine/prague.md (V4) and cancun.md (V3); authentication.md for the token.
 * @module
 */
import { createHmac } from "node:crypto";
import type { Hex } from "../../prover/hex.ts";
import { jsonRpc } from "./json-rpc.ts";

/** `ExecutionPayloadV3`; numbers are hex quantities. */
export interface ExecutionPayloadJson {
  readonly parentHash: Hex;
  readonly feeRecipient: Hex;
  readonly stateRoot: Hex;
  readonly receiptsRoot: Hex;
  readonly logsBloom: Hex;
  readonly prevRandao: Hex;
  readonly blockNumber: Hex;
  readonly gasLimit: Hex;
  readonly gasUsed: Hex;
  readonly timestamp: Hex;
  readonly extraData: Hex;
  readonly baseFeePerGas: Hex;
  readonly blockHash: Hex;
  readonly transactions: readonly Hex[];
  readonly withdrawals: readonly WithdrawalJson[];
  readonly blobGasUsed: Hex;
  readonly excessBlobGas: Hex;
}

/** `WithdrawalV1`: `amount` in gwei. */
export interface WithdrawalJson {
  readonly index: Hex;
  readonly validatorIndex: Hex;
  readonly address: Hex;
  readonly amount: Hex;
}

/** `PayloadAttributesV3`: what the next block must contain. `timestamp` in unix seconds. */
export interface PayloadAttributes {
  readonly timestamp: Hex;
  readonly prevRandao: Hex;
  readonly suggestedFeeRecipient: Hex;
  readonly withdrawals: readonly WithdrawalJson[];
  readonly parentBeaconBlockRoot: Hex;
}

/** `ForkchoiceStateV1`: block hashes. */
export interface ForkChoice {
  readonly headBlockHash: Hex;
  readonly safeBlockHash: Hex;
  readonly finalizedBlockHash: Hex;
}

export interface PayloadStatus {
  readonly status: "VALID" | "INVALID" | "SYNCING" | "ACCEPTED" | "INVALID_BLOCK_HASH";
  readonly validationError: string | null;
}

export interface BuiltPayload {
  readonly executionPayload: ExecutionPayloadJson;
  readonly blobsBundle: { readonly commitments: readonly Hex[] };
  readonly executionRequests?: readonly Hex[];
}

export class EngineApi {
  readonly #url: string;
  readonly #jwtSecret: Uint8Array;

  constructor(url: string, jwtSecret: Uint8Array) {
    this.#url = url;
    this.#jwtSecret = jwtSecret;
  }

  /** Adopts a head; with attributes, also starts to build the block on top of it. */
  setHead(
    forkChoice: ForkChoice,
    attributes: PayloadAttributes | null,
  ): Promise<{ payloadStatus: PayloadStatus; payloadId: Hex | null }> {
    return this.#call("engine_forkchoiceUpdatedV3", [forkChoice, attributes]);
  }

  getPayload(payloadId: Hex): Promise<BuiltPayload> {
    return this.#call("engine_getPayloadV4", [payloadId]);
  }

  /** Has a payload without blobs and requests checked. */
  newPayload(payload: ExecutionPayloadJson, parentBeaconBlockRoot: Hex): Promise<PayloadStatus> {
    return this.#call("engine_newPayloadV4", [payload, [], parentBeaconBlockRoot, []]);
  }

  #call<Result>(method: string, params: readonly unknown[]): Promise<Result> {
    return jsonRpc(this.#url, method, params, { authorization: `Bearer ${this.#token()}` });
  }

  /** A JSON Web Token that the client accepts for a minute from `iat`, unix seconds. */
  #token(): string {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const content = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ iat: Math.floor(Date.now() / 1000) })}`;
    return `${content}.${createHmac("sha256", this.#jwtSecret).update(content).digest("base64url")}`;
  }
}
