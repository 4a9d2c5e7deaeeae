/**
 * Starts page-worker.ts in a worker thread: a thread does not inherit tsx from the command line.
 * @module
 */
import { register } from "tsx/esm/api";

register();
export const { provePage, writeWitness } = await import("./page-worker.ts");
