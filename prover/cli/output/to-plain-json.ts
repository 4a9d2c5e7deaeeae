/**
 * Results as JSON: numbers of the chain are decimal strings, since JSON readers round above 2^53.
 * @module
 */

export function toPlainJson(result: object): string {
  return JSON.stringify(result, (_, value) => (typeof value === "bigint" ? value.toString() : value), 2);
}
