/**
 * The validators of a registry that need attention at a block, each with the data that proves it: its fields hash to
 * `proof.validator.node`, both branches lead to the state root, and the header with that root hashes to the block root.
 * @module
 */
import type { RegistryEntry } from "../plan/registry.ts";
import { epochOf } from "../state/epochs.ts";
import { podOfCredentials } from "../state/pod-of-credentials.ts";
import {
  type ValidatorProof,
  type ValidatorRecord,
  validatorAt,
  validatorProof,
  withValidators,
} from "../state/validator-record.ts";
import type { BeaconHeader, VerifiedState } from "../state/verified-state.ts";
import { EJECT_REASONS, type EjectReason } from "./constants.ts";
import { type Judgement, judgeValidator } from "./judge-validator.ts";

export interface Ejection extends Judgement {
  readonly validator: ValidatorRecord;
  readonly principalGwei: bigint;
  /** What is missing to the principal, gwei. */
  readonly missingGwei: bigint;
  /** The account that its withdrawals go to; null if its credentials name none. */
  readonly pod: `0x${string}` | null;
  readonly proof: ValidatorProof;
}

export interface Ejections {
  readonly header: BeaconHeader;
  readonly blockRoot: `0x${string}`;
  readonly epoch: bigint;
  /** Entries of the registry. */
  readonly validators: number;
  /** Not validators yet at this block, by index. */
  readonly notExisting: readonly number[];
  /** Exited and paid out. */
  readonly withdrawn: number;
  /** In the order of the registry. */
  readonly found: readonly Ejection[];
}

/**
 * @param reasons  which of them count; default: all.
 * @throws the errors of the beacon nodes, where the state is a partial one.
 */
export async function findEjections(
  asked: VerifiedState,
  registry: readonly RegistryEntry[],
  reasons: readonly EjectReason[] = EJECT_REASONS,
): Promise<Ejections> {
  const state = await withValidators(
    asked,
    registry.map(({ index }) => index),
  );
  const epoch = epochOf(state.header.slot);
  const found: Ejection[] = [];
  let withdrawn = 0;
  for (const { index, principalGwei } of registry) {
    if (index >= state.listLength) continue;
    const validator = validatorAt(state, index);
    const judgement = judgeValidator(validator, principalGwei, epoch);
    if (judgement.status === "withdrawn") withdrawn++;
    if (!judgement.reasons.some((reason) => reasons.includes(reason))) continue;
    const missing = principalGwei - validator.balanceGwei;
    found.push({
      ...judgement,
      validator,
      principalGwei,
      missingGwei: missing > 0n ? missing : 0n,
      pod: podOfCredentials(validator.withdrawalCredentials),
      proof: validatorProof(state, index),
    });
  }
  return {
    header: state.header,
    blockRoot: state.blockRoot,
    epoch,
    validators: registry.length,
    notExisting: registry.map(({ index }) => index).filter((index) => index >= state.listLength),
    withdrawn,
    found,
  };
}
