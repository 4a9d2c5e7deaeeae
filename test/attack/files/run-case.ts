/**
 * One changed file against the laws for all of them: it is accepted, where its kind allows that, or refused with a typed
 * error; soon; and JavaScript's own objects stay as they are.
 * @module
 */
import { ProverError } from "../../../prover/errors.ts";
import type { AttackCase } from "./target.ts";

/** Whatever is slower than that can be used to stop a program. A whole bundle of this size takes 0.1 s. */
const SLOW_MS = 20_000;

export type Outcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "fault"; readonly reason: string };

export async function runCase(attack: AttackCase): Promise<Outcome> {
  const begin = performance.now();
  const outcome = await outcomeOf(attack);
  const ms = performance.now() - begin;
  if (ms > SLOW_MS) return { kind: "fault", reason: `it took ${Math.round(ms)} ms` };
  const polluted = pollutedNames();
  return polluted.length > 0
    ? { kind: "fault", reason: `prototypes now have ${polluted.join(", ")}` }
    : outcome;
}

async function outcomeOf(attack: AttackCase): Promise<Outcome> {
  try {
    const reason = await attack.read();
    return reason === undefined ? { kind: "accepted" } : { kind: "fault", reason };
  } catch (error) {
    if (error instanceof ProverError) return faultOfError(error) ?? { kind: "refused", code: error.code };
    return {
      kind: "fault",
      reason: `it threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    };
  }
}

/** Text of a file goes to terminals through messages. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
/** A message is read by people: a file does not put its whole content into it. */
const LONGEST_MESSAGE = 4_000;

function faultOfError({ message, code }: ProverError): Outcome | undefined {
  if (CONTROL.test(message))
    return { kind: "fault", reason: `the message of ${code} has control characters` };
  if (message.length > LONGEST_MESSAGE)
    return { kind: "fault", reason: `the message of ${code} has ${message.length} characters` };
  return undefined;
}

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const OWN_NAMES = PROTOTYPES.map((prototype) => new Set(Reflect.ownKeys(prototype)));

function pollutedNames(): string[] {
  return PROTOTYPES.flatMap((prototype, i) =>
    Reflect.ownKeys(prototype)
      .filter((name) => !OWN_NAMES[i]!.has(name))
      .map(String),
  );
}
