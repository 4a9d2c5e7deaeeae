import { expect, it } from "vitest";
import type { StateSource } from "../../prover/cli/options/prove-sources.ts";
import { slotOfLeftRun } from "../../prover/spurt/slot-of-left-run.ts";

const RUN = { slot: 77, blockRoot: "0x" };
const beacon = (slot: number | "finalized" | "head") =>
  ({ kind: "beacon", beaconUrl: "http://b", slot }) as unknown as StateSource;
const file = {
  kind: "file",
  stateFile: "s",
  headerFile: "h",
  fork: undefined,
  spurt: undefined,
} as StateSource;

it.each([
  ["finalized is the slot that it was", beacon("finalized"), beacon(77), 1],
  ["head is the slot that it was", beacon("head"), beacon(77), 1],
  ["a slot that is named stays", beacon(12), beacon(12), 0],
  ["a file stays", file, file, 0],
])("a run that goes on: %s", (_, given, expected, words) => {
  const said: string[] = [];
  expect(slotOfLeftRun(given, RUN, (text) => void said.push(text))).toEqual(expected);
  expect(said).toHaveLength(words);
  expect(slotOfLeftRun(given, undefined, () => {})).toEqual(given);
});
