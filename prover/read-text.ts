import { readBounded } from "./read-bounded.ts";
import type { Refuse } from "./shaped-json.ts";

/** @throws what `refuse` makes. */
export async function readText(path: string, refuse: Refuse): Promise<string> {
  const bytes = await readBounded(path).catch((cause: Error) => {
    throw refuse(cause.message, cause);
  });
  return bytes.toString("utf8");
}
