/**
 * Results as JSON: numbers of the chain are decimal strings, since JSON readers round above 2^53.
 * @module
 */

import { decimalOfBigint } from "../../decimal-of-bigint.ts";

export function toPlainJson(result: object): string {
  return JSON.stringify(result, decimalOfBigint, 2);
}
