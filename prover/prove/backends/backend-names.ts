/** The programs that can turn a witness into a proof. Stands alone: `--help` need not load them. @module */
export const BACKEND_NAMES = ["snarkjs", "rapidsnark"] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
