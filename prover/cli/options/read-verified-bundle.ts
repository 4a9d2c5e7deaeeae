/**
 * A bundle from a folder, with every check passed: what all commands that go on with one begin with.
 * @module
 */
import { readBundle } from "../../bundle/read-bundle.ts";
import type { Bundle } from "../../bundle/schema.ts";
import { type VerifiedBundle, verifyBundle } from "../../bundle/verify-bundle.ts";
import { NotSubmittableError } from "../../spurt/submission-errors.ts";
import type { Progress } from "../output/progress.ts";
import type { TrustedKeys } from "./read-trusted-keys.ts";

/** @throws the errors of `readBundle` and `verifyBundle`. */
export async function readVerifiedBundle(
  folder: string,
  trusted: TrustedKeys,
  progress: Progress,
): Promise<VerifiedBundle> {
  return verify(await read(folder, progress), trusted, progress);
}

/**
 * One that can go to an oracle or to a second opinion. What it lacks for that is said before it is verified, which takes longer.
 * @throws NotSubmittableError, and the errors of `readVerifiedBundle`.
 */
export async function readSubmittableBundle(
  folder: string,
  trusted: TrustedKeys,
  progress: Progress,
): Promise<VerifiedBundle> {
  const bundle = await read(folder, progress);
  if (bundle.execution === null && bundle.deployment === undefined) throw new NotSubmittableError();
  return verify(bundle, trusted, progress);
}

function read(folder: string, progress: Progress): Promise<Bundle> {
  return progress.stage("Read the bundle", () => readBundle(folder));
}

function verify(bundle: Bundle, trusted: TrustedKeys, progress: Progress): Promise<VerifiedBundle> {
  return progress.stage("Verify", (say) =>
    verifyBundle(bundle, {
      ...trusted,
      onProgress: (done, total) => say(`proof ${done} of ${total} holds`),
    }),
  );
}
