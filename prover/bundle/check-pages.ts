/**
 * The chaining of pages: what the public signals of every page must be, given the link of the page, the registry and
 * the page before it. If every proof is valid for its signals, each validator of the registry was counted once and in
 * order, and the totals are the sums. A bundle that continues other pages starts at `startCount`, with claimed totals.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../groth16/bn254.ts";
import { fromHex } from "../hex.ts";
import {
  fromPublicSignals,
  PUBLIC_INPUT_NAMES,
  type PublicInputs,
  rootHalves,
} from "../plan/public-inputs.ts";
import { parseRegistry } from "../plan/registry.ts";
import { registryCommitments } from "../plan/registry-commitment.ts";
import { linkInputs } from "../state/link-position.ts";
import { type ListWindow, windowOfLeaf } from "../state/list-shape.ts";
import { WEI_PER_GWEI } from "../units.ts";
import { balancesWindows } from "./balances-windows.ts";
import type { Bundle, BundleManifest, BundlePage } from "./schema.ts";
import { FieldRangeError, PageSignalError, StartClaimError } from "./verify-errors.ts";

type Totals = Pick<PublicInputs, Extract<keyof PublicInputs, `${string}Out` | `${string}OutWei`>>;

/** Signals that follow from data outside the proof. The two totals are what the proof establishes. */
type BoundSignals = Omit<PublicInputs, "principalOutWei" | "rawOutWei">;

/**
 * @returns The signals of the last page: its `…Out` values are the totals.
 * @throws StartClaimError, FieldRangeError, PageSignalError, and DuplicateValidatorError of the plan stage.
 */
export async function checkPageSignals({ manifest, registry, pages }: Bundle): Promise<PublicInputs> {
  const entries = parseRegistry(registry, "in the bundle");
  const commitments = await registryCommitments(entries);
  const { listLength } = manifest;
  const windows = balancesWindows(manifest);

  const existingIn = (from: number, to: number) =>
    BigInt(entries.slice(from, to).filter(({ index }) => index < listLength).length);

  const { startCount } = manifest;
  if (startCount >= entries.length) {
    throw new StartClaimError(
      startCount,
      `the registry has only ${entries.length}, so none is left to prove`,
    );
  }
  let before: Totals = {
    ...startAmounts(manifest, pages[0]!),
    commitmentOut: commitments[startCount]!,
    countOut: BigInt(startCount),
    existingOut: existingIn(0, startCount),
  };
  let last: PublicInputs | undefined;
  for (const [i, page] of pages.entries()) {
    const signals = fromPublicSignals(page.publicSignals);
    assertInField(signals, i + 1);
    const leastOut = before.countOut + 1n;
    // The circuit has no objection to a page without a validator, but the contract refuses it.
    if (signals.countOut < leastOut) {
      throw new PageSignalError(i + 1, pages.length, "countOut", leastOut, signals.countOut, "every page");
    }
    const countIn = Number(before.countOut);
    const isLast = i === pages.length - 1;
    const countOut =
      isLast || signals.countOut > BigInt(entries.length) ? entries.length : Number(signals.countOut);
    const expected: BoundSignals = {
      ...linkSignals(page.link, windows),
      listLength: BigInt(listLength),
      commitmentIn: before.commitmentOut,
      principalInWei: before.principalOutWei,
      rawInWei: before.rawOutWei,
      countIn: before.countOut,
      existingIn: before.existingOut,
      countOut: BigInt(countOut),
      existingOut: before.existingOut + existingIn(countIn, countOut),
      commitmentOut: commitments[countOut]!,
    };
    for (const [name, value] of Object.entries(expected) as [keyof BoundSignals, bigint][]) {
      if (signals[name] !== value) {
        throw new PageSignalError(i + 1, pages.length, name, value, signals[name], sourceOf(name, i));
      }
    }
    before = last = signals;
  }
  return last!;
}

/**
 * Both totals before the first page: sources and waiting deposits, plus the claimed totals of validators that are
 * proved elsewhere.
 * @throws StartClaimError if validators cannot hold the claimed amount.
 */
function startAmounts(
  { startWei, startCount }: BundleManifest,
  first: BundlePage,
): Pick<Totals, "principalOutWei" | "rawOutWei"> {
  const leastWei = BigInt(startWei);
  if (startCount === 0) return { principalOutWei: leastWei, rawOutWei: leastWei };
  const { principalInWei, rawInWei } = fromPublicSignals(first.publicSignals);
  for (const heldWei of [principalInWei - leastWei, rawInWei - leastWei]) {
    if (heldWei < 0n || heldWei % WEI_PER_GWEI !== 0n) {
      throw new StartClaimError(startCount, `validators cannot hold ${heldWei} wei`);
    }
  }
  if (principalInWei > rawInWei) {
    throw new StartClaimError(startCount, "their claimed principal exceeds their claimed balance");
  }
  return { principalOutWei: principalInWei, rawOutWei: rawInWei };
}

function linkSignals(link: BundlePage["link"], windows: readonly ListWindow[]) {
  return {
    ...rootHalves(fromHex(link.node)),
    ...linkInputs(link, windowOfLeaf(windows, link.firstChunk)),
  };
}

function sourceOf(name: keyof BoundSignals, i: number): string {
  if (/In(Wei)?$/.test(name)) return i === 0 ? "the start" : `page ${i}`;
  if (name.endsWith("Out")) return "the registry";
  return name === "listLength" ? "the balances list" : "its link";
}

function assertInField(signals: PublicInputs, page: number): void {
  for (const name of PUBLIC_INPUT_NAMES) {
    if (signals[name] >= SCALAR_FIELD_ORDER)
      throw new FieldRangeError(`Page ${page}: ${name}`, signals[name]);
  }
}
