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

export function parseSlotNumber(text: string): number {
  if (!/^[0-9]{1,15}$/.test(text)) throw new InvalidArgumentError("It must be the number of a slot.");
  return Number(text);
}

/** 19 digits always fit into the uint64 that a spurt's number is on chain. Spurts are numbered from 1. */
const SPURT_NUMBER = /^[1-9][0-9]{0,18}$/;

export function parseSpurt(text: string): bigint {
  if (!SPURT_NUMBER.test(text)) throw new InvalidArgumentError("It must be the number of a spurt, from 1.");
  return BigInt(text);
}

export type SpurtChoice = bigint | "latest";

/** The number of a spurt, or `latest`: the last one that has ended. */
export function parseSpurtOrLatest(text: string): SpurtChoice {
  if (text === "latest") return text;
  if (!SPURT_NUMBER.test(text)) {
    throw new InvalidArgumentError("It must be the number of a spurt, from 1, or latest.");
  }
  return BigInt(text);
}

/** A count of pages or validators, or the number of a page. */
export function parsePositive(text: string): number {
  if (!/^[1-9][0-9]{0,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1.");
  return Number(text);
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
