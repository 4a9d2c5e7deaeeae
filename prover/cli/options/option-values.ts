/**
 * Values of options, checked where they enter.
 * @module
 */
import { InvalidArgumentError } from "commander";

/** An HTTP address of a node. Kept as it was given: a path may hold a provider's key. */
export function parseHttpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new InvalidArgumentError("It must be an http:// or https:// address.");
  }
  return text;
}

export type SlotChoice = number | "finalized" | "head";

export function parseSlot(text: string): SlotChoice {
  if (text === "finalized" || text === "head") return text;
  const slot = Number(text);
  if (!/^[0-9]{1,15}$/.test(text))
    throw new InvalidArgumentError("It must be a slot number, finalized or head.");
  return slot;
}

/** Spurts are numbered from 1. */
export function parseSpurtNumber(text: string): bigint {
  if (!/^[1-9][0-9]{0,18}$/.test(text))
    throw new InvalidArgumentError("It must be the number of a spurt, from 1.");
  return BigInt(text);
}

export function parseSeconds(text: string): number {
  if (!/^[1-9][0-9]{0,4}$/.test(text))
    throw new InvalidArgumentError("It must be a number of seconds from 1 to 99999.");
  return Number(text);
}

export function parseThreads(text: string): number {
  if (!/^[1-9][0-9]{0,2}$/.test(text)) throw new InvalidArgumentError("It must be a number from 1 to 999.");
  return Number(text);
}
