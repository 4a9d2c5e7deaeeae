/** Files of an installed key and its circuit. @module */
import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { KeysMissingError } from "./errors.ts";

/** @throws KeysMissingError also where it is cut, or is something else. */
export async function readKeyFile<T>(size: string, path: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new KeysMissingError(size, path, cause);
  }
}
