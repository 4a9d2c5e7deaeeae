/**
 * Deposits that wait in the queue of the genesis state: ETH that has left its sender and is no balance yet.
 *
 * The protocol takes those of slot 0 in their order, 128 ETH an epoch (the churn of a small network), so that the
 * first ones fill a whole number of epochs if they are of 128 ETH each. A later slot is never finalized here: such a
 * deposit, and everything behind it, waits for as long as the network runs.
 * Source: consensus-specs, electra/beacon-chain.md (process_pending_deposits).
 * @module
 */
import type { ChainConfig } from "@lodestar/config";
import { DOMAIN_DEPOSIT } from "@lodestar/params";
import { computeDomain, computeSigningRoot, interopSecretKeys } from "@lodestar/state-transition";
import { ssz } from "@lodestar/types";
import { type Hex, toHex } from "../../prover/hex.ts";
import { type GenesisValidator, withdrawalCredentialsOf } from "./genesis-validators.ts";

export interface GenesisDeposit extends Pick<GenesisValidator, "credentialsPrefix" | "withdrawalAddress"> {
  /** Interop key; below the number of genesis validators it adds to the balance of one. */
  readonly keyIndex: number;
  readonly amountGwei: bigint;
  /** 0: processed when its turn comes. Above 0: waits for ever. */
  readonly slot: number;
}

/** The public key of the n-th interop key, which a genesis validator or a deposit has. */
export function interopPublicKey(keyIndex: number): Hex {
  return toHex(secretKey(keyIndex).toPublicKey().toBytes());
}

/** The deposit as an entry of the state's queue, signed. */
export function pendingDeposit(deposit: GenesisDeposit, { GENESIS_FORK_VERSION }: ChainConfig) {
  const key = secretKey(deposit.keyIndex);
  const message = {
    pubkey: key.toPublicKey().toBytes(),
    withdrawalCredentials: withdrawalCredentialsOf(deposit),
    amount: Number(deposit.amountGwei),
  };
  // Deposits are valid on every fork of a chain: the domain knows the genesis version alone.
  const domain = computeDomain(DOMAIN_DEPOSIT, GENESIS_FORK_VERSION, new Uint8Array(32));
  const signature = key.sign(computeSigningRoot(ssz.phase0.DepositMessage, message, domain)).toBytes();
  return { ...message, signature, slot: deposit.slot };
}

const secretKey = (keyIndex: number) => interopSecretKeys(keyIndex + 1)[keyIndex]!;
