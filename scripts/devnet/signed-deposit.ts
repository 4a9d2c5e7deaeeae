/**
 * Deposits that make new validators: signed with interop keys past those of the genesis validators.
 * Source: consensus-specs, phase0/beacon-chain.md (DepositMessage) and electra/beacon-chain.md
 * (is_valid_deposit_signature).
 * @module
 */
import { DOMAIN_DEPOSIT } from "@lodestar/params";
import { computeDomain, computeSigningRoot, interopSecretKeys } from "@lodestar/state-transition";
import { ssz } from "@lodestar/types";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import { beaconChainConfig } from "./beacon-config.ts";
import type { GenesisDeposit } from "./genesis-deposits.ts";
import { type GenesisValidator, withdrawalCredentialsOf } from "./genesis-validators.ts";

export interface SignedDeposit extends Pick<GenesisValidator, "credentialsPrefix" | "withdrawalAddress"> {
  /** Interop key; below the number of genesis validators it adds to the balance of one. */
  readonly keyIndex: number;
  readonly amountGwei: bigint;
  /** As GenesisDeposit's. */
  readonly slot: number;
}

/** The public key of the n-th interop key, which a genesis validator or a deposit has. */
export function interopPublicKey(keyIndex: number): Hex {
  return toHex(secretKey(keyIndex).toPublicKey().toBytes());
}

export function signedDeposit(deposit: SignedDeposit): GenesisDeposit {
  const { keyIndex, amountGwei, slot, credentialsPrefix, withdrawalAddress } = deposit;
  const pubkey = interopPublicKey(keyIndex);
  const withdrawalCredentials = withdrawalCredentialsOf(credentialsPrefix, withdrawalAddress);
  const message = {
    pubkey: fromHex(pubkey),
    withdrawalCredentials: fromHex(withdrawalCredentials),
    amount: Number(amountGwei),
  };
  // Deposits are valid on every fork of a chain: the domain knows the genesis version alone, whatever the chain id.
  const { GENESIS_FORK_VERSION } = beaconChainConfig("electra", 0);
  const domain = computeDomain(DOMAIN_DEPOSIT, GENESIS_FORK_VERSION, new Uint8Array(32));
  const root = computeSigningRoot(ssz.phase0.DepositMessage, message, domain);
  const signature = toHex(secretKey(keyIndex).sign(root).toBytes());
  return { pubkey, withdrawalCredentials, amountGwei, slot, signature };
}

const secretKey = (keyIndex: number) => interopSecretKeys(keyIndex + 1)[keyIndex]!;
