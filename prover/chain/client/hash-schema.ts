/** A hash or a root, 32 bytes, in what a node answers; in lower case. @module */
import { z } from "zod";
import type { Hex } from "../../hex.ts";

export const hashSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/)
  .transform((text) => text.toLowerCase() as Hex);
