/**
 * Checks that an execution node serves a chain with EIP-4788, that the oracle is on it, and that its verifier accepts
 * proofs of the installed key.
 * @module
 */
import type { Address } from "viem";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { isPublicChain } from "../chain/client/public-chains.ts";
import { BEACON_ROOTS_ADDRESS } from "../chain/constants.ts";
import { connectOracle } from "../chain/views/oracle-contracts.ts";
import { readVerificationKeyHash } from "../chain/views/read-verification-key-hash.ts";
import { verificationKeySha256 } from "../groth16/verification-key-hash.ts";
import type { PageKeys } from "../keys/load-keys.ts";
import { type Finding, fail, failure, ok } from "./finding.ts";

export interface ExecutionToCheck {
  readonly chain: ChainClient;
  readonly oracle: Address | undefined;
  /** Keys to prove with; undefined if they cannot be loaded, which another check reports. */
  readonly keys: PageKeys | undefined;
}

export async function checkExecution({ chain, oracle, keys }: ExecutionToCheck): Promise<Finding[]> {
  const check = `rpc ${chain.name}`;
  let chainId: number;
  const findings: Finding[] = [];
  try {
    chainId = await chain.ask("the chain id", chain.viem.getChainId());
    const block = await chain.ask("the latest block number", chain.viem.getBlockNumber());
    findings.push(ok(check, `chain ${chainId}, block ${block}`));
    findings.push(await checkBeaconRoots(check, chain));
  } catch (error) {
    return [...findings, failure(check, error)];
  }
  if (isPublicChain(chainId) && keys?.kind === "development") {
    findings.push(
      fail(
        `${check}: keys`,
        `chain ${chainId} is public, and the key of the size ${keys.size} is INSECURE`,
        "Fetch the keys of a ceremony: pufeth-por setup --from URL.",
      ),
    );
  }
  if (oracle !== undefined) findings.push(await checkOracle(chain, oracle, keys));
  return findings;
}

async function checkBeaconRoots(node: string, chain: ChainClient): Promise<Finding> {
  const check = `${node}: EIP-4788`;
  const code = await chain.ask(
    "the code of the beacon roots contract",
    chain.viem.getCode({ address: BEACON_ROOTS_ADDRESS }),
  );
  return code === undefined || code === "0x"
    ? fail(check, "the beacon roots contract is missing", "Use a chain with EIP-4788 (Cancun or later).")
    : ok(check, "the beacon roots contract exists");
}

async function checkOracle(
  chain: ChainClient,
  oracle: Address,
  keys: PageKeys | undefined,
): Promise<Finding> {
  const check = `oracle ${oracle}`;
  try {
    const contracts = await connectOracle(chain, oracle);
    const onChain = (await readVerificationKeyHash(chain, contracts)).slice(2).toLowerCase();
    if (keys === undefined) return ok(check, `its verifier has the key ${onChain}`);
    const here = verificationKeySha256(keys.verificationKey);
    if (here === onChain) return ok(check, `its verifier accepts proofs of ${keys.id}`);
    return fail(
      check,
      `its verifier has the key ${onChain}; the installed key of the size ${keys.size} is ${here}`,
      "Choose the --size that the oracle was deployed for, or fetch its keys with setup --from.",
    );
  } catch (error) {
    return failure(check, error);
  }
}
