/**
 * A bundle from a folder, with every check passed: what all commands that go on with one begin with.
 * @module
 */
import { readBundle } from "../../bundle/read-bundle.ts";
import { type VerifiedBundle, verifyBundle } from "../../bundle/verify-bundle.ts";
import type { Progress } from "../output/progress.ts";
import type { TrustedKeys } from "./read-trusted-keys.ts";

/** @throws the errors of `readBundle` and `verifyBundle`. */
export async function readVerifiedBundle(
  folder: string,
  trusted: TrustedKeys,
  progress: Progress,
): Promise<VerifiedBundle> {
  const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
  return progress.stage("Verify", (say) =>
    verifyBundle(bundle, {
      ...trusted,
      onProgress: (done, total) => say(`proof ${done} of ${total} holds`),
    }),
  );
}
