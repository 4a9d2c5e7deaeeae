/** One value has one spelling, whatever order its keys came in. @module */
import fc from "fast-check";
import { expect, test } from "vitest";
import { pageFileSchema } from "../../prover/bundle/schema.ts";
import { canonicalJson, sha256Hex } from "../../prover/groth16/canonical-json.ts";

test("canonicalJson: two spaces, one newline at the end", () => {
  expect(canonicalJson({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}\n');
});

test("canonicalJson: JSON.parse gives the same value back, and that the same text", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});

test("a schema puts keys into its own order, so the order they came in leaves no trace", () => {
  const root = `0x${"ab".repeat(32)}`;
  const link = { node: root, depth: 1, firstChunk: 0, branch: [root] };
  const proof = {
    pi_a: ["1", "2", "1"],
    pi_b: [
      ["1", "2"],
      ["3", "4"],
      ["1", "0"],
    ],
    pi_c: ["1", "2", "1"],
    protocol: "groth16",
    curve: "bn128",
  };
  const balances = { chunks: [root], siblings: [root] };
  const page = { link, balances, publicSignals: Array(16).fill("0"), proof };
  const shuffled = {
    proof: Object.fromEntries(Object.entries(proof).reverse()),
    publicSignals: page.publicSignals,
    balances: Object.fromEntries(Object.entries(balances).reverse()),
    link: Object.fromEntries(Object.entries(link).reverse()),
  };
  expect(JSON.stringify(shuffled)).not.toBe(JSON.stringify(page));
  expect(canonicalJson(pageFileSchema.parse(shuffled))).toBe(canonicalJson(page));
});

test("sha256Hex: the digest of the empty message (FIPS 180-4)", () => {
  expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
