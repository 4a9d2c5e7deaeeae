/**
 * What of a protocol must stand in the genesis states of a development network: its pods, to which the validators pay
 * out in turn, and the deposits that wait in the queue.
 * @module
 */
import type { Address } from "viem";
import type { GenesisDeposit } from "../devnet/genesis-deposits.ts";
import { defaultGenesisValidator } from "../devnet/genesis-validators.ts";
import type { DevnetOptions } from "../devnet/start-devnet.ts";
import { contractArtifact } from "./forge.ts";

/** A contract, so that it can receive what is withdrawn. */
export interface GenesisPod {
  readonly address: Address;
  readonly balanceWei: bigint;
}

type ProtocolGenesis = Pick<DevnetOptions, "genesisValidator" | "pendingDeposits" | "executionAccounts">;

export function protocolGenesis(
  pods: readonly GenesisPod[],
  pendingDeposits: readonly GenesisDeposit[],
): ProtocolGenesis {
  const { runtimeCode: code } = contractArtifact("DemoPool");
  return {
    genesisValidator: (index) => ({
      ...defaultGenesisValidator(index),
      withdrawalAddress: podOf(pods, index),
    }),
    pendingDeposits,
    executionAccounts: Object.fromEntries(
      pods.map(({ address, balanceWei }) => [
        address,
        { balance: `0x${balanceWei.toString(16)}`, nonce: "0x1", code },
      ]),
    ),
  };
}

/** The pod that an interop key pays out to; for a validator of the genesis state the key's index is its own. */
export function podOf(pods: readonly GenesisPod[], keyIndex: number): Address {
  return pods[keyIndex % pods.length]!.address;
}
