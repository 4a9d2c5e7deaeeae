/**
 * Pages of a bundle as a contract argument: a run with the start values of its first page.
 * @module
 */
import type { Bundle, BundlePage } from "../../bundle/schema.ts";
import type { Groth16Proof } from "../../groth16/groth16-schema.ts";
import { fromPublicSignals, type PublicInputs } from "../../plan/public-inputs.ts";

/** `ListTop` of the balances. */
export function balancesTopArgument({ manifest }: Pick<Bundle, "manifest">) {
  const { node, branch, levels } = manifest.balancesTop;
  return { node, length: BigInt(manifest.listLength), branch, levels };
}

/**
 * Pages `from` (inclusive) to `to` (exclusive), counted from 0.
 * @throws RangeError if there are no such pages.
 */
export function pageRunArgument({ pages }: Pick<Bundle, "pages">, from = 0, to = pages.length) {
  const first = pages[from];
  if (first === undefined || to <= from || to > pages.length) {
    throw new RangeError(`There are no pages ${from} to ${to} of ${pages.length}`);
  }
  const before = fromPublicSignals(first.publicSignals);
  return {
    count: before.countIn,
    principalWei: before.principalInWei,
    rawWei: before.rawInWei,
    pages: pages.slice(from, to).map(pageArgument),
  };
}

/** A run without pages. */
export const NO_PAGES: ReturnType<typeof pageRunArgument> = {
  count: 0n,
  principalWei: 0n,
  rawWei: 0n,
  pages: [],
};

/** Validators before each page, and after the last: the counts at which accepted pages may end. */
export function pageBorders({ manifest, pages }: Pick<Bundle, "manifest" | "pages">): bigint[] {
  const signals: PublicInputs[] = pages.map(({ publicSignals }) => fromPublicSignals(publicSignals));
  return [BigInt(manifest.startCount), ...signals.map(({ countOut }) => countOut)];
}

function pageArgument({ link, publicSignals, proof }: BundlePage) {
  const signals = fromPublicSignals(publicSignals);
  return {
    linkNode: link.node,
    linkDepth: BigInt(link.depth),
    firstChunk: BigInt(link.firstChunk),
    branch: link.branch,
    commitmentOut: signals.commitmentOut,
    principalOutWei: signals.principalOutWei,
    rawOutWei: signals.rawOutWei,
    countOut: signals.countOut,
    existingOut: signals.existingOut,
    proof: proofCoordinates(proof),
  };
}

/** EVM order: the precompiles (EIP-197) put the imaginary part of a G2 coordinate first, snarkjs the real one. */
function proofCoordinates({ pi_a: a, pi_b: b, pi_c: c }: Groth16Proof) {
  return [
    BigInt(a[0]),
    BigInt(a[1]),
    BigInt(b[0][1]),
    BigInt(b[0][0]),
    BigInt(b[1][1]),
    BigInt(b[1][0]),
    BigInt(c[0]),
    BigInt(c[1]),
  ] as const;
}
