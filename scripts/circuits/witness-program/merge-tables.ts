import type { TableOperation } from "./operations.ts";

/** Operations of one wave, in any order: the same table over consecutive wires becomes one operation. */
export function mergeTables(operations: readonly TableOperation[]): TableOperation[] {
  const sorted = [...operations].sort((left, right) => left.out - right.out);
  const merged: TableOperation[] = [];
  for (const operation of sorted) {
    const last = merged.at(-1);
    const follows =
      last !== undefined &&
      last.table === operation.table &&
      last.inputs.length === operation.inputs.length &&
      last.out + last.length === operation.out &&
      last.inputs.every((wire, i) => wire + last.length === operation.inputs[i]);
    if (follows) merged[merged.length - 1] = { ...last, length: last.length + 1 };
    else merged.push(operation);
  }
  return merged;
}
