/**
 * Constants of the prove stage. They stand apart from what uses them: who only names one, e.g. a help page, loads no
 * prover.
 * @module
 */

/** The programs that can turn a witness into a proof. */
export const BACKEND_NAMES = ["snarkjs", "rapidsnark"] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
