/**
 * All checks of a network file against one node, at one block: nothing is proved with values that were not confirmed here.
 * @module
 */
import type { ChainClient } from "../../chain/client/chain-client.ts";
import type { NetworkFile } from "../../puffer/network.ts";
import { type Finding, failure } from "../finding.ts";
import { checkChain } from "./check-chain.ts";
import { checkGovernance } from "./check-governance.ts";
import { checkMagnitudes } from "./check-magnitudes.ts";
import { checkModules } from "./check-modules.ts";
import { checkReferences } from "./check-references.ts";
import { checkVault } from "./check-vault.ts";
import { type NetworkAt, networkAt } from "./network-at.ts";

export async function examineNetwork(chain: ChainClient, file: NetworkFile): Promise<Finding[]> {
  let at: NetworkAt;
  let findings: Finding[];
  try {
    at = await networkAt(chain, file);
    findings = await checkChain(at);
  } catch (error) {
    return [failure("network: chain", error)];
  }
  const { findings: ofVault, vault } = await checkVault(at);
  findings = [...findings, ...ofVault];
  if (vault === undefined) return findings;
  return [
    ...findings,
    ...(await checkReferences(at, vault.layout)),
    ...(await checkModules(at, vault.activeValidators)),
    ...(await checkGovernance(at, vault.layout)),
    await checkMagnitudes(at),
  ];
}
