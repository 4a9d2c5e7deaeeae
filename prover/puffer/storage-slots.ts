/**
 * Where the deployed protocol keeps its validators, and how pods follow from modules.
 *
 *     struct at `base` of the protocol
 *       +2 pendingValidatorIndices[name]     the next free index
 *       +3 nextToBeProvisioned[name]
 *       +4 validators[name][i]
 *       +5 modules[name]                     address
 *       +6 moduleLimits[name]                allowed (bits 0-127), registered (128-255)
 *     validators[name][i] at v
 *       v+0 node (bits 0-159), bond (160-255)
 *       v+1 module (0-159), status (160-167)
 *       v+2 2 · 48 + 1; the public key is in keccak(v+2) and the slot after it: the two SSZ chunks of a BLSPubkey
 *
 * Source: Solidity documentation, "Layout of State Variables in Storage"; EIP-1967; EIP-1014 (CREATE2).
 * @module
 */
import {
  encodeAbiParameters,
  getContractAddress,
  hexToBigInt,
  keccak256,
  numberToHex,
  pad,
  sha256,
  stringToHex,
} from "viem";
import { fromHex, type Hex } from "../hex.ts";
import type { PufferNetwork } from "./network.ts";

/** EIP-1967: keccak("eip1967.proxy.implementation") − 1. */
export const IMPLEMENTATION_SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbcn;
/** EIP-1967: keccak("eip1967.proxy.beacon") − 1. */
export const BEACON_SLOT = 0xa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50n;

const PENDING_INDICES = 2n;
const NEXT_TO_BE_PROVISIONED = 3n;
const VALIDATORS = 4n;
const MODULES = 5n;
const MODULE_LIMITS = 6n;

const ADDRESS_BITS = 160n;
const ADDRESS_MASK = (1n << ADDRESS_BITS) - 1n;

export const STATUS = { uninitialized: 0, pending: 1, skipped: 2, active: 3, frozen: 4 } as const;

export function slotHex(slot: bigint): Hex {
  return numberToHex(slot, { size: 32 });
}

/** Of a mapping's value. @param key  32 bytes, or an address, which is padded on the left. */
export function mappingSlot(key: Hex, mapping: bigint): bigint {
  return hexToBigInt(keccak256(`${pad(key)}${slotHex(mapping).slice(2)}`));
}

/** ERC-7201: the base of a namespace. */
export function namespaceBase(id: string): bigint {
  const inner = hexToBigInt(keccak256(stringToHex(id))) - 1n;
  return hexToBigInt(keccak256(slotHex(inner))) & ~0xffn;
}

/** A module's name as its key: bytes32, left-aligned. */
export function nameKey(name: string): Hex {
  return stringToHex(name, { size: 32 });
}

/** The name in a bytes32; undefined if it is no printable text. */
export function nameOfKey(key: Hex): string | undefined {
  const text = String.fromCharCode(...fromHex(key)).replace(/\0+$/, "");
  return /^[\x21-\x7e]{1,32}$/.test(text) ? text : undefined;
}

export interface ModuleSlots {
  readonly pendingIndices: bigint;
  readonly nextToBeProvisioned: bigint;
  readonly module: bigint;
  readonly limits: bigint;
}

export function moduleSlots(base: bigint, name: string): ModuleSlots {
  const key = nameKey(name);
  return {
    pendingIndices: mappingSlot(key, base + PENDING_INDICES),
    nextToBeProvisioned: mappingSlot(key, base + NEXT_TO_BE_PROVISIONED),
    module: mappingSlot(key, base + MODULES),
    limits: mappingSlot(key, base + MODULE_LIMITS),
  };
}

/** Of the mapping `validators`. */
export function validatorsSlot(base: bigint): bigint {
  return base + VALIDATORS;
}

export interface ValidatorSlots {
  readonly node: bigint;
  readonly status: bigint;
  /** The first 32 bytes of the public key, and the last 16. */
  readonly key: readonly [bigint, bigint];
}

/** @param position  of the validator among those of its module. */
export function validatorSlots(base: bigint, name: string, position: bigint): ValidatorSlots {
  const node = mappingSlot(slotHex(position), mappingSlot(nameKey(name), validatorsSlot(base)));
  const key = hexToBigInt(keccak256(slotHex(node + 2n)));
  return { node, status: node + 1n, key: [key, key + 1n] };
}

/** `validators[name][i] + 1`. */
export function readStatus(word: bigint): { readonly module: Hex; readonly status: number } {
  return { module: addressOf(word), status: Number((word >> ADDRESS_BITS) & 0xffn) };
}

/** The low 20 bytes of a word. */
export function addressOf(word: bigint): Hex {
  return numberToHex(word & ADDRESS_MASK, { size: 20 });
}

/** Two unsigned numbers of 128 bits, the low one first. */
export function halvesOf(word: bigint): readonly [bigint, bigint] {
  return [word & ((1n << 128n) - 1n), word >> 128n];
}

/** hash_tree_root of the public key whose chunks these are. */
export function pubkeyRootOf(first: bigint, second: bigint): Hex {
  return sha256(`${slotHex(first)}${slotHex(second).slice(2)}`);
}

/** The EigenPod of a module. */
export function podOf({ modules }: Pick<PufferNetwork, "modules">, module: Hex): Hex {
  const { eigenPodManager: from, podInitCodeHash: bytecodeHash } = modules;
  const salt = encodeAbiParameters([{ type: "address" }], [module]);
  return getContractAddress({ opcode: "CREATE2", from, salt, bytecodeHash }).toLowerCase() as Hex;
}

/** Withdrawal credentials of a pod, both kinds. Source: EIP-7251. */
export function podCredentials(pod: Hex): readonly [Hex, Hex] {
  const rest = `${"00".repeat(11)}${pod.slice(2)}`;
  return [`0x01${rest}`, `0x02${rest}`];
}
