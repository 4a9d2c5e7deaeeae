import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packNode } from "../../prover/witness/pack-node.ts";
import { unpackNode } from "./unpack-node.ts";

const nodes = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("packNode", () => {
  it("keeps every bit: four big-endian 32-bit words a half, 40 bits apart", () => {
    fc.assert(
      fc.property(nodes, (node) => {
        expect([...unpackNode(packNode(node))]).toEqual([...node]);
      }),
    );
  });

  it("puts the first byte on top of the first half and the last byte at the bottom of the second", () => {
    const node = new Uint8Array(32);
    [node[0], node[31]] = [0x80, 0x01];
    expect(packNode(node)).toEqual([1n << (3n * 40n + 31n), 1n]);
  });

  it("leaves 8 zero bits above every word, also above words of ones", () => {
    const half = [0n, 40n, 80n, 120n].reduce((sum, at) => sum | (0xffff_ffffn << at), 0n);
    expect(packNode(new Uint8Array(32).fill(0xff))).toEqual([half, half]);
  });

  it("reads a node in the middle of a larger buffer", () => {
    fc.assert(
      fc.property(nodes, fc.nat({ max: 100 }), (node, offset) => {
        const buffer = new Uint8Array(offset + 32 + 7).fill(0xa5);
        buffer.set(node, offset);
        expect(packNode(buffer.subarray(offset, offset + 32))).toEqual(packNode(node));
      }),
    );
  });
});
