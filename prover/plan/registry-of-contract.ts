/**
 * The registry to prove, from what the registry contract holds. The oracle compares the commitment of the list with its
 * own, so a wrong answer is found in the end; here it is found before anything is proved.
 * @module
 */
import type { RegistryContents } from "../chain/views/read-registry.ts";
import { RegistryContractError } from "./errors.ts";
import { type RegistryEntry, repeatedValidator, VALIDATOR_REGISTRY_LIMIT } from "./registry.ts";

/**
 * @returns The entries in the order of the chain; none for an empty registry.
 * @throws RegistryContractError for an entry that the contract cannot hold.
 */
export function registryOfContract({
  contract,
  blockNumber,
  entries,
}: Pick<RegistryContents, "contract" | "blockNumber" | "entries">): readonly RegistryEntry[] {
  const fault = (reason: string) => new RegistryContractError(contract, blockNumber, reason);
  for (const [position, { index }] of entries.entries()) {
    if (!Number.isSafeInteger(index) || index < 0 || index >= VALIDATOR_REGISTRY_LIMIT) {
      throw fault(`entry ${position} is validator ${index}, and a validator index is below 2^40`);
    }
  }
  const repeated = repeatedValidator(entries);
  if (repeated !== undefined) {
    const { index, positions } = repeated;
    throw fault(`validator ${index} is listed twice, as entries ${positions[0]} and ${positions[1]}`);
  }
  return entries;
}
