/**
 * One spurt on the development network, with the commands that a Guardian would type: prove over the Beacon API, let
 * the next block make the root readable on chain, submit.
 * @module
 */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import type { StageTime } from "../../prover/cli/progress.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { type RegistryEntry, registryToJson } from "../../prover/plan/registry.ts";
import type { SubmitReceipt } from "../../prover/submit/submit-report.ts";
import type { Protocol } from "../contracts/deploy-protocol.ts";
import type { Devnet } from "../devnet/start-devnet.ts";
import { runCommand } from "../run-command.ts";

export interface SpurtResult {
  readonly bundleFolder: string;
  readonly proved: BundleSummary & { readonly stages: readonly StageTime[] };
  readonly submitted: SubmitReceipt;
}

/** The stage whose parts the command itself timed. */
export const PROVE_STAGE = "Prove the reserves of the last block";

type Stage = <T>(title: string, run: () => Promise<T>) => Promise<T>;

/** Blocks must be produced meanwhile. @throws where a command does not exit with 0. */
export async function runSpurt(
  network: Devnet,
  { oracle }: Pick<Protocol, "oracle">,
  registry: readonly RegistryEntry[],
  size: PageSize,
  stage: Stage,
): Promise<SpurtResult> {
  const folder = await mkdtemp(join(tmpdir(), "pufeth-spurt-"));
  const registryFile = join(folder, "registry.json");
  const bundleFolder = join(folder, "bundle");
  await writeFile(registryFile, JSON.stringify(registryToJson(registry), null, 2));
  const proved = await stage(PROVE_STAGE, () =>
    runCommand<SpurtResult["proved"]>([
      ...["prove", "--beacon", network.beaconUrl, "--slot", "head"],
      ...["--rpc", network.rpcUrl, "--oracle", oracle],
      ...["--registry", registryFile, "--size", size, "--out", bundleFolder],
    ]),
  );
  const submitted = await stage("Submit to the oracle", () =>
    runCommand<SubmitReceipt>(["submit", bundleFolder, "--rpc", network.rpcUrl, "--oracle", oracle], {
      // The dev network's key is public, and the environment is how users hand over theirs.
      PUFETH_POR_PRIVATE_KEY: network.account.privateKey,
    }),
  );
  return { bundleFolder, proved, submitted };
}
