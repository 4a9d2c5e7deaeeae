/**
 * Reads the verification key from the verifier's code. The worker compares its hash with the one that the contract
 * stores.
 * @module
 */
import { parseAbi } from "viem";
import type { VerificationKey } from "../../../prover/groth16/verification-key.ts";
import { NotRecoverableError } from "./chain-errors.ts";
import { keyInCode } from "./key-in-code.ts";
import type { OracleReading } from "./read-oracle.ts";

const abi = parseAbi([
  "function KEY_KIND() view returns (string)",
  "function CIRCUIT_SOURCE_HASH() view returns (string)",
]);

export interface RecoveredKey {
  readonly verificationKey: VerificationKey;
  readonly kind: "development" | "ceremony";
  readonly sourceHash: string;
}

/** @throws NotRecoverableError, and the RPC errors. */
export async function recoverKey({ chain, contracts, spurt }: OracleReading): Promise<RecoveredKey> {
  const { verifier: address } = contracts;
  const [code, kind, sourceHash] = await Promise.all([
    chain.ask("eth_getCode of the verifier", chain.viem.getCode({ address })),
    chain.ask("KEY_KIND()", chain.viem.readContract({ address, abi, functionName: "KEY_KIND" })),
    chain.ask(
      "CIRCUIT_SOURCE_HASH()",
      chain.viem.readContract({ address, abi, functionName: "CIRCUIT_SOURCE_HASH" }),
    ),
  ]);
  const verificationKey = keyInCode(code ?? "0x");
  if (verificationKey === undefined) {
    throw new NotRecoverableError(spurt, `the code of the verifier ${address} has no readable key`);
  }
  // Every other kind counts as a development key.
  return { verificationKey, kind: kind === "ceremony" ? kind : "development", sourceHash };
}
