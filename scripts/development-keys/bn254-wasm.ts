/**
 * One private instance of ffjavascript's BN254 WASM module with memory of a fixed size.
 *
 * The scalar and point arithmetic of a key runs directly on WASM memory, on addresses: a JavaScript object
 * per field element would need tens of gigabytes for a million constraints. Memory never grows, so `bytes`
 * stays valid for the life of the instance.
 *
 * `frm_mul(a, b)` is the Montgomery product a·b/R with R = 2^256. So plain × Montgomery gives PLAIN, which is
 * how scalars leave this module without a conversion; Montgomery × Montgomery gives Montgomery.
 *
 * Worker threads load this file, so it must not import ffjavascript: web-worker, which that loads, takes a thread
 * it did not start for its own and fails. load-bn254.ts gets the module on the main thread.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";

export const SCALAR_BYTES = 32;
/** Three scalars a wire and one a domain row must fit the 4 GiB of a WASM memory. */
export const MAX_DOMAIN_POWER = 24;

const MONTGOMERY_RADIX = 1n << 256n;
const PAGE_BYTES = 65_536;
/** ffjavascript's own size for this module: constants and scratch, below 100 kB of it in use. */
const MODULE_BYTES = 25 * PAGE_BYTES;

type Unary = (input: number, output: number) => void;
type Binary = (left: number, right: number, output: number) => void;

/** Every argument is an address, except n (a count) and the steps (bytes). */
export interface Bn254Exports {
  frm_mul: Binary;
  frm_add: Binary;
  frm_sub: Binary;
  frm_toMontgomery: Unary;
  /** Uses (n + 1) · 32 bytes above the allocation mark. Zeros stay zero. */
  frm_batchInverse(input: number, inputStep: number, n: number, output: number, outputStep: number): void;
  g1m_zero(output: number): void;
  g2m_zero(output: number): void;
  g1m_double: Unary;
  g2m_double: Unary;
  g1m_toAffine: Unary;
  g2m_toAffine: Unary;
  g1m_addMixed: Binary;
  g2m_addMixed: Binary;
  g1m_subMixed: Binary;
  g2m_subMixed: Binary;
  /** Uses twice n field elements above the allocation mark. Infinity becomes all zero bytes, as in a zkey. */
  g1m_batchToAffine(input: number, n: number, output: number): void;
  g2m_batchToAffine(input: number, n: number, output: number): void;
}

/** What another thread needs to make its own instance. Structured-cloneable. */
export interface Bn254Module {
  readonly code: Uint8Array<ArrayBuffer>;
  readonly g1GeneratorAddress: number;
  readonly g2GeneratorAddress: number;
}

export interface Bn254Wasm {
  readonly exports: Bn254Exports;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Address of `length` fresh bytes, 8-aligned, never freed. @throws RangeError when the memory is spent. */
  allocate(length: number): number;
}

/** @param dataBytes room for allocations and for the scratch that the batch functions take above them. */
export async function instantiateBn254(module: Bn254Module, dataBytes: number): Promise<Bn254Wasm> {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((MODULE_BYTES + dataBytes) / PAGE_BYTES) });
  const { instance } = await WebAssembly.instantiate(module.code, { env: { memory } });
  // The first word of memory is the module's own bump pointer: its batch functions take scratch from there.
  const freeMark = new Uint32Array(memory.buffer, 0, 1);
  return {
    exports: instance.exports as unknown as Bn254Exports,
    bytes: new Uint8Array(memory.buffer),
    allocate(length) {
      const address = Math.ceil(freeMark[0]! / 8) * 8;
      if (address + length > memory.buffer.byteLength)
        throw new RangeError(`WASM memory is spent: ${length}`);
      freeMark[0] = address + length;
      return address;
    },
  };
}

/** Writes `value` as 32 little-endian bytes. @param value below 2^256. */
export function storePlain(wasm: Bn254Wasm, address: number, value: bigint): void {
  const view = new DataView(wasm.bytes.buffer, address, SCALAR_BYTES);
  for (let word = 0; word < 4; word++) {
    view.setBigUint64(word * 8, BigInt.asUintN(64, value >> BigInt(64 * word)), true);
  }
}

/** Fresh address holding the Montgomery form of `value`. */
export function allocateMontgomery(wasm: Bn254Wasm, value: bigint): number {
  const address = wasm.allocate(SCALAR_BYTES);
  storePlain(wasm, address, (value * MONTGOMERY_RADIX) % SCALAR_FIELD_ORDER);
  return address;
}

/** Fresh address holding `value` itself. */
export function allocatePlain(wasm: Bn254Wasm, value: bigint): number {
  const address = wasm.allocate(SCALAR_BYTES);
  storePlain(wasm, address, value);
  return address;
}
