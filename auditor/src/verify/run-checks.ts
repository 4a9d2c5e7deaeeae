/**
 * Runs every check of a bundle, even after one has failed, so that a reader sees every result. A check that depends on
 * a failed one is not run and reported as such.
 * @module
 */
import {
  BUNDLE_CHECKS,
  type BundleCheck,
  type BundleCheckId,
  type BundleUnderCheck,
} from "../../../prover/bundle/bundle-checks.ts";
import { failureOf } from "../failure.ts";
import type { CheckResult } from "./protocol.ts";

/** @param skipped Why a check cannot be made of this bundle, by its id. */
export async function runChecks(
  checked: BundleUnderCheck,
  skipped: Readonly<Partial<Record<BundleCheckId, string>>>,
  onResult: (result: CheckResult) => void,
): Promise<void> {
  const verified = new Set<BundleCheckId>();
  for (const check of BUNDLE_CHECKS) {
    const result = await runCheck(check, checked, verified, skipped[check.id]);
    if (result.state === "verified") verified.add(check.id);
    onResult(result);
    // Sends messages between checks, so that a long check does not delay earlier results.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

async function runCheck(
  { id, needs, run }: BundleCheck,
  checked: BundleUnderCheck,
  verified: ReadonlySet<BundleCheckId>,
  skip: string | undefined,
): Promise<CheckResult> {
  if (skip !== undefined) return { id, state: "unchecked", detail: skip };
  if (needs.some((needed) => !verified.has(needed))) {
    return { id, state: "unchecked", detail: "It depends on a check above that did not pass." };
  }
  try {
    await run(checked);
    return { id, state: "verified" };
  } catch (error) {
    const { message, hints } = failureOf(error);
    return { id, state: "failed", detail: message, hints };
  }
}
