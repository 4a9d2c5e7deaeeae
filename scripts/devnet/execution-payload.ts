/**
 * Execution payloads between their two forms: JSON of the Engine API and SSZ of the beacon block.
 * @module
 */
import type { capella, electra } from "@lodestar/types";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import type { ExecutionPayloadJson, WithdrawalJson } from "./engine-api.ts";

export function quantity(value: number | bigint): Hex {
  return `0x${value.toString(16)}`;
}

/** Electra and Fulu share this container. */
export function payloadFromJson(json: ExecutionPayloadJson): electra.ExecutionPayload {
  return {
    parentHash: fromHex(json.parentHash),
    feeRecipient: fromHex(json.feeRecipient),
    stateRoot: fromHex(json.stateRoot),
    receiptsRoot: fromHex(json.receiptsRoot),
    logsBloom: fromHex(json.logsBloom),
    prevRandao: fromHex(json.prevRandao),
    blockNumber: Number(json.blockNumber),
    gasLimit: Number(json.gasLimit),
    gasUsed: Number(json.gasUsed),
    timestamp: Number(json.timestamp),
    extraData: fromHex(json.extraData),
    baseFeePerGas: BigInt(json.baseFeePerGas),
    blockHash: fromHex(json.blockHash),
    transactions: json.transactions.map(fromHex),
    withdrawals: json.withdrawals.map(withdrawalFromJson),
    blobGasUsed: BigInt(json.blobGasUsed),
    excessBlobGas: BigInt(json.excessBlobGas),
  };
}

/** `amount` in gwei on both sides. */
export function withdrawalToJson(withdrawal: capella.Withdrawal): WithdrawalJson {
  return {
    index: quantity(withdrawal.index),
    validatorIndex: quantity(withdrawal.validatorIndex),
    address: toHex(withdrawal.address),
    amount: quantity(withdrawal.amount),
  };
}

function withdrawalFromJson(json: WithdrawalJson): capella.Withdrawal {
  return {
    index: Number(json.index),
    validatorIndex: Number(json.validatorIndex),
    address: fromHex(json.address),
    amount: BigInt(json.amount),
  };
}
