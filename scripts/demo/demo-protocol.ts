/**
 * What the protocol of the demo owns: three runs of eight validators, as NoOps register them, and one alone, paying out
 * to two pods; a deposit that waits in the queue, one that was announced and never made; pools, rewards and debts.
 * @module
 */
import type { Address } from "viem";
import { GWEI_PER_ETH } from "../../prover/units.ts";
import type { ProtocolPlan } from "../contracts/deploy-protocol.ts";
import { contractArtifact } from "../contracts/forge.ts";
import { defaultGenesisValidator } from "../devnet/genesis-validators.ts";
import { interopPublicKey, signedDeposit } from "../devnet/signed-deposit.ts";
import type { DevnetOptions } from "../devnet/start-devnet.ts";

const RUNS = [0, 16, 40].flatMap((first) => Array.from({ length: 8 }, (_, i) => first + i));
const ALONE = 63;
/** The network has 64 validators. */
const WAITING_KEY = 64;
const WRITTEN_OFF_KEY = 65;

/** Slot at whose time the first spurt ends. */
export const DEMO_SPURT_END_SLOT = 64;

/** Contracts of the genesis state: validators of the genesis state pay out to them. */
const PODS: readonly Address[] = [
  "0x00000000000000000000000000000000000d0001",
  "0x00000000000000000000000000000000000d0002",
];
const podOf = (keyIndex: number): Address => PODS[keyIndex % PODS.length]!;

/** Every sixteenth validator of the network, from 3 on, holds about 1,000 ETH (scripts/devnet/genesis-validators.ts). */
const isCompounding = (index: number) => index % 16 === 3;

/** Two of them compound: their principal is 1,000 ETH. */
const PROVISIONS: ProtocolPlan["provisions"] = [
  ...[...RUNS, ALONE, WAITING_KEY].map((keyIndex) => ({
    pubkey: interopPublicKey(keyIndex),
    principalGwei: (isCompounding(keyIndex) ? 1_000n : 32n) * GWEI_PER_ETH,
  })),
  { pubkey: interopPublicKey(WRITTEN_OFF_KEY), principalGwei: 32n * GWEI_PER_ETH, writtenOff: true },
];

export const DEMO_PLAN: Omit<ProtocolPlan, "verifierName"> = {
  spurtEndSlot: DEMO_SPURT_END_SLOT,
  provisions: PROVISIONS,
  pods: PODS,
  // pufETH in circulation.
  supplyWei: 2_770_000_000_000_000_000_000n,
  poolDepositsWei: [96_500_000_000_000_000_000n, 32_000_000_000_000_000_000n],
  owedToPoolWei: 4_250_000_000_000_000_000n,
  promisedToNoOpsWei: 1_750_000_000_000_000_000n,
};

/** Everything of the protocol that must stand in the genesis states. */
export function demoGenesis(): Pick<
  DevnetOptions,
  "genesisValidator" | "pendingDeposits" | "executionAccounts"
> {
  const { runtimeCode: code } = contractArtifact("DemoPool");
  return {
    genesisValidator: (index) => ({ ...defaultGenesisValidator(index), withdrawalAddress: podOf(index) }),
    pendingDeposits: [
      signedDeposit({
        ...{ keyIndex: WAITING_KEY, amountGwei: 32n * GWEI_PER_ETH, credentialsPrefix: 1 },
        // Not slot 0: it waits for as long as the network runs.
        ...{ withdrawalAddress: podOf(WAITING_KEY), slot: 1 },
      }),
    ],
    executionAccounts: Object.fromEntries(PODS.map((pod) => [pod, { balance: "0x0", nonce: "0x1", code }])),
  };
}
