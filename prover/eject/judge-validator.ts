/**
 * What is wrong with a validator at a block, and what can be done about it. Pure.
 * Source: consensus-specs phase0/beacon-chain.md (is_active_validator), electra/beacon-chain.md
 * (process_withdrawal_request).
 * @module
 */
import { SHARD_COMMITTEE_PERIOD } from "../state/epochs.ts";
import { podOfCredentials } from "../state/pod-of-credentials.ts";
import { FAR_FUTURE_EPOCH, type ValidatorRecord } from "../state/validator-record.ts";
import { GWEI_PER_ETH } from "../units.ts";
import type { EjectReason } from "./constants.ts";

/** `withdrawn`: withdrawable, with nothing left: its time is over. */
export type ValidatorStatus = "pending" | "active" | "exiting" | "exited" | "withdrawable" | "withdrawn";

/**
 * `exit`: the pod's owner can request it now. `exit-later`: from an epoch on. `wait`: it is not active yet, or its exit is
 * under way. `operator`: its credentials name no account, so only the validator's own key can exit it.
 */
export type EjectStep = "exit" | "exit-later" | "wait" | "operator";

export interface Judgement {
  readonly status: ValidatorStatus;
  /** None: nothing is wrong with it. */
  readonly reasons: readonly EjectReason[];
  readonly step: EjectStep;
  /** From which the step, or the withdrawal that is waited for, is possible; null if that is not known. */
  readonly fromEpoch: bigint | null;
}

/** @param epoch  of the state. */
export function judgeValidator(validator: ValidatorRecord, principalGwei: bigint, epoch: bigint): Judgement {
  const status = statusOf(validator, epoch);
  return {
    status,
    reasons: reasonsOf(validator, principalGwei, status),
    ...stepOf(validator, status, epoch),
  };
}

function statusOf(validator: ValidatorRecord, epoch: bigint): ValidatorStatus {
  if (validator.withdrawableEpoch <= epoch)
    return validator.balanceGwei === 0n ? "withdrawn" : "withdrawable";
  if (validator.exitEpoch <= epoch) return "exited";
  if (validator.activationEpoch > epoch) return "pending";
  return validator.exitEpoch === FAR_FUTURE_EPOCH ? "active" : "exiting";
}

function reasonsOf(
  { balanceGwei, slashed }: ValidatorRecord,
  principalGwei: bigint,
  status: ValidatorStatus,
): EjectReason[] {
  // Its balance left it as it should: nothing is said by the 0 that remains.
  if (status === "withdrawn") return [];
  const reasons: EjectReason[] = [];
  if (balanceGwei < GWEI_PER_ETH) reasons.push("below-1-eth");
  if (balanceGwei < principalGwei) reasons.push("below-principal");
  if (slashed) reasons.push("slashed");
  if (status !== "active" && status !== "exiting") reasons.push("inactive");
  return reasons;
}

function stepOf(
  validator: ValidatorRecord,
  status: ValidatorStatus,
  epoch: bigint,
): Pick<Judgement, "step" | "fromEpoch"> {
  if (status === "pending") return { step: "wait", fromEpoch: known(validator.activationEpoch) };
  if (status !== "active") return { step: "wait", fromEpoch: known(validator.withdrawableEpoch) };
  if (podOfCredentials(validator.withdrawalCredentials) === null)
    return { step: "operator", fromEpoch: epoch };
  const fromEpoch = validator.activationEpoch + SHARD_COMMITTEE_PERIOD;
  return fromEpoch <= epoch ? { step: "exit", fromEpoch: epoch } : { step: "exit-later", fromEpoch };
}

function known(epoch: bigint): bigint | null {
  return epoch === FAR_FUTURE_EPOCH ? null : epoch;
}
