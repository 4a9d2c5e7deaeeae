/**
 * Multiproofs against persistent-merkle-tree's, an independent implementation of consensus-specs.
 * @module
 */
import { createHash } from "node:crypto";
import {
  LeafNode,
  type MultiProof,
  ProofType,
  subtreeFillToContents,
  Tree,
} from "@chainsafe/persistent-merkle-tree";
import fc from "fast-check";
import { expect, test } from "vitest";
import { multiproofPlaces, multiproofRoot } from "../../prover/bundle/chunk-multiproof.ts";

const hashPair = (left: Uint8Array, right: Uint8Array) =>
  createHash("sha256").update(left).update(right).digest();

/** Every leaf another one. */
function treeOf(depth: number): Tree {
  const leaves = Array.from({ length: 2 ** depth }, (_, i) => {
    const bytes = new Uint8Array(32);
    new DataView(bytes.buffer).setUint32(0, i + 1);
    return LeafNode.fromRoot(bytes);
  });
  return new Tree(subtreeFillToContents(leaves, depth));
}

const anyClaim = fc
  .integer({ min: 1, max: 7 })
  .chain((depth) =>
    fc.tuple(
      fc.constant(depth),
      fc.uniqueArray(fc.nat(2 ** depth - 1), { minLength: 1, maxLength: 2 ** depth }),
    ),
  );

function proofOf(depth: number, positions: readonly number[]) {
  const tree = treeOf(depth);
  const gindices = positions.map((position) => BigInt(2 ** depth + position));
  const { witnesses } = tree.getProof({ type: ProofType.multi, gindices }) as MultiProof;
  const chunks = new Map(positions.map((position, i) => [position, tree.getRoot(gindices[i]!)]));
  return { tree, witnesses, chunks };
}

test("multiproofPlaces: the siblings of consensus-specs, in their order", () => {
  fc.assert(
    fc.property(anyClaim, ([depth, positions]) => {
      const { tree, witnesses } = proofOf(depth, positions);
      const places = multiproofPlaces(depth, positions);
      const nodes = places.map(({ level, position }) =>
        tree.getRoot(BigInt(2 ** (depth - level) + position)),
      );
      expect(nodes).toEqual(witnesses);
    }),
  );
});

test("multiproofRoot: chunks and siblings lead to the root, and any change in one of them away from it", () => {
  const change = fc.tuple(fc.nat(), fc.nat(255), fc.integer({ min: 0, max: 7 }));
  fc.assert(
    fc.property(anyClaim, change, ([depth, positions], [which, byte, bit]) => {
      const { tree, witnesses, chunks } = proofOf(depth, positions);
      expect(multiproofRoot(depth, chunks, witnesses, hashPair)).toEqual(Buffer.from(tree.root));

      const nodes = [...chunks.values(), ...witnesses];
      const changed = nodes.map((node) => Uint8Array.from(node));
      changed[which % nodes.length]![byte % 32]! ^= 1 << bit;
      const others = new Map([...chunks.keys()].map((position, i) => [position, changed[i]!]));
      const root = multiproofRoot(depth, others, changed.slice(others.size), hashPair);
      expect(root).not.toEqual(Buffer.from(tree.root));
    }),
  );
});

test("multiproofRoot: a chunk at another place leads elsewhere or nowhere", () => {
  fc.assert(
    fc.property(anyClaim, fc.nat(), fc.nat(), ([depth, positions], which, to) => {
      const { tree, witnesses, chunks } = proofOf(depth, positions);
      const from = positions[which % positions.length]!;
      const target = to % 2 ** (depth + 1);
      fc.pre(!chunks.has(target));
      const moved = new Map([...chunks].map(([at, node]) => [at === from ? target : at, node]));
      expect(multiproofRoot(depth, moved, witnesses, hashPair)).not.toEqual(Buffer.from(tree.root));
    }),
  );
});

test("multiproofRoot: a sibling too many or too few is none, and neither is nothing", () => {
  fc.assert(
    fc.property(anyClaim, ([depth, positions]) => {
      const { witnesses, chunks } = proofOf(depth, positions);
      const more = [...witnesses, new Uint8Array(32)];
      expect(multiproofRoot(depth, chunks, more, hashPair)).toBeUndefined();
      fc.pre(witnesses.length > 0);
      expect(multiproofRoot(depth, chunks, witnesses.slice(0, -1), hashPair)).toBeUndefined();
    }),
  );
  expect(multiproofRoot(3, new Map(), [], hashPair)).toBeUndefined();
});
