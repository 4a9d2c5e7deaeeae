/**
 * The validators of the genesis state: interop keys (publicly known, one per index) and balances that all differ.
 *
 * The default mix makes every case of min(balance, principal) with a principal of 32 ETH occur:
 *
 * | index | credentials | genesis balance | later |
 * |---|---|---|---|
 * | 16k | 0x01 | a little over 32 ETH | the excess is withdrawn to the execution layer by the first blocks |
 * | 4k | 0x02 compounding | a little over 32 ETH | stays over: nothing is withdrawn below 2,048 ETH |
 * | 4k + 1 | 0x01 | under 32 ETH | stays under |
 * | 4k + 2 | 0x02 compounding | over 33.5 ETH | stays over |
 * | 4k + 3 | 0x02 compounding | under 31 ETH | stays under |
 * | 16k + 3 | 0x02 compounding | over 1,000 ETH | stays over |
 *
 * Nobody attests and no sync committee signs, so every block and every epoch lower the balances slightly.
 * @module
 */
import { interopSecretKeys } from "@lodestar/state-transition";
import { fromHex, type Hex } from "../../prover/hex.ts";
import { DevnetOptionError } from "./errors.ts";

/** A BLS secret key, as the library that owns the type makes it. */
export type SecretKey = ReturnType<typeof interopSecretKeys>[number];

export interface GenesisValidator {
  /** gwei */
  readonly balanceGwei: bigint;
  /** 0x01: withdrawals above 32 ETH. 0x02: compounding up to 2,048 ETH. */
  readonly credentialsPrefix: 1 | 2;
  /** Execution address that receives what is withdrawn: for Puffer, the pod of a module. */
  readonly withdrawalAddress: Hex;
  /** Epoch in which it has exited and is withdrawable. Default: never. */
  readonly exitEpoch?: number;
}

/** The largest effective balance by credentials, gwei. Source: EIP-7251. */
const MAX_EFFECTIVE_BALANCE_GWEI = { 1: 32_000_000_000n, 2: 2_048_000_000_000n } as const;
const EFFECTIVE_BALANCE_STEP_GWEI = 1_000_000_000n;
/** Any odd number of gwei that spreads the balances; below 0.001 ETH. */
const SPREAD_GWEI = 900_001n;

export function defaultGenesisValidator(index: number): GenesisValidator {
  const withdrawalAddress = defaultWithdrawalAddress(index);
  const credentialsPrefix = index % 16 === 0 || index % 4 === 1 ? 1 : 2;
  return { balanceGwei: defaultBalanceGwei(index), credentialsPrefix, withdrawalAddress };
}

function defaultBalanceGwei(index: number): bigint {
  const spreadGwei = BigInt(index + 1) * SPREAD_GWEI;
  // Keeps balances that must stay under a bound within 0.6 ETH below it.
  const boundedGwei = spreadGwei % 600_000_000n;
  switch (index % 4) {
    case 0:
      return 32_000_000_000n + spreadGwei;
    case 1:
      return 31_700_000_000n - boundedGwei;
    case 2:
      return 33_500_000_000n + spreadGwei;
    default:
      return index % 16 === 3 ? 1_000_000_000_000n + spreadGwei : 31_000_000_000n - boundedGwei;
  }
}

/** 0x9a…, then the index: easy to recognise in a block explorer, and nobody's account. */
function defaultWithdrawalAddress(index: number): Hex {
  return `0x9a${index.toString(16).padStart(38, "0")}`;
}

/** The prefix byte, eleven zeros, then the address. */
export function withdrawalCredentialsOf(prefix: 1 | 2, withdrawalAddress: Hex): Hex {
  return `0x0${prefix}${"00".repeat(11)}${withdrawalAddress.slice(2)}`;
}

/** The validator as an entry of the state's registry. Active from epoch 0. */
export function registryEntry(validator: GenesisValidator, publicKey: Uint8Array) {
  // Lodestar's far future epoch.
  const {
    balanceGwei,
    credentialsPrefix,
    withdrawalAddress,
    exitEpoch = Number.POSITIVE_INFINITY,
  } = validator;
  const roundedGwei = balanceGwei - (balanceGwei % EFFECTIVE_BALANCE_STEP_GWEI);
  const maximumGwei = MAX_EFFECTIVE_BALANCE_GWEI[credentialsPrefix];
  return {
    pubkey: publicKey,
    withdrawalCredentials: fromHex(withdrawalCredentialsOf(credentialsPrefix, withdrawalAddress)),
    effectiveBalance: Number(roundedGwei < maximumGwei ? roundedGwei : maximumGwei),
    slashed: false,
    activationEligibilityEpoch: 0,
    activationEpoch: 0,
    exitEpoch,
    withdrawableEpoch: exitEpoch,
  };
}

/** @throws DevnetOptionError unless there is at least one validator and not more than a laptop can shuffle. */
export function validatorSecretKeys(count: number): SecretKey[] {
  if (!Number.isInteger(count) || count < 1 || count > 65_536) {
    throw new DevnetOptionError("validatorCount", count, "must be an integer from 1 to 65536");
  }
  return interopSecretKeys(count);
}
