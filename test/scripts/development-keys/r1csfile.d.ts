/** The part of r1csfile 0.0.48 that these tests call; the package ships no types. */
declare module "r1csfile" {
  /** Wire to coefficient. */
  export type R1csCombination = Readonly<Record<string, bigint>>;

  export interface R1csObject {
    readonly nVars: number;
    readonly nOutputs: number;
    readonly nPubInputs: number;
    readonly nConstraints: number;
    readonly constraints: Iterable<readonly [R1csCombination, R1csCombination, R1csCombination]>;
  }

  /** @param options.F the field; bigint arithmetic keeps ffjavascript's threads out. */
  export function readR1cs(path: string, options: { F: object; loadConstraints: true }): Promise<R1csObject>;
}
