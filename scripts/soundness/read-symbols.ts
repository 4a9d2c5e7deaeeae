import { readFileSync } from "node:fs";

/**
 * @param symPath  circom's list of symbols.
 * @returns signal name without `main.` → wire. Signals that the compiler removed are absent.
 */
export function readSymbols(symPath: string): Map<string, number> {
  const wires = new Map<string, number>();
  for (const line of readFileSync(symPath, "utf8").split("\n")) {
    const [, wire, , name] = line.split(",");
    if (name !== undefined && Number(wire) >= 0) wires.set(name.replace(/^main\./, ""), Number(wire));
  }
  return wires;
}
