/**
 * What the test network's protocol owns: validators of the genesis state that pay out to two pods, two deposits that
 * wait in the queue, pools and debts.
 * @module
 */
import type { ProtocolPlan } from "../../scripts/contracts/deploy-protocol.ts";
import { type GenesisPod, podOf, protocolGenesis } from "../../scripts/contracts/protocol-genesis.ts";
import type { GenesisDeposit } from "../../scripts/devnet/genesis-deposits.ts";
import { interopPublicKey, signedDeposit } from "../../scripts/devnet/signed-deposit.ts";

const GWEI_PER_ETH = 10n ** 9n;
const PRINCIPAL_GWEI = 32n * GWEI_PER_ETH;

/** The second one holds ETH from the start; both receive what is withdrawn. */
export const TEST_PODS: readonly GenesisPod[] = [
  { address: "0x00000000000000000000000000000000000d0001", balanceWei: 0n },
  { address: "0x00000000000000000000000000000000000d0002", balanceWei: 3n * 10n ** 18n + 1n },
];

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

/**
 * The joining key's, a stranger's for a validator that exists; then somebody's dust for the waiting key, and the deposit
 * that its provision waits for.
 */
function testDeposits(): GenesisDeposit[] {
  const deposit = (keyIndex: number, amountEth: bigint, slot: number): GenesisDeposit =>
    signedDeposit({
      keyIndex,
      amountGwei: amountEth * GWEI_PER_ETH,
      slot,
      credentialsPrefix: 1,
      withdrawalAddress: podOf(TEST_PODS, keyIndex),
    });
  return [
    deposit(JOINING_KEY, 32n, 0),
    deposit(10, 32n, 0),
    deposit(WAITING_KEY, 1n, 1),
    deposit(WAITING_KEY, 32n, 1),
  ];
}

/** Everything of the protocol that must stand in the genesis states. */
export function testGenesis(): ReturnType<typeof protocolGenesis> {
  return protocolGenesis(TEST_PODS, testDeposits());
}
