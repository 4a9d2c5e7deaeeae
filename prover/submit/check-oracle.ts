/**
 * Asks the oracle, before anything is sent, whether it is set up for what the bundle proves.
 * The contract checks all of this again; asking first names what is wrong instead of a revert.
 * @module
 */
import { type Address, parseAbi } from "viem";
import type { BundleSummary } from "../bundle/bundle-summary.ts";
import type { Bundle } from "../bundle/schema.ts";
import { oracleSources, readOracleView } from "../state/execution/read-oracle-sources.ts";
import type { ChainClient } from "./chain-client.ts";
import { NotSubmittableError, OracleMismatchError } from "./chain-errors.ts";

const registryAbi = parseAbi(["function commitment() view returns (uint256)"]);

/** @throws OracleMismatchError, OracleUnreadableError, and how the RPC fails. */
export async function checkOracle(
  { execution }: Bundle,
  summary: BundleSummary,
  oracle: Address,
  chain: ChainClient,
): Promise<void> {
  if (execution === null) throw new NotSubmittableError();
  const [registry, { pools, token, supplySlot }] = await Promise.all([
    readOracleView(chain, oracle, "registry"),
    oracleSources(chain, oracle),
  ]);
  const commitment = await chain.ask(
    "commitment() of the registry",
    chain.viem.readContract({ address: registry, abi: registryAbi, functionName: "commitment" }),
  );
  requireEqual("registry commitment", commitment.toString(), summary.registryCommitment);
  requireEqual("list of pools", pools.join(", "), execution.pools.map(({ address }) => address).join(", "));
  requireEqual("token", token, execution.token.address);
  requireEqual("storage slot of the supply", supplySlot.toString(), execution.token.supplySlot);
}

function requireEqual(what: string, expected: string, found: string): void {
  if (expected.toLowerCase() !== found.toLowerCase()) throw new OracleMismatchError(what, expected, found);
}
