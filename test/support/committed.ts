/**
 * Measured values that are committed in test/snapshots/, by name, and compared by tests.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

const pathOf = (file: string) => new URL(`../snapshots/${file}`, import.meta.url);

export function readCommitted<T>(file: string): Readonly<Record<string, T>> {
  return JSON.parse(readFileSync(pathOf(file), "utf8"));
}

/**
 * After a change that is meant: `UPDATE_SNAPSHOTS=1 npx vitest run` with the test's file, and read the diff.
 * @param measured  by name; what others measure stays as it is.
 * @param compare   default: equality.
 */
export function expectCommitted<T>(
  file: string,
  measured: Readonly<Record<string, T>>,
  compare: (measured: T, committed: T, name: string) => void = (value, committed, name) =>
    expect(value, name).toEqual(committed),
): void {
  const committed = readCommitted<T>(file);
  if (process.env.UPDATE_SNAPSHOTS) {
    writeFileSync(pathOf(file), `${JSON.stringify({ ...committed, ...measured }, null, 2)}\n`);
    return;
  }
  for (const [name, value] of Object.entries(measured)) {
    expect(committed, `${name} is not in ${file}`).toHaveProperty([name]);
    compare(value, committed[name]!, name);
  }
}
