/**
 * Names of modules: those of the network file, and those of the protocol's events since. A name only says where to look: what a
 * module is stands in the storage.
 * @module
 */
import { parseAbi } from "viem";
import type { ChainClient } from "../chain/client/chain-client.ts";
import type { PufferNetwork } from "./network.ts";
import { nameOfKey } from "./storage-slots.ts";

const [created] = parseAbi([
  "event NewPufferModuleCreated(address module, bytes32 indexed moduleName, bytes32 withdrawalCredentials)",
]);

export interface ModuleNames {
  readonly names: readonly string[];
  /** Why events could not be read: many nodes limit the range of blocks. */
  readonly notice: string | undefined;
}

/** Each name once, those of the network file first. */
export async function moduleNames(
  chain: ChainClient,
  { protocol, modules }: PufferNetwork,
  toBlock: bigint,
): Promise<ModuleNames> {
  const seeded = modules.seed.map(({ name }) => name);
  try {
    const events = await chain.ask(
      "the events of new modules",
      chain.viem.getLogs({
        address: [protocol.address, modules.manager],
        event: created,
        fromBlock: 0n,
        toBlock,
        strict: true,
      }),
    );
    const named = events.map(({ args }) => nameOfKey(args.moduleName)).filter((name) => name !== undefined);
    return { names: [...new Set([...seeded, ...named])], notice: undefined };
  } catch (error) {
    const notice = `The events of new modules cannot be read: ${(error as Error).message}`;
    return { names: seeded, notice };
  }
}
