/**
 * Checks before anything is sent that a bundle belongs to a spurt of this oracle. The contract checks the same again;
 * checking first gives a clear error instead of a revert.
 * @module
 */
import type { BundleSummary } from "../bundle/bundle-summary.ts";
import type { Bundle, BundleExecution } from "../bundle/schema.ts";
import type { VerifiedBundle } from "../bundle/verify-bundle.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { isDevelopmentChain, isPublicChain } from "../chain/client/public-chains.ts";
import { readView } from "../chain/client/read-view.ts";
import type { SourceKind } from "../chain/execution/execution-proof.ts";
import { type OracleContracts, timeOfSlot } from "../chain/views/oracle-contracts.ts";
import { registryAt } from "../chain/views/protocol-contracts.ts";
import { readOracleSources } from "../chain/views/read-oracle-sources.ts";
import { readVerificationKeyHash } from "../chain/views/read-verification-key-hash.ts";
import { spurtNumberAt } from "../chain/views/spurts.ts";
import { layoutOf } from "../state/layout.ts";
import { consolidationFacts } from "./consolidation-facts.ts";
import {
  DevelopmentKeysError,
  NotSubmittableError,
  OracleMismatchError,
  UnknownChainError,
} from "./submission-errors.ts";

/**
 * @param developmentChain  the id of a chain that a person says is private.
 * @returns Number of the spurt of the bundle's block; it is not checked that it is the spurt's last block.
 * @throws OracleMismatchError, DevelopmentKeysError, UnknownChainError, NotSubmittableError, and the RPC errors.
 */
export async function checkAgainstOracle(
  bundle: VerifiedBundle,
  contracts: OracleContracts,
  chain: ChainClient,
  developmentChain?: number,
): Promise<bigint> {
  const { summary } = bundle;
  if (bundle.execution === null) throw new NotSubmittableError();
  await checkKeysForChain(summary, chain, developmentChain);
  await checkVerifier(bundle, contracts, chain);
  await checkRegistry(summary, contracts, chain);
  await checkSources(bundle.execution, contracts, chain);
  for (const [what, onChain, ours] of await consolidationFacts(bundle, contracts, chain)) {
    requireEqual(what, onChain, ours);
  }
  return spurtNumberAt(chain, contracts, timeOfBlock(bundle, contracts, bundle.execution.blockTimestamp));
}

/**
 * The time of the bundle's slot by the chain, with which the time of its execution block has to agree: a wrong one would name
 * another spurt.
 * @param executed  of the execution block, seconds.
 * @throws OracleMismatchError
 */
export function timeOfBlock(
  { manifest: { fork, header } }: Pick<Bundle, "manifest">,
  contracts: Pick<OracleContracts, "genesisTime" | "secondsPerSlot">,
  executed: string,
): bigint {
  const time = timeOfSlot(contracts, header.slot);
  const isOwn = layoutOf(fork).execution.kind === "payload-header";
  // Where the state has no payload of its own block, it is of an earlier one.
  if (isOwn ? BigInt(executed) === time : BigInt(executed) <= time) return time;
  throw new OracleMismatchError(
    `time of slot ${header.slot}, by genesis and length of slots,`,
    `${time}`,
    `an execution block of ${executed}`,
  );
}

/** Development keys are for private chains. @throws DevelopmentKeysError, UnknownChainError, and the RPC errors. */
export async function checkKeysForChain(
  { keys }: Pick<BundleSummary, "keys">,
  chain: ChainClient,
  developmentChain: number | undefined,
): Promise<void> {
  if (keys !== "development") return;
  const chainId = await chain.ask("eth_chainId", chain.viem.getChainId());
  if (isPublicChain(chainId)) throw new DevelopmentKeysError(chainId);
  if (!isDevelopmentChain(chainId) && chainId !== developmentChain) throw new UnknownChainError(chainId);
}

/** A verifier of another key would reject every proof. @throws OracleMismatchError, and the errors of reading. */
export async function checkVerifier(
  { manifest }: Pick<Bundle, "manifest">,
  contracts: Pick<OracleContracts, "verifier">,
  chain: ChainClient,
): Promise<void> {
  const hash = await readVerificationKeyHash(chain, contracts);
  requireEqual("verification key (SHA-256)", hash, `0x${manifest.key.sha256}`);
}

/** The bundle's validators must be the first ones of the registry, which may have grown since. */
async function checkRegistry(
  { validators, registryCommitment }: BundleSummary,
  { registry }: OracleContracts,
  chain: ChainClient,
): Promise<void> {
  const count = await readView(chain, registryAt(registry), "count", []);
  if (count < BigInt(validators)) {
    throw new OracleMismatchError("registry", `${count} validators long`, `${validators} of them`);
  }
  const commitment = await readView(chain, registryAt(registry), "commitmentAt", [BigInt(validators)]);
  requireEqual(`registry commitment of ${validators} validators`, commitment.toString(), registryCommitment);
}

async function checkSources(
  { blockTimestamp, sources, liabilities, token, policy }: BundleExecution,
  contracts: OracleContracts,
  chain: ChainClient,
): Promise<void> {
  const counted = await readOracleSources(chain, contracts, BigInt(blockTimestamp));
  requireEqual("list of sources and pods", listed(counted.sources), listed(sources));
  requireEqual("list of liabilities", listed(counted.liabilities), listed(liabilities));
  requireEqual("token", counted.token, token.address);
  requireEqual("storage slot of the supply", counted.supplySlot.toString(), token.supplySlot);
  requireEqual("policy", counted.policy, policy);
}

interface Listed {
  readonly kind: SourceKind;
  readonly address: string;
  readonly slot: bigint | string | null;
}

/** Names are only informative and may differ. */
function listed(sources: readonly Listed[]): string {
  if (sources.length === 0) return "empty";
  return sources.map(({ kind, address, slot }) => `${kind} ${slot ?? ""} of ${address}`).join(", ");
}

function requireEqual(what: string, expected: string, found: string): void {
  if (expected.toLowerCase() !== found.toLowerCase()) throw new OracleMismatchError(what, expected, found);
}
