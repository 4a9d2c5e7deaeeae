/**
 * Finds the validators that are ACTIVE at a block, by reading the status of every position of every module. Who asks needs no
 * list and believes no event: names say where to look, and N distinct ones are all of them, because the oracle counts N.
 * @module
 */
import type { ProvedStorage } from "../chain/execution/proved-storage.ts";
import type { PufferNetwork } from "./network.ts";
import { type NamedModule, protocolBase, readModule } from "./read-deployment.ts";
import { moduleSlots, readStatus, STATUS, validatorSlots } from "./storage-slots.ts";

/** Positions whose status is read at a time. */
const BATCH = 200;

/**
 * @param names  of modules, each once; those that the protocol does not have at this block are left out.
 * @param onModule  called after each.
 * @throws ImplementationUnknownError, and the errors of the storage.
 */
export async function discoverActive(
  storage: ProvedStorage,
  network: PufferNetwork,
  names: readonly string[],
  onModule: (done: number, found: number) => void = () => {},
): Promise<NamedModule[]> {
  const base = await protocolBase(storage, network);
  const modules: NamedModule[] = [];
  let found = 0;
  for (const [i, name] of names.entries()) {
    if ((await readModule(storage, network, base, name)) !== undefined) {
      const active = await activeOf(storage, network, base, name);
      modules.push({ name, active });
      found += active.length;
    }
    onModule(i + 1, found);
  }
  return modules;
}

async function activeOf(
  storage: ProvedStorage,
  { protocol }: PufferNetwork,
  base: bigint,
  name: string,
): Promise<number[]> {
  const { values } = await storage.read(protocol.address, [moduleSlots(base, name).pendingIndices]);
  const end = Number(values[0]!);
  const active: number[] = [];
  for (let from = 0; from < end; from += BATCH) {
    const positions = Array.from({ length: Math.min(BATCH, end - from) }, (_, i) => from + i);
    const words = await storage.read(
      protocol.address,
      positions.map((position) => validatorSlots(base, name, BigInt(position)).status),
    );
    active.push(...positions.filter((_, i) => readStatus(words.values[i]!).status === STATUS.active));
  }
  return active;
}
