/**
 * The backends that are available on this machine.
 * @module
 */
import type { BackendChoice } from "../../prover/prove/backends/backend.ts";
import { BACKEND_NAMES, findBackend } from "../../prover/prove/backends/registry.ts";

/**
 * @param wanted   undefined: whatever is available. @throws if a wanted one is not.
 * @param options  of the backends, by name.
 */
export async function presentBackends(
  wanted: readonly string[] | undefined,
  options: object,
): Promise<BackendChoice[]> {
  const present: BackendChoice[] = [];
  for (const backend of wanted ?? BACKEND_NAMES) {
    try {
      present.push(await findBackend({ ...options, backend }));
    } catch (error) {
      if (wanted !== undefined) throw error;
      console.log(`${backend} is skipped: ${(error as Error).message}`);
    }
  }
  return present;
}
