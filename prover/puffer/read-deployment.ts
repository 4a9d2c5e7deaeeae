/**
 * The deployed protocol at one block: the vault's terms, the modules with what they and their pods hold, and validators that its
 * storage says are ACTIVE. Discovery and verification read it with the same function, the one from a node, the other from the
 * trie nodes in a bundle.
 * @module
 */
import { hexToBigInt } from "viem";
import type { ProvedStorage } from "../chain/execution/proved-storage.ts";
import { CheckFailedError } from "../errors.ts";
import type { Hex } from "../hex.ts";
import type { PufferNetwork } from "./network.ts";
import { layoutAt, readVault, type VaultReading } from "./read-vault.ts";
import {
  addressOf,
  moduleSlots,
  podCredentials,
  podOf,
  pubkeyRootOf,
  readStatus,
  STATUS,
  validatorSlots,
} from "./storage-slots.ts";

/** A validator of the protocol: the number-th of its module. */
export interface Pair {
  readonly module: string;
  readonly position: number;
}

export interface NamedModule {
  readonly name: string;
  /** Positions of validators that are ACTIVE, strictly rising. */
  readonly active: readonly number[];
}

export interface ActiveValidator extends Pair {
  readonly pubkeyRoot: Hex;
  /** Where it must withdraw to. */
  readonly pod: Hex;
}

export interface ModuleReading {
  readonly name: string;
  readonly module: Hex;
  readonly pod: Hex;
  readonly moduleWei: bigint;
  readonly podWei: bigint;
  readonly active: readonly ActiveValidator[];
}

export interface DeploymentReading {
  readonly vault: VaultReading;
  readonly modules: readonly ModuleReading[];
}

/** A validator that is claimed to be ACTIVE is not, or a module is not one of the protocol's. */
export class DeploymentClaimError extends CheckFailedError {
  readonly code = "DEPLOYMENT_CLAIM_FALSE";
  constructor(
    readonly subject: string,
    reason: string,
  ) {
    super(`${subject}: ${reason}.`, {
      hints: ["Do not rely on this bundle: ask its maker, or prove again."],
    });
  }
}

/**
 * @param timestamp  of the block, seconds.
 * @throws ImplementationUnknownError, DeploymentClaimError, and the errors of the storage.
 */
export async function readDeployment(
  storage: ProvedStorage,
  network: PufferNetwork,
  timestamp: bigint,
  claimed: readonly NamedModule[],
): Promise<DeploymentReading> {
  const vault = await readVault(storage, network, timestamp);
  const base = await protocolBase(storage, network);
  const names = new Set<string>();
  const modules: ModuleReading[] = [];
  for (const { name, active } of claimed) {
    if (names.has(name)) throw new DeploymentClaimError(`Module ${name}`, "it is listed twice");
    names.add(name);
    const place = await readModule(storage, network, base, name);
    if (place === undefined)
      throw new DeploymentClaimError(`Module ${name}`, "the protocol has no such module");
    modules.push({
      ...place,
      moduleWei: (await storage.read(place.module, [])).balanceWei,
      podWei: (await storage.read(place.pod, [])).balanceWei,
      active: await readActive(storage, network, base, { name, active }),
    });
  }
  return { vault, modules };
}

/** The base of the protocol's struct. @throws ImplementationUnknownError */
export async function protocolBase(storage: ProvedStorage, { protocol }: PufferNetwork): Promise<bigint> {
  return hexToBigInt((await layoutAt(storage, "protocol", protocol.address, protocol.layouts)).base);
}

/** @returns undefined if the protocol has no module of this name. */
export async function readModule(
  storage: ProvedStorage,
  network: PufferNetwork,
  base: bigint,
  name: string,
): Promise<Pick<ModuleReading, "name" | "module" | "pod"> | undefined> {
  const { values } = await storage.read(network.protocol.address, [moduleSlots(base, name).module]);
  if (values[0] === 0n) return undefined;
  const module = addressOf(values[0]!);
  return { name, module, pod: podOf(network, module) };
}

/** Status and key of each. @throws DeploymentClaimError where one is not ACTIVE. */
export async function readActive(
  storage: ProvedStorage,
  network: PufferNetwork,
  base: bigint,
  { name, active }: NamedModule,
): Promise<ActiveValidator[]> {
  const slots = active.map((position) => validatorSlots(base, name, BigInt(position)));
  const { values } = await storage.read(
    network.protocol.address,
    slots.flatMap(({ status, key }) => [status, ...key]),
  );
  const pods = new Map<Hex, Hex>();
  const podOfModule = (module: Hex) => {
    const pod = pods.get(module) ?? podOf(network, module);
    pods.set(module, pod);
    return pod;
  };
  return active.map((position, i) => {
    const [word, first, second] = values.slice(3 * i, 3 * i + 3);
    const { status, module } = readStatus(word!);
    const fail = (reason: string) => new DeploymentClaimError(`Validator ${position} of ${name}`, reason);
    if (i > 0 && position <= active[i - 1]!) throw fail("its position is not above the one before it");
    if (status !== STATUS.active) throw fail(`its status at this block is ${status}, not ACTIVE`);
    return { module: name, position, pubkeyRoot: pubkeyRootOf(first!, second!), pod: podOfModule(module) };
  });
}

/** Number of validators that are shown to be ACTIVE. */
export function shownActive({ modules }: DeploymentReading): number {
  return modules.reduce((sum, { active }) => sum + active.length, 0);
}

/** Whether an entry of the beacon state withdraws to the validator's pod. */
export function paysPod(
  { pod }: Pick<ActiveValidator, "pod">,
  { withdrawalCredentials }: { readonly withdrawalCredentials: Hex },
): boolean {
  return podCredentials(pod).includes(withdrawalCredentials);
}
