/**
 * Registers every provisioned validator that exists. Anyone may do this; a spurt can be finished only when all
 * validators that existed at its block are counted.
 * @module
 */
import type { Address } from "viem";
import { batches } from "../batches.ts";
import { validatorRegistryAbi as abi } from "../chain/abi/validator-registry-abi.ts";
import { latestBlock } from "../chain/blocks/execution-block.ts";
import { atOneBlock } from "../chain/client/at-one-block.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import {
  createSender,
  type SenderOptions,
  type TransactionResult,
} from "../chain/client/send-transaction.ts";
import { isRefusal } from "../chain/client/transaction-errors.ts";
import { connectOracle } from "../chain/views/oracle-contracts.ts";
import { readProvision, readRegistryContract } from "../chain/views/read-registry.ts";
import type { Hex } from "../hex.ts";
import type { BeaconAccess } from "../state/beacon-access.ts";
import type { BlockId } from "../state/beacon-node.ts";
import { fetchBeaconState } from "../state/fetch-beacon-state.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { headerArgument } from "./calls/encode-header.ts";
import { topArgument } from "./calls/encode-top.ts";
import type { OnStep } from "./chain-steps.ts";
import {
  type FoundProvision,
  type FoundProvisions,
  findProvisions,
  registrationArguments,
} from "./find-provisions.ts";
import { rememberedState } from "./remembered-state.ts";

export interface RegisterOptions extends SenderOptions {
  readonly chain: ChainClient;
  /** Keys are searched among all validators, so whole states are read regardless of `stateRoute`. */
  readonly beacon: BeaconAccess;
  readonly oracle: Address;
  /** Block whose state is searched; it must be within EIP-4788's 27 hours. */
  readonly slot: BlockId;
  readonly validatorsPerTransaction: number;
  /** Called before each step. */
  readonly onStep?: OnStep | undefined;
}

/** Plain JSON. */
export interface RegisterResult {
  readonly registry: Address;
  /** Null if no search was needed. */
  readonly slot: number | null;
  /** Transactions sent by this run, or simulated in a dry run. */
  readonly registered: readonly ValidatorName[];
  /** Registered by somebody else while this ran. */
  readonly registeredMeanwhile: readonly ValidatorName[];
  /** Validators that withdraw to none of the pods. */
  readonly wrongCredentials: readonly (ValidatorName & { readonly withdrawalCredentials: Hex })[];
  /** Numbers of provisions that are not validators yet. */
  readonly notExisting: readonly string[];
  readonly transactions: readonly TransactionResult[];
}

export interface ValidatorName {
  /** Number of the provision. */
  readonly provision: string;
  readonly pubkeyRoot: Hex;
  readonly validatorIndex: number;
}

/**
 * Searches the state of a block for provisioned public keys, and proves to the registry those that it has.
 * @throws The errors of the state stage and of `Sender.send`, and how contracts and RPC fail.
 */
export async function registerValidators(options: RegisterOptions): Promise<RegisterResult> {
  const { chain, beacon, slot, validatorsPerTransaction, onStep = () => {} } = options;
  const { registry } = await connectOracle(chain, options.oracle);
  const sender = await createSender(chain, options);
  onStep({ kind: "reading-registry" });
  const now = atOneBlock(chain);
  const { timestamp } = await latestBlock(now);
  const { provisions, pods } = await readRegistryContract(now, registry, timestamp);
  const open = provisions.filter(({ status }) => status === "provisioned");
  if (open.length === 0) return resultOf(registry, null);

  onStep({ kind: "searching-validators", provisions: open.length });
  const fetchAt = (blockId: BlockId) => fetchBeaconState({ ...beacon, blockId });
  const asked = await fetchAt(slot);
  const inAsked = findProvisions(asked, open, pods);
  if (inAsked.registrable.length === 0) return foundIn(asked, inAsked, registry);
  const { state, nextTimestamp } = await rememberedState(asked, chain, (blockRoot) => {
    onStep({ kind: "other-block-used", slot: asked.header.slot, used: blockRoot });
    return fetchAt(blockRoot);
  });
  const found = state === asked ? inAsked : findProvisions(state, open, pods);
  const result = foundIn(state, found, registry);

  const { header } = state;
  const top = topArgument(state, "validators");
  const registered: ValidatorName[] = [];
  const registeredMeanwhile: ValidatorName[] = [];
  const transactions: TransactionResult[] = [];
  const stillOpen = async (validators: readonly FoundProvision[]) => {
    const isOpen = await Promise.all(
      validators.map(({ provision }) => isProvisioned(chain, registry, provision)),
    );
    return validators.filter((_, i) => isOpen[i]);
  };
  const send = async (validators: readonly FoundProvision[]) => {
    const registrations = registrationArguments(state, validators);
    const args = [nextTimestamp, headerArgument(header), top, registrations] as const;
    const call = { address: registry, abi, functionName: "register", args };
    const sent = await sender.send(call, (step) =>
      onStep({ kind: "registering", validators: validators.length, step }),
    );
    transactions.push(sent);
    registered.push(...validators.map(nameOf));
  };
  for (const batch of batches(found.registrable, validatorsPerTransaction)) {
    let missing = await stillOpen(batch);
    const meanwhile = new Set(batch.filter((validator) => !missing.includes(validator)));
    while (missing.length > 0) {
      try {
        await send(missing);
        break;
      } catch (error) {
        // The contract skips what somebody else has registered, and the branch after it then lacks what the two have in common.
        const left = isRefusal(error) ? await stillOpen(missing) : missing;
        if (left.length === missing.length) throw error;
        for (const validator of missing) if (!left.includes(validator)) meanwhile.add(validator);
        missing = left;
      }
    }
    registeredMeanwhile.push(...batch.filter((validator) => meanwhile.has(validator)).map(nameOf));
  }
  return { ...result, registered, registeredMeanwhile, transactions };
}

function foundIn(state: VerifiedState, found: FoundProvisions, registry: Address): RegisterResult {
  return {
    ...resultOf(registry, state.header.slot),
    wrongCredentials: found.wrongCredentials.map((validator) => ({
      ...nameOf(validator),
      withdrawalCredentials: validator.withdrawalCredentials,
    })),
    notExisting: found.missing.map(String),
  };
}

/** Others may register at the same time. */
async function isProvisioned(chain: ChainClient, registry: Address, provision: bigint): Promise<boolean> {
  const { status } = await readProvision(chain, registry, provision);
  return status === "provisioned";
}

function nameOf({ provision, pubkeyRoot, validatorIndex }: FoundProvision): ValidatorName {
  return { provision: provision.toString(), pubkeyRoot, validatorIndex };
}

function resultOf(registry: Address, slot: number | null): RegisterResult {
  return {
    registry,
    slot,
    registered: [],
    registeredMeanwhile: [],
    wrongCredentials: [],
    notExisting: [],
    transactions: [],
  };
}
