/**
 * EVM code without jumps back, written over named stack entries: it counts how deep each of them lies.
 * @module
 */
import type { Hex } from "viem";
import { toHex } from "viem";

/** Opcodes: https://www.evm.codes */
const OP = {
  add: 0x01,
  mod: 0x06,
  addMod: 0x08,
  mulMod: 0x09,
  equal: 0x14,
  shiftRight: 0x1c,
  callDataLoad: 0x35,
  codeCopy: 0x39,
  pop: 0x50,
  memoryStore: 0x52,
  jumpIf: 0x57,
  jumpDestination: 0x5b,
  push0: 0x5f,
  push1: 0x60,
  push2: 0x61,
  dup1: 0x80,
  swap1: 0x90,
  return: 0xf3,
  revert: 0xfd,
} as const;

export class StackCode {
  readonly #bytes: number[] = [];
  /** From the bottom; the empty name is of an entry that only the next steps use. */
  readonly #stack: string[] = [];

  push(value: bigint, name = ""): this {
    const bytes = value === 0n ? [] : [...Buffer.from(evenHex(value), "hex")];
    this.#bytes.push(OP.push0 + bytes.length, ...bytes);
    this.#stack.push(name);
    return this;
  }

  /** Copies the entry of this name to the top. */
  copy(name: string): this {
    this.#bytes.push(OP.dup1 + this.#depthOf(name, 16));
    this.#stack.push("");
    return this;
  }

  /** Copies the top. */
  duplicate(): this {
    this.#bytes.push(OP.dup1);
    this.#stack.push("");
    return this;
  }

  /** Moves the top to the place of the entry of this name. */
  assign(name: string): this {
    this.#bytes.push(OP.swap1 + this.#depthOf(name, 17) - 1, OP.pop);
    this.#stack.pop();
    return this;
  }

  /** Names the top. */
  name(name: string): this {
    this.#stack[this.#stack.length - 1] = name;
    return this;
  }

  add = () => this.#operate(OP.add, 2);
  mod = () => this.#operate(OP.mod, 2);
  addMod = () => this.#operate(OP.addMod, 3);
  mulMod = () => this.#operate(OP.mulMod, 3);
  equal = () => this.#operate(OP.equal, 2);
  shiftRight = () => this.#operate(OP.shiftRight, 2);
  callDataLoad = () => this.#operate(OP.callDataLoad, 1);

  /** Takes the top; without returned data if it is zero. */
  revertUnless(): this {
    // PUSH2, JUMPI, two zeros and REVERT come before the place to go on from.
    const destination = this.#bytes.length + 7;
    this.#bytes.push(OP.push2, destination >> 8, destination & 0xff, OP.jumpIf);
    this.#bytes.push(OP.push0, OP.push0, OP.revert, OP.jumpDestination);
    this.#stack.pop();
    return this;
  }

  /** Ends the call with the top. */
  returnWord(): void {
    this.#bytes.push(OP.push0, OP.memoryStore, OP.push1, 32, OP.push0, OP.return);
  }

  /** The code that puts this code on chain. */
  creationCode(): Hex {
    const { length } = this.#bytes;
    const size = [length >> 8, length & 0xff];
    const head = [
      OP.push2,
      ...size,
      OP.push1,
      12,
      OP.push0,
      OP.codeCopy,
      OP.push2,
      ...size,
      OP.push0,
      OP.return,
    ];
    return toHex(Uint8Array.from([...head, ...this.#bytes]));
  }

  #operate(opcode: number, taken: number): this {
    this.#bytes.push(opcode);
    this.#stack.splice(-taken, taken, "");
    return this;
  }

  /** 0 for the top. */
  #depthOf(name: string, limit: number): number {
    const depth = this.#stack.length - 1 - this.#stack.lastIndexOf(name);
    if (depth >= limit || depth === this.#stack.length) throw new Error(`No entry ${name} in reach.`);
    return depth;
  }
}

function evenHex(value: bigint): string {
  const digits = value.toString(16);
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}
