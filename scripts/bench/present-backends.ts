/**
 * The provers that are there: snarkjs always, rapidsnark where its binary is found.
 * @module
 */
import { backendChoiceOf } from "../../prover/cli/options/backend-choice.ts";
import type { BackendChoice } from "../../prover/prove/backends/proving-backend.ts";
import { BACKEND_NAMES, type BackendName } from "../../prover/prove/constants.ts";

/** @param wanted  undefined: whatever is there. @throws where a wanted one is not. */
export async function presentBackends(
  wanted: readonly BackendName[] | undefined,
  rapidsnark: string | undefined,
): Promise<BackendChoice[]> {
  const present: BackendChoice[] = [];
  for (const backend of wanted ?? BACKEND_NAMES) {
    try {
      present.push(
        await backendChoiceOf(backend === "rapidsnark" && rapidsnark ? { backend, rapidsnark } : { backend }),
      );
    } catch (error) {
      if (wanted !== undefined) throw error;
      console.log(`${backend} is left out: ${(error as Error).message}`);
    }
  }
  return present;
}
