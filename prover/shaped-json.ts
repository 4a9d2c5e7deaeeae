/** JSON that people write or strangers send, by a schema. What is refused is named by its place. @module */
import type { z } from "zod";
import { withoutBom } from "./without-bom.ts";

/** Makes the typed error of a kind of file. @param reason  without a full stop. */
export type Refuse = (reason: string, cause: unknown) => Error;

/** @throws what `refuse` makes. */
export function jsonIn(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(withoutBom(text));
  } catch (cause) {
    throw refuse((cause as Error).message, cause);
  }
}

/** @throws what `refuse` makes, of the first fault. */
export function shaped<T>(json: unknown, schema: z.ZodType<T>, refuse: Refuse): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw refuse(`${path.join(".") || "the file"}: ${message}`, parsed.error);
}
