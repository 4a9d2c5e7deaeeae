/**
 * Constants of the prove stage, in their own file so that help pages load no prover.
 * @module
 */

/** The programs that can turn a witness into a proof. */
export const BACKEND_NAMES = ["snarkjs", "rapidsnark"] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
