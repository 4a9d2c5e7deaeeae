import type { KeySidecar } from "./key-sidecar.ts";

export interface SidecarDifference {
  readonly field: keyof KeySidecar;
  readonly expected: string;
  readonly found: string;
}

/** @returns the first difference between `found` and `expected`; undefined if none. */
export function sidecarDifference(expected: KeySidecar, found: KeySidecar): SidecarDifference | undefined {
  const field = (Object.keys(expected) as (keyof KeySidecar)[]).find(
    (name) => expected[name] !== found[name],
  );
  return field && { field, expected: String(expected[field]), found: String(found[field]) };
}
