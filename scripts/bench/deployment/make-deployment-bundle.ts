/**
 * The bundle of a synthetic deployment with every page of the plan, whose proofs whoever holds the secrets of a key has
 * simulated: as large as real ones, and checked by the same pairing. What proving them costs is measured page by page
 * (measure-proving.ts).
 * @module
 */
import { makeBundle } from "../../../prover/bundle/make-bundle.ts";
import { pageBalances } from "../../../prover/bundle/page-balances.ts";
import { writeBundle } from "../../../prover/bundle/write-bundle.ts";
import { createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { TrieNodes } from "../../../prover/chain/execution/trie-nodes.ts";
import type { Groth16Proof } from "../../../prover/groth16/groth16-schema.ts";
import type { VerificationKey } from "../../../prover/groth16/verification-key.ts";
import { PAGE_SIZES, type PageSize } from "../../../prover/plan/page-sizes.ts";
import { planPages } from "../../../prover/plan/plan-pages.ts";
import { toPublicSignals } from "../../../prover/plan/public-inputs.ts";
import { loadNetwork } from "../../../prover/puffer/load-network.ts";
import { readDeployedProtocol } from "../../../prover/spurt/read-deployed-protocol.ts";
import { linkBranch } from "../../../prover/state/links.ts";
import { listTopOf } from "../../../prover/state/list-tree.ts";
import { stateFromFile } from "../../../prover/state/state-source.ts";
import type { SyntheticDeployment } from "./synthetic-deployment.ts";

export interface SimulatedGroth16 {
  readonly circuitSourceHash: string;
  readonly verificationKey: VerificationKey;
  prove(publicSignals: readonly string[]): Promise<Groth16Proof>;
}

export interface BundleToMake {
  readonly world: SyntheticDeployment;
  /** Of a node that serves it. */
  readonly rpcUrl: string;
  readonly size: PageSize;
  readonly out: string;
  readonly groth16: SimulatedGroth16;
}

export async function makeDeploymentBundle({
  world,
  rpcUrl,
  size,
  out,
  groth16,
}: BundleToMake): Promise<void> {
  const { stateFile: statePath, headerFile: headerPath } = world;
  const state = await stateFromFile({ statePath, headerPath, fork: "fulu" }).load(undefined, {});
  const network = await loadNetwork("mainnet");
  const chain = createChainClient({ url: rpcUrl });
  const read = await readDeployedProtocol({ chain, network }, state, { nodes: new TrieNodes() });
  const { registry, deployment } = read;
  const plan = await planPages(registry, state, PAGE_SIZES[size], 0n, 0);
  const pages = [];
  for (const page of plan.pages) {
    const publicSignals = toPublicSignals(page.publicInputs);
    pages.push({
      link: { ...page.link, ...linkBranch(state, page.link) },
      balances: pageBalances(state, page),
      publicSignals,
      proof: await groth16.prove(publicSignals),
    });
  }
  const { verificationKey, circuitSourceHash: sourceHash } = groth16;
  const bundle = makeBundle({
    state,
    balancesTop: listTopOf(state, "balances"),
    circuit: { size, ...PAGE_SIZES[size], sourceHash },
    key: { kind: "development", id: "development", verificationKey },
    registry,
    pages,
    startWei: 0n,
    startCount: 0,
    execution: null,
    deployment,
  });
  await writeBundle(bundle, out);
}
