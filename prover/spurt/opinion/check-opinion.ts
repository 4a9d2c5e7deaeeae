/**
 * Checks before anything is proved or sent that a second opinion is about these contracts, and a bundle about its registry. The
 * contracts check the same again.
 * @module
 */
import type { VerifiedBundle } from "../../bundle/verify-bundle.ts";
import type { ChainClient } from "../../chain/client/chain-client.ts";
import { readView } from "../../chain/client/read-view.ts";
import type { OpinionContracts } from "../../chain/views/opinion-contracts.ts";
import { opinionAssetsAt, opinionRegistryAt, opinionSourceAt } from "../../chain/views/protocol-contracts.ts";
import { spurtNumberAt } from "../../chain/views/spurts.ts";
import { networkOf, type PufferNetwork } from "../../puffer/network.ts";
import { checkKeysForChain, checkVerifier, timeOfBlock } from "../check-against-oracle.ts";
import { NotForOpinionError, OpinionMismatchError } from "./opinion-errors.ts";

/** @throws OpinionMismatchError, and the errors of reading. */
export async function requireSameProtocol(
  chain: ChainClient,
  { source, assets, registry }: OpinionContracts,
  { protocol, vault, modules }: PufferNetwork,
): Promise<void> {
  const [proved, rated, manager, code] = await Promise.all([
    readView(chain, opinionSourceAt(source), "protocol", []),
    readView(chain, opinionAssetsAt(assets), "vault", []),
    readView(chain, opinionRegistryAt(registry), "podManager", []),
    readView(chain, opinionRegistryAt(registry), "podInitCodeHash", []),
  ]);
  requireSame("protocol", proved, protocol.address);
  requireSame("vault", rated, vault.address);
  requireSame("pod manager", manager, modules.eigenPodManager);
  requireSame("code of pods", code, modules.podInitCodeHash);
}

/**
 * @param developmentChain  the id of a chain that a person says is private.
 * @returns Number of the spurt of the bundle's block; it is not checked that it is the spurt's last block.
 * @throws NotForOpinionError, OpinionMismatchError, the errors of `checkKeysForChain`, `checkVerifier` and `timeOfBlock`, and those of reading.
 */
export async function checkAgainstOpinion(
  bundle: VerifiedBundle,
  contracts: OpinionContracts,
  chain: ChainClient,
  developmentChain?: number,
): Promise<bigint> {
  const { deployment, summary, manifest } = bundle;
  if (deployment?.registeredIn === undefined) throw new NotForOpinionError();
  await checkKeysForChain(summary, chain, developmentChain);
  await checkVerifier(bundle, contracts, chain);
  await requireSameProtocol(chain, contracts, networkOf(deployment.network));
  requireSame("registry", contracts.registry, deployment.registeredIn);
  const registry = opinionRegistryAt(contracts.registry);
  const commitment = await readView(chain, registry, "commitmentAt", [BigInt(summary.validators)]);
  requireSame(
    `registry commitment of ${summary.validators} validators`,
    String(commitment),
    summary.registryCommitment,
  );
  return spurtNumberAt(chain, contracts, timeOfBlock({ manifest }, contracts, deployment.blockTimestamp));
}

function requireSame(what: string, expected: string, found: string): void {
  if (expected.toLowerCase() !== found.toLowerCase()) throw new OpinionMismatchError(what, expected, found);
}
