import type { Derivation } from "./derivation.ts";

/**
 * Names of the wires that no rule reaches, positions left out, with how many there are of each.
 * @param wires  by the names of their signals.
 */
export function undeterminedSignals(
  wires: ReadonlyMap<string, number>,
  { undetermined }: Derivation,
): Record<string, number> {
  const open = new Set(undetermined);
  const counts: Record<string, number> = {};
  for (const [name, wire] of wires) {
    // The first of the names of a wire is enough.
    if (!open.delete(wire)) continue;
    const kind = name.replace(/\[\d+\]/g, "[]");
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
