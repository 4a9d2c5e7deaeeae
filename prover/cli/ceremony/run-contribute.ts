/**
 * `pufeth-por ceremony contribute DIR`: a person's secret, and what they attest.
 * @module
 */
import { contribute } from "../../ceremony/contribute.ts";
import { CeremonyFinalisedError } from "../../ceremony/errors.ts";
import { readEntropy } from "../../ceremony/read-entropy.ts";
import { contributorName, isFinalised, readTranscript } from "../../ceremony/transcript.ts";
import { UsageError } from "../options/usage-error.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { printAddedContribution } from "./print.ts";

export interface CeremonyContributeOptions {
  readonly name: string;
  readonly entropyFile?: string;
  readonly json?: boolean;
}

export async function runCeremonyContribute(
  folder: string,
  { name, entropyFile, json = false }: CeremonyContributeOptions,
  terminal: Terminal,
): Promise<void> {
  const checked = contributorName.safeParse(name);
  if (!checked.success) throw new UsageError(`--name: ${checked.error.issues[0]?.message}.`);
  // Before the prompt.
  if (isFinalised(await readTranscript(folder))) throw new CeremonyFinalisedError(folder);
  const entropy = await readEntropy(entropyFile);
  const progress = createProgress({ silent: json });
  const added = await progress.stage("Contribute, and check the contribution", () =>
    contribute({ folder, name, entropy }),
  );
  printAddedContribution(folder, added, json, terminal);
}
