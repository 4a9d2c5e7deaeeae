/**
 * Changes a JSON value where its structure is: a value becomes one that a reader may stumble on, a key disappears, comes
 * twice, or is one that means something to JavaScript.
 * @module
 */
import type { Random } from "./random.ts";

/** As text, because an object cannot have a key twice, and `__proto__` is none of an object literal. */
const DEEP = 20_000;
const HOSTILE: readonly string[] = [
  "null",
  "true",
  "0",
  "-1",
  "1.5",
  "1e400",
  "-0",
  "9007199254740993",
  "123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
  '""',
  '"0"',
  '"00"',
  '"-1"',
  '"0x"',
  '"0x0"',
  `"0x${"0".repeat(64)}"`,
  `"0x${"f".repeat(64)}"`,
  `"0x${"F".repeat(64)}"`,
  `"${"9".repeat(10_000)}"`,
  `"${"1".repeat(78)}"`,
  '"21888242871839275222246405745257275088548364400416034343698204186575808495617"',
  '"21888242871839275222246405745257275088696311157297823662689037894645226208583"',
  '"../../../../etc/passwd"',
  '"/etc/passwd"',
  '"pages/../../canary"',
  '"..\\\\..\\\\canary"',
  '"bundle.json"',
  '"pages/0000.json\\u0000"',
  '"file:///etc/passwd"',
  '"\\ud800"',
  '"__proto__"',
  '"constructor"',
  '"\\u001b[2J"',
  "[]",
  "{}",
  "[[]]",
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":null,"valueOf":1,"length":-1}',
  `${"[".repeat(DEEP)}${"]".repeat(DEEP)}`,
  `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`,
  `[${"0,".repeat(20_000)}0]`,
];
const KEYS = ["__proto__", "constructor", "prototype", "toString", "length", "then", "toJSON"];

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** JSON text in the place of a value. */
type Replace = (value: Json) => string;

/** @param value  plain JSON. @returns JSON text with one place changed; sometimes two. */
export function mutateJson(value: unknown, random: Random): string {
  const places = placesIn(value as Json);
  const at = random.below(places);
  // What stands elsewhere has the right form in the wrong place.
  const elsewhere = valueAt(value as Json, random.below(places));
  const isMoved = random.below(4) === 0;
  const once = changedAt(value as Json, at, random, isMoved ? () => JSON.stringify(elsewhere) : changed);
  if (random.below(4) > 0) return once;
  try {
    const again = JSON.parse(once) as Json;
    return changedAt(again, random.below(placesIn(again)), random, changed);
  } catch {
    return once;
  }
}

function childrenOf(value: Json): readonly Json[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

/** Values in it, itself among them. What is nested too deeply for the walk counts as one. */
function placesIn(value: Json, depth = 0): number {
  if (depth > 50) return 1;
  return 1 + childrenOf(value).reduce((sum: number, child) => sum + placesIn(child, depth + 1), 0);
}

function valueAt(value: Json, place: number): Json {
  if (place === 0) return value;
  let left = place - 1;
  for (const child of childrenOf(value)) {
    const places = placesIn(child);
    if (left < places) return valueAt(child, left);
    left -= places;
  }
  return value;
}

function changedAt(
  value: Json,
  place: number,
  random: Random,
  change: (value: Json, random: Random) => string,
  depth = 0,
): string {
  if (place === 0) return change(value, random);
  let left = place - 1;
  const written = (child: Json): string => {
    const places = placesIn(child, depth + 1);
    const isHere = left >= 0 && left < places;
    const text = isHere ? changedAt(child, left, random, change, depth + 1) : JSON.stringify(child);
    left -= places;
    return text;
  };
  return Array.isArray(value)
    ? arrayText(value, written)
    : objectText(value as Record<string, Json>, written);
}

function changed(value: Json, random: Random): string {
  const plain: Replace = (child) => JSON.stringify(child);
  const ways: (() => string)[] = [() => random.pick(HOSTILE), () => random.pick(HOSTILE)];
  if (typeof value === "string" && value.length > 0) ways.push(() => nearString(value, random));
  if (typeof value === "number")
    ways.push(() => String(random.pick([value + 1, value - 1, -value, value * 2 ** 32])));
  if (Array.isArray(value) && value.length > 0) {
    const at = random.below(value.length);
    const other = random.below(value.length);
    ways.push(
      () => JSON.stringify(value.toSpliced(at, 1)),
      () => JSON.stringify(value.toSpliced(at, 0, value[other] as Json)),
      () => JSON.stringify(value.with(at, value[other] as Json)),
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const fields = Object.entries(value) as [string, Json][];
    const at = random.below(Math.max(1, fields.length));
    ways.push(
      () => fieldsText(fields.toSpliced(at, 1), plain),
      () => fieldsText([...fields, ...fields.slice(at, at + 1)], plain),
      () => fieldsText(fields.toReversed(), plain),
      () =>
        `{${JSON.stringify(random.pick(KEYS))}:${random.pick(HOSTILE)}${fields.length ? "," : ""}${fieldsText(fields, plain).slice(1)}`,
    );
  }
  return random.pick(ways)();
}

/** One character more, less, or another. */
function nearString(value: string, random: Random): string {
  const at = random.below(value.length);
  const other = random.pick(random.below(3) > 0 ? [...value] : [..."0123456789abcdefABCDEFx-+. /"]);
  return JSON.stringify(
    random.pick([
      value.slice(0, at) + other + value.slice(at + 1),
      value.slice(0, at) + value.slice(at + 1),
      value.slice(0, at) + other + value.slice(at),
    ]),
  );
}

function arrayText(values: readonly Json[], written: Replace): string {
  return `[${values.map(written).join(",")}]`;
}

function objectText(value: Record<string, Json>, written: Replace): string {
  return fieldsText(Object.entries(value), written);
}

function fieldsText(fields: readonly (readonly [string, Json])[], written: Replace): string {
  return `{${fields.map(([key, value]) => `${JSON.stringify(key)}:${written(value)}`).join(",")}}`;
}
