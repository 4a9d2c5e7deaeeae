/**
 * The verification key hash that an oracle's verifier stores. The contract only claims it: that its points are those of
 * the key can be checked in its source, which `scripts/export-verifier.ts` generates.
 * @module
 */
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { readView } from "../client/read-view.ts";
import type { OracleContracts } from "./oracle-contracts.ts";
import { verifierAt } from "./protocol-contracts.ts";

/** @returns SHA-256 of the key's canonical JSON. */
export function readVerificationKeyHash(
  chain: ChainClient,
  { verifier }: Pick<OracleContracts, "verifier">,
): Promise<Hex> {
  return readView(chain, verifierAt(verifier), "verificationKeyHash", []);
}
