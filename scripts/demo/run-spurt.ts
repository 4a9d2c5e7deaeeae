/**
 * One spurt on the development network, with the commands that anyone would type: register the validators, and when the
 * week is over, open the spurt, prove its last block over the Beacon API, submit the pages, finalize, audit the bundle
 * against the network, and write the report.
 * @module
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ClaimResult } from "../../prover/audit/claim.ts";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import type { TransactionResult } from "../../prover/chain/client/send-transaction.ts";
import type { StageTime } from "../../prover/cli/output/progress.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import type { Protocol } from "../contracts/deploy-protocol.ts";
import type { Devnet } from "../devnet/start-devnet.ts";
import { runCommand } from "../run-command.ts";

/** What a run leaves; the next one replaces it. Relative to the repository, as it is printed. */
const DEMO_FOLDER = "build/demo";
export const DEMO_BUNDLE = `${DEMO_FOLDER}/bundle`;

export interface SpurtResult {
  readonly claims: readonly ClaimResult[];
  /** Of the report as HTML and as Markdown. */
  readonly reportFiles: readonly string[];
  readonly proved: BundleSummary & { readonly stages: readonly StageTime[] };
  readonly gas: readonly { readonly command: string; readonly gasUsed: bigint }[];
}

/** The stage whose parts the command itself timed. */
export const PROVE_STAGE = "Prove the reserves of the spurt's last block";

type Stage = <T>(title: string, run: () => Promise<T>) => Promise<T>;
type Sent = { readonly transactions: readonly TransactionResult[] };

/**
 * Blocks must be produced on demand meanwhile.
 * @param endSlot  at whose time the first spurt ends.
 * @throws where a command does not exit with 0.
 */
export async function runSpurt(
  network: Devnet,
  { oracle }: Pick<Protocol, "oracle">,
  { size, endSlot }: { readonly size: PageSize; readonly endSlot: number },
  stage: Stage,
): Promise<SpurtResult> {
  const folder = join(REPOSITORY_ROOT, DEMO_FOLDER);
  const bundleFolder = join(REPOSITORY_ROOT, DEMO_BUNDLE);
  await rm(folder, { recursive: true, force: true });
  const chain = ["--rpc", network.rpcUrl, "--oracle", oracle];
  const beacon = ["--beacon", network.beaconUrl];
  const gas: SpurtResult["gas"][number][] = [];
  const send = async (title: string, [command, ...rest]: readonly [string, ...string[]]) => {
    const { transactions } = await stage(title, () =>
      runCommand<Sent>([command, ...chain, ...rest], {
        // The dev network's key is public, and the environment is how users hand over theirs.
        PUFETH_POR_PRIVATE_KEY: network.account.privateKey,
      }),
    );
    const gasUsed = transactions.reduce((sum, { sent }) => sum + BigInt(sent?.gasUsed ?? 0), 0n);
    gas.push({ command, gasUsed });
  };

  // EIP-4788 knows the head only from the next block on.
  const known = String(network.head().slot - 1);
  await send("Register the validators, by proofs", ["register", ...beacon, "--slot", known]);
  await stage("The week ends, with a missed slot", () => passSpurtEnd(network, endSlot));
  await send("Open the spurt", ["open", ...beacon]);
  const proved = await stage(PROVE_STAGE, () =>
    runCommand<SpurtResult["proved"]>([
      "prove",
      ...chain,
      ...beacon,
      "--spurt",
      "1",
      "--size",
      size,
      "--out",
      bundleFolder,
    ]),
  );
  await send("Submit the pages", ["submit", bundleFolder]);
  await send("Finalize", ["finalize", bundleFolder]);
  const { claims } = await stage("Audit the bundle, against the network's own nodes", () =>
    runCommand<{ readonly claims: readonly ClaimResult[] }>(["audit", bundleFolder, ...chain, ...beacon]),
  );
  const { files } = await stage("Write the report", () =>
    runCommand<{ readonly files: readonly string[] }>(["report", bundleFolder, "--out", folder]),
  );
  return { proved, gas, claims, reportFiles: files };
}

/** Nobody proposes but in the last slot but one: its block is the spurt's last. */
async function passSpurtEnd(network: Devnet, endSlot: number): Promise<void> {
  await network.skipSlot(endSlot - 2 - network.head().slot);
  await network.produceSlot();
  await network.skipSlot();
  await network.produceSlot();
}
