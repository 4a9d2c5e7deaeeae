/**
 * Operators as `rewards` takes them: an account with its validators, and whether it is a contract on L1.
 * @module
 */
import { getAddress } from "viem";
import type { ChainClient } from "../chain/client/chain-client.ts";
import type { Hex } from "../hex.ts";
import { L1ContractMismatchError } from "./declared-errors.ts";
import type { Operator } from "./declared-files.ts";

/** Of a delegation (EIP-7702): the key of its account works everywhere. */
const DELEGATION = "0xef0100";

/** @param accounts  by validator. @returns by rising address, validators rising. */
export async function declaredForm(
  chain: ChainClient,
  accounts: ReadonlyMap<number, Hex>,
): Promise<Operator[]> {
  const operators: Operator[] = [];
  for (const account of [...new Set(accounts.values())].sort()) {
    const own = [...accounts].filter(([, operator]) => operator === account).map(([index]) => index);
    operators.push({
      account,
      isL1Contract: await isL1Contract(chain, account),
      validators: own.sort((a, b) => a - b),
    });
  }
  return operators;
}

/** The form of the file of `--operators`. */
export function operatorsToJson(operators: readonly Operator[]): object[] {
  return operators.map(({ account, isL1Contract: isContract, validators }) => ({
    account,
    isL1Contract: isContract,
    validators: validators.map(String),
  }));
}

/** @throws L1ContractMismatchError */
export async function requireDeclaredCode(chain: ChainClient, operators: readonly Operator[]): Promise<void> {
  for (const { account, isL1Contract: declared } of operators) {
    if ((await isL1Contract(chain, account)) !== declared)
      throw new L1ContractMismatchError(account, declared);
  }
}

async function isL1Contract(chain: ChainClient, account: Hex): Promise<boolean> {
  const code = await chain.ask(
    `eth_getCode of ${account}`,
    chain.viem.getCode({ address: getAddress(account) }),
  );
  return code !== undefined && code !== "0x" && !code.toLowerCase().startsWith(DELEGATION);
}
