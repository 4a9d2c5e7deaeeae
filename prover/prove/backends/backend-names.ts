/** The proving backends by name, in a file of its own so that `--help` need not load them. @module */
export const BACKEND_NAMES = ["snarkjs", "rapidsnark"] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
