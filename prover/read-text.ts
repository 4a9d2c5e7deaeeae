import { readFile } from "node:fs/promises";
import type { Refuse } from "./shaped-json.ts";

/** @throws what `refuse` makes. */
export function readText(path: string, refuse: Refuse): Promise<string> {
  return readFile(path, "utf8").catch((cause: Error) => {
    throw refuse(cause.message, cause);
  });
}
