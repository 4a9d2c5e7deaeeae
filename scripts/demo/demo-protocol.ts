/**
 * What the protocol of the demo owns: three runs of eight validators, as NoOps register them, and one alone, paying out
 * to two pods; a deposit that waits in the queue, one that was announced and never made; pools, rewards and debts.
 * @module
 */
import { GWEI_PER_ETH } from "../../prover/units.ts";
import type { ProtocolPlan } from "../contracts/deploy-protocol.ts";
import { type GenesisPod, podOf, protocolGenesis } from "../contracts/protocol-genesis.ts";
import { interopPublicKey, signedDeposit } from "../devnet/signed-deposit.ts";

const RUNS = [0, 16, 40].flatMap((first) => Array.from({ length: 8 }, (_, i) => first + i));
const ALONE = 63;
/** The network has 64 validators. */
const WAITING_KEY = 64;
const WRITTEN_OFF_KEY = 65;

/** Slot at whose time the first spurt ends. */
export const DEMO_SPURT_END_SLOT = 64;

const PODS: readonly GenesisPod[] = [
  { address: "0x00000000000000000000000000000000000d0001", balanceWei: 0n },
  { address: "0x00000000000000000000000000000000000d0002", balanceWei: 0n },
];

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
  pods: PODS.map(({ address }) => address),
  // pufETH in circulation.
  supplyWei: 2_770_000_000_000_000_000_000n,
  poolDepositsWei: [96_500_000_000_000_000_000n, 32_000_000_000_000_000_000n],
  owedToPoolWei: 4_250_000_000_000_000_000n,
  promisedToNoOpsWei: 1_750_000_000_000_000_000n,
};

/** Everything of the protocol that must stand in the genesis states. */
export function demoGenesis(): ReturnType<typeof protocolGenesis> {
  return protocolGenesis(PODS, [
    signedDeposit({
      keyIndex: WAITING_KEY,
      amountGwei: 32n * GWEI_PER_ETH,
      credentialsPrefix: 1,
      // Not slot 0: it waits for as long as the network runs.
      withdrawalAddress: podOf(PODS, WAITING_KEY),
      slot: 1,
    }),
  ]);
}
