/**
 * What the options about the backend mean.
 * @module
 */
import { findProgram } from "../../prove/backends/find-program.ts";
import type { BackendChoice } from "../../prove/backends/proving-backend.ts";
import type { ProvingOptions } from "./proving-options.ts";

/** @throws ProgramMissingError where the binary is not there. */
export async function backendChoiceOf({
  backend = "snarkjs",
  rapidsnark = "rapidsnark",
}: ProvingOptions): Promise<BackendChoice> {
  // A path that stands in the environment or a config file does no harm where another backend proves.
  if (backend === "snarkjs") return { name: backend };
  return { name: backend, path: await findProgram(rapidsnark, process.env) };
}
