/**
 * A chain that is no more than an EVM in this process: what is deployed on it comes, instead of in blocks, as the
 * accounts that a network can have in its genesis. @ethereumjs/evm is the machine of the network's own client.
 * @module
 */
import { createCommonFromGethGenesis, type GethGenesis } from "@ethereumjs/common";
import { createEVM } from "@ethereumjs/evm";
import { SimpleStateManager } from "@ethereumjs/statemanager";
import { Account, createAddressFromString } from "@ethereumjs/util";
import { type Address, getContractAddress } from "viem";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import { DEV_ACCOUNT_ADDRESS, DEV_ACCOUNT_BALANCE_WEI } from "../devnet/dev-account.ts";
import {
  type ExecutionGenesisOptions,
  executionGenesis,
  type GenesisAccount,
} from "../devnet/execution-genesis.ts";
import { quantity } from "../devnet/execution-payload.ts";
import type { Sender, Step } from "./sender.ts";

type Accounts = Record<Hex, GenesisAccount>;

export interface InProcessChain {
  readonly sender: Sender;
  /** Answer of a call that changes nothing, at the time of the next step. @throws Error with the data of a revert. */
  read(to: Address, data: Hex): Promise<Hex>;
  /** Every account that has code, and the sender's: its next transaction has the nonce after those that were sent. */
  accounts(): Accounts;
}

export interface InProcessOptions extends ExecutionGenesisOptions {
  /** Seconds: the time of the block that holds the n-th step, counted from 0. Default: genesis. */
  readonly timeOfStep?: (step: number) => bigint;
}

export async function createInProcessChain(options: InProcessOptions): Promise<InProcessChain> {
  const { genesisTime, accounts = {}, timeOfStep = () => BigInt(genesisTime) } = options;
  // The same forks and parameters as the network's.
  const common = createCommonFromGethGenesis(executionGenesis(options) as GethGenesis, {
    chain: "in-process",
  });
  const state = new ListedState({ common });
  const evm = await createEVM({ common, stateManager: state });
  const from = createAddressFromString(DEV_ACCOUNT_ADDRESS);
  await state.putAccount(from, new Account(0n, DEV_ACCOUNT_BALANCE_WEI));
  await state.putAll(accounts);
  let sent = 0;

  const send = async ({ to, data = "0x", valueWei = 0n }: Step): Promise<Address> => {
    const timestamp = timeOfStep(sent);
    const { execResult } = await evm.runCall({
      caller: from,
      ...(to ? { to: createAddressFromString(to) } : {}),
      data: fromHex(data),
      value: valueWei,
      gasLimit: BLOCK_GAS_LIMIT,
      block: blockAt(timestamp),
    });
    if (execResult.exceptionError) throw new Error(`Step ${sent} failed: ${execResult.exceptionError.error}`);
    // Between two transactions: what an access costs, and what a storage slot held before, is forgotten.
    await evm.journal.cleanup();
    state.originalStorageCache.clear();
    return getContractAddress({ from: DEV_ACCOUNT_ADDRESS, nonce: BigInt(sent++) });
  };
  const sendAll = async (steps: readonly Step[]): Promise<Address[]> => {
    const addresses: Address[] = [];
    for (const step of steps) addresses.push(await send(step));
    return addresses;
  };
  const read = async (to: Address, data: Hex): Promise<Hex> => {
    const { execResult } = await evm.runCall({
      to: createAddressFromString(to),
      data: fromHex(data),
      gasLimit: BLOCK_GAS_LIMIT,
      isStatic: true,
      block: blockAt(timeOfStep(sent)),
    });
    await evm.journal.cleanup();
    const answer = toHex(execResult.returnValue);
    if (execResult.exceptionError) throw new Error(`${execResult.exceptionError.error}: ${answer}`);
    return answer;
  };
  const addressAfter = async (steps: number) =>
    getContractAddress({ from: DEV_ACCOUNT_ADDRESS, nonce: BigInt(sent + steps) });
  return {
    sender: { address: DEV_ACCOUNT_ADDRESS, sendAll, addressAfter },
    read,
    accounts: () => state.list(),
  };
}

/** The network's, and far more than any step uses. */
const BLOCK_GAS_LIMIT = 30_000_000n;

/** All that contracts here read of a block is its time. */
function blockAt(timestamp: bigint) {
  return {
    header: {
      number: 1n,
      coinbase: createAddressFromString(`0x${"00".repeat(20)}`),
      timestamp,
      difficulty: 0n,
      prevRandao: new Uint8Array(32),
      gasLimit: BLOCK_GAS_LIMIT,
      baseFeePerGas: 0n,
      getBlobGasPrice: () => 0n,
    },
  };
}

class ListedState extends SimpleStateManager {
  async putAll(accounts: Readonly<Accounts>): Promise<void> {
    for (const [address, { balance, nonce = "0x0", code, storage = {} }] of Object.entries(accounts)) {
      const account = createAddressFromString(address);
      await this.putAccount(account, new Account(BigInt(nonce), BigInt(balance)));
      if (code) await this.putCode(account, fromHex(code));
      for (const [slot, value] of Object.entries(storage))
        await this.putStorage(account, fromHex(slot), fromHex(value));
    }
  }

  list(): Accounts {
    const listed: Record<Hex, { balance: Hex; nonce: Hex; code?: Hex; storage?: Record<Hex, Hex> }> = {};
    for (const [address, account] of this.topAccountStack()) {
      const code = this.topCodeStack().get(address);
      if (!account || (!code?.length && address !== DEV_ACCOUNT_ADDRESS)) continue;
      listed[address] = {
        balance: quantity(account.balance),
        nonce: quantity(account.nonce),
        ...(code?.length ? { code: toHex(code), storage: {} } : {}),
      };
    }
    for (const [key, value] of this.topStorageStack()) {
      const [address, slot] = key.split("_") as [Hex, Hex];
      const storage = listed[address]?.storage;
      if (storage && value.some((byte) => byte !== 0)) storage[slot] = toHex(value);
    }
    return listed;
  }
}
