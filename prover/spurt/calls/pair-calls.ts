/**
 * The calls of a PufferRegistry.
 * @module
 */
import type { Address } from "viem";
import { pufferRegistryAbi as abi } from "../../chain/abi/puffer-registry-abi.ts";
import type { PairArgument } from "../../chain/views/read-pairs.ts";
import type { Hex } from "../../hex.ts";
import type { PufferNetwork } from "../../puffer/network.ts";
import type { PlacedValidator } from "../../puffer/place-validators.ts";
import type { Pair } from "../../puffer/read-deployment.ts";
import { IMPLEMENTATION_SLOT, nameKey, validatorSlots } from "../../puffer/storage-slots.ts";
import { elementBranches } from "../../state/list-tree.ts";
import type { ShownState } from "./consolidation-calls.ts";
import { headerArgument } from "./encode-header.ts";
import { topArgument } from "./encode-top.ts";
import { type ShownExecution, StatePaths } from "./state-paths.ts";

/** Parent of fields 0 and 1 in a container of 8 fields. */
const KEY_AND_CREDENTIALS_GINDEX = 4n;

export function pairArgument({ module, position }: Pair): PairArgument {
  return { name: nameKey(module), index: BigInt(position) };
}

export function addModuleCall(registry: Address, name: string) {
  return { address: registry, abi, functionName: "addModule", args: [nameKey(name)] } as const;
}

export function announceCall(registry: Address, pairs: readonly Pair[]) {
  return { address: registry, abi, functionName: "announce", args: [pairs.map(pairArgument)] } as const;
}

export function settleCall(registry: Address, pairs: readonly PairArgument[]) {
  return { address: registry, abi, functionName: "settle", args: [pairs] } as const;
}

/** Pairs that the protocol counts now. */
export function registerCall(registry: Address, shown: ShownState, validators: readonly PlacedValidator[]) {
  const args = registrationArguments(shown, validators);
  return { address: registry, abi, functionName: "register", args } as const;
}

/**
 * Pairs that it counted at the block of the state, by its storage there.
 * @param base  of the protocol's struct.
 */
export function registerProvedCall(
  registry: Address,
  shown: ShownState,
  validators: readonly PlacedValidator[],
  execution: ShownExecution,
  { protocol }: PufferNetwork,
  base: bigint,
) {
  const paths = new StatePaths(execution);
  const implementation = paths.slotPath(protocol.address, IMPLEMENTATION_SLOT);
  const pairs = validators.map(({ module, position }) => {
    const { status, key } = validatorSlots(base, module, BigInt(position));
    const [path, firstChunk, lastChunk] = [status, ...key].map((slot) =>
      paths.slotPath(protocol.address, slot),
    ) as [Hex, Hex, Hex];
    return { status: path, firstChunk, lastChunk };
  });
  const account = paths.accountPath(protocol.address);
  const proof = { state: paths.state(), protocol: { account, implementation }, pairs };
  const args = [...registrationArguments(shown, validators), proof] as const;
  return { address: registry, abi, functionName: "registerProved", args } as const;
}

function registrationArguments({ state, nextTimestamp }: ShownState, validators: readonly PlacedValidator[]) {
  const indices = validators.map(({ index }) => index);
  // In the order of the call: neighbours share what their branches have in common.
  const branches = elementBranches(state, "validators", indices, KEY_AND_CREDENTIALS_GINDEX);
  const registrations = validators.map((validator, i) => ({
    pair: pairArgument(validator),
    validatorIndex: BigInt(validator.index),
    withdrawalCredentials: validator.withdrawalCredentials,
    branch: branches[i]!,
  }));
  return [
    nextTimestamp,
    headerArgument(state.header),
    topArgument(state, "validators"),
    registrations,
  ] as const;
}
