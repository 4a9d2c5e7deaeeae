/** The tree is byte for byte that of @openzeppelin/merkle-tree. @module */
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import fc from "fast-check";
import { expect, it } from "vitest";
import { toHex } from "../../prover/hex.ts";
import { leafHash, proofAt, rootOfProof, standardTree } from "../../prover/rewards/standard-tree.ts";

const account = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toHex);
const amount = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }).map(String);

it("dump and proofs of any rows, from one on", () => {
  const rows = fc.uniqueArray(fc.tuple(account, fc.boolean(), amount), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(rows, (values) => {
      const types = ["address", "bool", "uint256"] as const;
      const own = standardTree(values, types);
      const library = StandardMerkleTree.of(values, [...types]);
      expect(own).toEqual(library.dump());
      for (const [place, { value, treeIndex }] of own.values.entries()) {
        const proof = proofAt(own, treeIndex);
        expect(proof).toEqual(library.getProof(place));
        expect(rootOfProof(leafHash(value, types), proof)).toBe(library.root);
        const more = [value[0]!, value[1]!, String(BigInt(value[2]!) ^ 1n)];
        expect(rootOfProof(leafHash(more, types), proof)).not.toBe(library.root);
      }
    }),
    { numRuns: 40 },
  );
});

it("without rows there is no tree", () => {
  expect(() => standardTree([], ["address"])).toThrow(RangeError);
});
