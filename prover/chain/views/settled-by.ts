/**
 * Sums over the provisions of a registry, as `totalsBy` of the contract has them and a report needs them. Pure, and small:
 * the web page runs it too.
 * @module
 */
import type { DepositsProof } from "../execution/execution-proof.ts";
import type { RegistryProvision } from "./read-registry.ts";

/** Written off, or back in the pool. */
function isSettledBy({ settledAt }: RegistryProvision, timestamp: bigint): boolean {
  return settledAt !== 0n && settledAt <= timestamp;
}

/** Its principal was provided, and had not come back. */
export function isOutAt(provision: RegistryProvision, timestamp: bigint): boolean {
  return provision.provisionedAt <= timestamp && !isSettledBy(provision, timestamp);
}

/**
 * How many provisions there were at a time, which of them are given up, and the principal of those that were never given
 * up and whose principal had not come back to the pool.
 */
export function settledBy(
  provisions: readonly RegistryProvision[],
  timestamp: bigint,
): Pick<DepositsProof, "provisioned" | "writtenOffBefore" | "outstandingGwei" | "writtenOff"> {
  const writtenOff = provisions.filter(({ status }) => status === "written-off");
  const later = writtenOff.filter(({ settledAt }) => settledAt > timestamp);
  const outstandingGwei = provisions
    .filter((provision) => provision.status !== "written-off" && !isSettledBy(provision, timestamp))
    .reduce((sum, { principalGwei }) => sum + principalGwei, 0n);
  return {
    provisioned: provisions.length.toString(),
    writtenOffBefore: (writtenOff.length - later.length).toString(),
    outstandingGwei: outstandingGwei.toString(),
    writtenOff: later.map(({ number }) => number.toString()),
  };
}
