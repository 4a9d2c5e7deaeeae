/**
 * A deployment of Puffer's contracts, as data: addresses, implementations, storage layouts by implementation, modules. Nothing
 * of it is believed: every value names the check of `pufeth-por doctor --network` that confirms it against a node.
 *
 * A slot is the 32-byte number of a storage slot; of a mapping it is the slot that its keys are hashed with. Addresses are
 * lower-case once they are parsed.
 * @module
 */
import { isAddress } from "viem";
import { z } from "zod";
import type { Hex } from "../hex.ts";

/** The beacon chain's, on every network that the protocol is deployed on. */
export const SECONDS_PER_SLOT = 12n;

export const NETWORK_CHECKS = [
  "chain",
  "total-assets",
  "getters",
  "implementations",
  "references",
  "count",
  "modules",
  "roles",
  "magnitudes",
] as const;

/** What confirms a value: `prover/doctor/network/` has one function for each. */
export type NetworkCheck = (typeof NETWORK_CHECKS)[number];

const lower = (text: string) => text.toLowerCase() as Hex;
const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "expected 0x and 40 hex digits")
  .refine((text) => text === text.toLowerCase() || isAddress(text), "its checksum is wrong (EIP-55)")
  .transform(lower);
const word = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "expected 0x and 64 hex digits")
  .transform(lower);
const whole = z.int().nonnegative();
/** Stands in a bytes32, left-aligned. */
const moduleName = z.string().regex(/^[\x21-\x7e]{1,32}$/, "expected 1 to 32 printable ASCII characters");

const fact = <T extends z.ZodType>(value: T) =>
  z.strictObject({
    value,
    check: z.enum(NETWORK_CHECKS),
    /** Where the value, or the getter that it is compared with, is published. */
    source: z.string().max(300).optional(),
  });

export const networkSchema = z.strictObject({
  format: z.literal("pufeth-por-network"),
  version: z.literal(1),
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, "expected 1 to 40 of a-z, 0-9 and -"),
  chain: z.strictObject({
    chainId: fact(whole),
    /** Of the beacon chain, seconds. */
    genesisTime: fact(whole),
  }),
  vault: z.strictObject({
    address: fact(address),
    /** The vault's code knows oracle and depositor: another one is another implementation. */
    layouts: z
      .array(
        z.strictObject({
          implementation: fact(address),
          oracle: fact(address),
          revenueDepositor: fact(address),
          lidoLockedEth: fact(word),
          rewardDeposit: fact(word),
          rewardMint: fact(word),
          /** pufETH in circulation. */
          supply: fact(word),
          /** Mapping: pufETH by account. */
          balances: fact(word),
        }),
      )
      .min(1),
  }),
  oracle: z.strictObject({
    activeValidators: fact(word),
    /** ACTIVE validators in the protocol's storage, less the oracle's count. */
    offset: fact(z.int()),
    authority: fact(address),
  }),
  revenueDepositor: z.strictObject({
    /** `distribution`: last time (bits 0-47), window (48-151), amount (152-255). */
    layouts: z.array(z.strictObject({ implementation: fact(address), distribution: fact(word) })).min(1),
  }),
  protocol: z.strictObject({
    address: fact(address),
    /** `base`: of the protocol's struct; its fields are in storage-slots.ts. */
    layouts: z.array(z.strictObject({ implementation: fact(address), base: fact(word) })).min(1),
    /** Role of the access manager that alone may change the oracle's count. */
    countingRole: fact(whole),
  }),
  weth: z.strictObject({ address: fact(address), /** Mapping. */ balances: fact(word) }),
  steth: z.strictObject({
    address: fact(address),
    /** Mapping: shares by account. */
    shares: fact(word),
    version: fact(word),
    /** Two of 128 bits, like the slots of `layouts`: the low one is named first. */
    totalAndExternalShares: fact(word),
    /** By Lido's contract version: what the words mean is in lido-ether.ts. */
    layouts: z
      .array(z.strictObject({ version: fact(whole), buffered: fact(word), staked: fact(word) }))
      .min(1),
  }),
  modules: z.strictObject({
    /** Creates the pods; their addresses follow from the module's (EIP-1014). */
    eigenPodManager: fact(address),
    podInitCodeHash: fact(word),
    moduleBeacon: fact(address),
    podBeacon: fact(address),
    manager: fact(address),
    /** Modules that are known without asking for events. */
    seed: fact(z.array(z.strictObject({ name: moduleName, module: address }))),
  }),
  /** Who may change the contracts. Files of earlier releases have none of it. */
  governance: z
    .strictObject({
      /** Queues what will be executed: upgrades among it. */
      timelock: fact(address),
      /** Of the access manager, beside the counting role: whose members can take from the vault or burn pufETH. */
      otherRoles: fact(z.array(whole)),
    })
    .optional(),
  /** A slash on EigenLayer leaves ETH in a pod that is nobody's any more: only these operators can be slashed. */
  restaking: z.strictObject({ allocationManager: fact(address), operators: fact(z.array(address)) }),
});

/** The file: each value beside the name of its check. */
export type NetworkFile = z.output<typeof networkSchema>;

/** Without the checks' names. */
type Values<T> = T extends { readonly value: infer V; readonly check: string }
  ? V
  : T extends readonly (infer E)[]
    ? readonly Values<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Values<T[K]> }
      : T;

export type PufferNetwork = Values<NetworkFile>;

export function networkOf(file: NetworkFile): PufferNetwork {
  return valuesOf(file) as PufferNetwork;
}

function valuesOf(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(valuesOf);
  if (typeof node !== "object" || node === null) return node;
  if ("value" in node && "check" in node) return node.value;
  return Object.fromEntries(Object.entries(node).map(([key, below]) => [key, valuesOf(below)]));
}

/** The values that a check confirms, by their place in the file, e.g. `vault.layouts.0.oracle`. */
export function placesOfCheck(file: NetworkFile, check: NetworkCheck): string[] {
  const found: string[] = [];
  const visit = (node: unknown, place: string) => {
    if (typeof node !== "object" || node === null) return;
    if ("value" in node && "check" in node) {
      if (node.check === check) found.push(place);
      return;
    }
    for (const [key, below] of Object.entries(node)) visit(below, place === "" ? key : `${place}.${key}`);
  };
  visit(file, "");
  return found;
}
