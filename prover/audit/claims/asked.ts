/**
 * Wraps a question that a claim asks a node directly.
 * @module
 */
import { NotCheckableError } from "../errors.ts";

/** A failure says nothing about the bundle. @throws NotCheckableError */
export async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new NotCheckableError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
