/**
 * What the test network's protocol owns: validators of the genesis state that pay out to two pods, two deposits that
 * wait in the queue, pools and debts.
 * @module
 */
import type { Address } from "viem";
import type { ProtocolPlan } from "../../scripts/contracts/deploy-protocol.ts";
import { contractArtifact } from "../../scripts/contracts/forge.ts";
import type { GenesisDeposit } from "../../scripts/devnet/genesis-deposits.ts";
import { defaultGenesisValidator } from "../../scripts/devnet/genesis-validators.ts";
import { interopPublicKey, signedDeposit } from "../../scripts/devnet/signed-deposit.ts";
import type { DevnetOptions } from "../../scripts/devnet/start-devnet.ts";

const GWEI_PER_ETH = 10n ** 9n;
const PRINCIPAL_GWEI = 32n * GWEI_PER_ETH;

/** Contracts of the genesis state. The second one holds ETH from the start; both receive what is withdrawn. */
export const TEST_PODS: readonly Address[] = [
  "0x00000000000000000000000000000000000d0001",
  "0x00000000000000000000000000000000000d0002",
];
export const TEST_POD_BALANCES_WEI = [0n, 3n * 10n ** 18n + 1n] as const;

export interface TestProvision {
  /** Interop key. For a validator of the genesis state its index too. */
  readonly keyIndex: number;
  readonly principalGwei: bigint;
  readonly writtenOff?: true;
}

/** Becomes validator 64 with the state of slot 32: its deposit is first in the queue (genesis-deposits.ts). */
export const JOINING_KEY = 64;
export const JOINING_SLOT = 32;
/** Its deposit waits for as long as the network runs. */
export const WAITING_KEY = 65;
/** Announced, and nobody ever paid for it. */
export const WRITTEN_OFF_KEY = 66;
/** A validator of the genesis state that tests register late. */
export const LATE_KEY = 62;

/**
 * Numbered from 1 in this order. Some hold more than their principal, some less; 3 compounds and holds about 1,000 ETH
 * (scripts/devnet/genesis-validators.ts). They stand at both ends of the list of 64 validators: two pages.
 */
export const TEST_PROVISIONS: readonly TestProvision[] = [
  ...[0, 1, 2, 3, 4, 5, 60, 61, 63].map((keyIndex) => ({
    keyIndex,
    principalGwei: keyIndex === 3 ? 1_000n * GWEI_PER_ETH : PRINCIPAL_GWEI,
  })),
  { keyIndex: WRITTEN_OFF_KEY, principalGwei: PRINCIPAL_GWEI, writtenOff: true },
  { keyIndex: JOINING_KEY, principalGwei: PRINCIPAL_GWEI },
  { keyIndex: WAITING_KEY, principalGwei: PRINCIPAL_GWEI },
];

/** As the `ProtocolPlan` wants them; `later` are left out at first and announced by a test. */
export function plannedProvisions(provisions: readonly TestProvision[]): ProtocolPlan["provisions"] {
  return provisions.map(({ keyIndex, principalGwei, writtenOff }) => ({
    pubkey: interopPublicKey(keyIndex),
    principalGwei,
    ...(writtenOff ? { writtenOff } : {}),
  }));
}

export const TEST_POOL_DEPOSITS_WEI = [96_500_000_000_000_000_001n, 32_000_000_000_000_000_000n] as const;
export const TEST_OWED_WEI = 4_000_000_000_000_000_003n;
export const TEST_PROMISED_WEI = 1_500_000_000_000_000_007n;
export const TEST_SUPPLY_WEI = 1_234_567_890_123_456_789_012n;

/** The pod that a key pays out to. */
export const podOf = (keyIndex: number): Address => TEST_PODS[keyIndex % TEST_PODS.length]!;

/**
 * The joining key's, a stranger's for a validator that exists; then somebody's dust for the waiting key, and the deposit
 * that its provision waits for.
 */
function testDeposits(): GenesisDeposit[] {
  const deposit = (keyIndex: number, amountEth: bigint, slot: number): GenesisDeposit =>
    signedDeposit({
      ...{ keyIndex, amountGwei: amountEth * GWEI_PER_ETH, slot },
      ...{ credentialsPrefix: 1, withdrawalAddress: podOf(keyIndex) },
    });
  return [
    ...[deposit(JOINING_KEY, 32n, 0), deposit(10, 32n, 0)],
    ...[deposit(WAITING_KEY, 1n, 1), deposit(WAITING_KEY, 32n, 1)],
  ];
}

/** Everything of the protocol that must stand in the genesis states. */
export function testGenesis(): Pick<
  DevnetOptions,
  "genesisValidator" | "pendingDeposits" | "executionAccounts"
> {
  const { runtimeCode: code } = contractArtifact("DemoPool");
  return {
    genesisValidator: (index) => ({ ...defaultGenesisValidator(index), withdrawalAddress: podOf(index) }),
    pendingDeposits: testDeposits(),
    executionAccounts: Object.fromEntries(
      TEST_PODS.map((pod, k) => [
        pod,
        { balance: `0x${TEST_POD_BALANCES_WEI[k]!.toString(16)}`, nonce: "0x1", code },
      ]),
    ),
  };
}
