/**
 * `pufeth-por verify DIR`: reads a bundle, checks everything in it, prints what it says.
 * @module
 */
import type { Command } from "commander";
import { readBundle } from "../bundle/read-bundle.ts";
import { readVerificationKey } from "../bundle/read-verification-key.ts";
import { verifyBundle } from "../bundle/verify-bundle.ts";
import { formatSummary } from "./format-summary.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

interface VerifyOptions {
  readonly key?: string;
  readonly json?: boolean;
}

export function addVerifyCommand(program: Command, terminal: Terminal): void {
  program
    .command("verify")
    .description("check a bundle: proofs, page chain, SSZ branches, block root")
    .argument("<dir>", "folder that `prove --out` wrote")
    .option(
      "--key <file>",
      "verification key (JSON) that you trust; the bundle must have been proved with it",
    )
    .option("--json", "print one JSON object")
    .action(async (folder: string, options: VerifyOptions) => {
      const progress = createProgress({ silent: options.json ?? false });
      const trustedVerificationKey =
        options.key === undefined ? undefined : await readVerificationKey(options.key);
      const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
      const summary = await progress.stage("Verify", (say) =>
        verifyBundle(bundle, {
          trustedVerificationKey,
          onProgress: (done, total) => say(`proof ${done} of ${total} holds`),
        }),
      );
      terminal.out(options.json ? JSON.stringify(summary, null, 2) : formatSummary(summary));
    });
}
