/**
 * Who operates a validator: `node` of its pair, the account that enlisted its key and gets its rewards. It stands there as long
 * as the validator is ACTIVE.
 * @module
 */
import type { ProvedStorage } from "../chain/execution/proved-storage.ts";
import type { Hex } from "../hex.ts";
import type { PufferNetwork } from "./network.ts";
import { type NamedModule, type Pair, protocolBase } from "./read-deployment.ts";
import { addressOf, validatorSlots } from "./storage-slots.ts";

export type OperatorOf = (pair: Pair) => Hex;

/**
 * @param modules  with the positions of ACTIVE validators.
 * @throws ImplementationUnknownError, and the errors of the storage. `OperatorOf` throws RangeError for another pair.
 */
export async function readNodeOperators(
  storage: ProvedStorage,
  network: PufferNetwork,
  modules: readonly NamedModule[],
): Promise<OperatorOf> {
  const base = await protocolBase(storage, network);
  const nodes = new Map<string, Hex>();
  for (const { name, active } of modules) {
    const slots = active.map((position) => validatorSlots(base, name, BigInt(position)).node);
    const { values } = await storage.read(network.protocol.address, slots);
    active.forEach((position, i) => {
      nodes.set(keyOf({ module: name, position }), addressOf(values[i]!));
    });
  }
  return (pair) => {
    const node = nodes.get(keyOf(pair));
    if (node === undefined) throw new RangeError(`${keyOf(pair)} was not read`);
    return node;
  };
}

function keyOf({ module, position }: Pair): string {
  return `${module}[${position}]`;
}
