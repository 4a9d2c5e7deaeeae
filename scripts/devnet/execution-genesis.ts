/**
 * Genesis of the execution layer in geth's format: every fork up to Prague active from block 0, the real EIP-4788
 * contract, and one funded account.
 * @module
 */

import { BEACON_ROOTS_ADDRESS } from "../../prover/chain/constants.ts";
import type { Hex } from "../../prover/hex.ts";
import { DEV_ACCOUNT_ADDRESS, DEV_ACCOUNT_BALANCE_WEI } from "./dev-account.ts";

/** Runtime code of the contract at BEACON_ROOTS_ADDRESS. Source: EIP-4788, "Bytecode". */
const BEACON_ROOTS_CODE: Hex =
  "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500";
/** The deposit contract's mainnet address. Nothing is deployed there: the network takes no deposits. */
export const DEPOSIT_CONTRACT_ADDRESS: Hex = "0x00000000219ab540356cbb839cbe05303d7705fa";

/** One account of the genesis state; amounts and nonce as 0x-prefixed hex quantities. */
export interface GenesisAccount {
  readonly balance: Hex;
  readonly nonce?: Hex;
  readonly code?: Hex;
  readonly storage?: Readonly<Record<Hex, Hex>>;
}

export interface ExecutionGenesisOptions {
  readonly chainId: number;
  /** Timestamp of block 0, unix seconds. */
  readonly genesisTime: number;
  /** More accounts by address, e.g. a contract that must stand at a known place; or another funded account. */
  readonly accounts?: Readonly<Record<Hex, GenesisAccount>>;
}

/** The object to write as `genesis.json`. */
export function executionGenesis({ chainId, genesisTime, accounts = {} }: ExecutionGenesisOptions): object {
  return {
    config: {
      chainId,
      homesteadBlock: 0,
      eip150Block: 0,
      eip155Block: 0,
      eip158Block: 0,
      byzantiumBlock: 0,
      constantinopleBlock: 0,
      petersburgBlock: 0,
      istanbulBlock: 0,
      berlinBlock: 0,
      londonBlock: 0,
      terminalTotalDifficulty: 0,
      terminalTotalDifficultyPassed: true,
      shanghaiTime: 0,
      cancunTime: 0,
      pragueTime: 0,
      // Source: EIP-7691 (Prague) and EIP-7840 (this schedule).
      blobSchedule: {
        cancun: { target: 3, max: 6, baseFeeUpdateFraction: 3338477 },
        prague: { target: 6, max: 9, baseFeeUpdateFraction: 5007716 },
      },
      depositContractAddress: DEPOSIT_CONTRACT_ADDRESS,
    },
    nonce: "0x0",
    timestamp: `0x${genesisTime.toString(16)}`,
    extraData: "0x",
    gasLimit: "0x1c9c380", // 30,000,000
    difficulty: "0x0",
    mixHash: `0x${"00".repeat(32)}`,
    coinbase: `0x${"00".repeat(20)}`,
    alloc: {
      [DEV_ACCOUNT_ADDRESS]: { balance: `0x${DEV_ACCOUNT_BALANCE_WEI.toString(16)}` },
      ...accounts,
      [BEACON_ROOTS_ADDRESS]: { balance: "0x0", nonce: "0x1", code: BEACON_ROOTS_CODE },
    },
  };
}
