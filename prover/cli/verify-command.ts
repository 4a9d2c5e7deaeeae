/**
 * `pufeth-por verify DIR`: reads a bundle, checks everything in it, prints what it says.
 * @module
 */
import { readBundle } from "../bundle/read-bundle.ts";
import { readVerificationKey } from "../bundle/read-verification-key.ts";
import { verifyBundle } from "../bundle/verify-bundle.ts";
import { formatSummary } from "./format-summary.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface VerifyCommandOptions {
  readonly key?: string;
  readonly json?: boolean;
}

export async function verifyCommand(
  folder: string,
  { key, json = false }: VerifyCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const progress = createProgress({ silent: json });
  const trustedVerificationKey = key === undefined ? undefined : await readVerificationKey(key);
  const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
  const summary = await progress.stage("Verify", (say) =>
    verifyBundle(bundle, {
      trustedVerificationKey,
      onProgress: (done, total) => say(`proof ${done} of ${total} holds`),
    }),
  );
  terminal.out(json ? JSON.stringify(summary, null, 2) : formatSummary(summary));
}
