/** For JSON.stringify: numbers of the chain are decimal texts, since readers of JSON round above 2^53. */
export function decimalOfBigint(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
