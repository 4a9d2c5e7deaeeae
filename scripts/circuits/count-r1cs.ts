/**
 * The counts of a circuit, for the committed snapshot.
 * @module
 */
import { R1csFile } from "../development-keys/r1cs-file.ts";

export interface R1csCounts {
  readonly constraints: number;
  /** The constant 1 included. */
  readonly wires: number;
  readonly publicInputs: number;
  /** Entries of the three matrices: A and B cost the prover a point each, C nothing. */
  readonly nonZeroCoefficients: { readonly a: number; readonly b: number; readonly c: number };
}

export function countR1cs(r1csPath: string): R1csCounts {
  const file = new R1csFile(r1csPath);
  try {
    const nonZero = [0, 0, 0];
    file.visitTerms(new Uint8Array(1 << 20), (matrix) => {
      nonZero[matrix]! += 1;
    });
    const { constraintCount, wireCount, publicCount } = file.header;
    return {
      constraints: constraintCount,
      wires: wireCount,
      publicInputs: publicCount,
      nonZeroCoefficients: { a: nonZero[0]!, b: nonZero[1]!, c: nonZero[2]! },
    };
  } finally {
    file.close();
  }
}
