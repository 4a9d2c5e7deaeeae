/**
 * Everything that the demo needs on disk: circuit and keys on one core, the contracts that it deploys on another. What is
 * there and fits its sources is kept.
 * @module
 */
import type { StageTime } from "../../prover/cli/output/progress.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { setUpSize } from "../circuits/set-up-size.ts";
import { DEPLOYED_CONTRACTS, forgeBuild } from "../contracts/forge.ts";
import { writePageVerifier } from "../contracts/write-page-verifier.ts";

/** The stage whose parts are timed here. */
export const BUILD_STAGE = "Circuit, development keys and contracts";

export interface Built {
  readonly verifierName: string;
  /** Times of what ran side by side, and of the verifier, which waits for the keys. */
  readonly stages: readonly StageTime[];
}

/** @param say  for a progress line. */
export async function buildAll(size: PageSize, say: (text: string) => void): Promise<Built> {
  const stages: StageTime[] = [];
  const timed = async <T>(title: string, run: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await run();
    stages.push({ title, seconds: (performance.now() - start) / 1000 });
    return result;
  };
  await Promise.all([
    timed("contracts, with solc", () => forgeBuild(DEPLOYED_CONTRACTS)),
    timed(`circuit and development keys (${size})`, () => setUpSize(size, say)),
  ]);
  const verifierName = await timed("the verifier of these keys", async () => {
    say("compiling the verifier of these keys");
    const { contractName, path } = await writePageVerifier(size);
    await forgeBuild([path]);
    return contractName;
  });
  return { verifierName, stages };
}
