/**
 * What a caller puts into the genesis state, seen in states that the network serves later.
 */
import { getClient, WireFormat } from "@lodestar/api";
import { createChainForkConfig } from "@lodestar/config";
import { ssz } from "@lodestar/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Hex, toHex } from "../../../prover/hex.ts";
import { beaconChainConfig, type DevnetFork } from "../../../scripts/devnet/beacon-config.ts";
import { DevnetOptionError } from "../../../scripts/devnet/errors.ts";
import type { GenesisDeposit } from "../../../scripts/devnet/genesis-deposits.ts";
import {
  defaultGenesisValidator,
  validatorSecretKeys,
  withdrawalCredentialsOf,
} from "../../../scripts/devnet/genesis-validators.ts";
import { type Devnet, startDevnet } from "../../../scripts/devnet/start-devnet.ts";

const PODS: readonly Hex[] = [`0x${"a1".repeat(20)}`, `0x${"b2".repeat(20)}`];
const knownKey = toHex(validatorSecretKeys(4)[3]!.toPublicKey().toBytes());

const TOP_UP: GenesisDeposit = {
  pubkey: knownKey,
  withdrawalCredentials: `0x${"00".repeat(32)}`,
  amountGwei: 5_000_000_000n,
  slot: 0,
};
const WAITING: readonly GenesisDeposit[] = [1, 2].map((k) => ({
  pubkey: `0x${`8${k}`.repeat(48)}`,
  withdrawalCredentials: withdrawalCredentialsOf(k as 1 | 2, PODS[k - 1]!),
  amountGwei: 32_000_000_000n + BigInt(k),
  slot: k === 1 ? 1 : 1_000_000_000,
}));

describe.each<DevnetFork>(["electra", "fulu"])("genesis options of the devnet on %s", (fork) => {
  let devnet: Devnet;
  beforeAll(async () => {
    devnet = await startDevnet({
      fork,
      validatorCount: 16,
      genesisValidator: (index) => ({
        ...defaultGenesisValidator(index),
        withdrawalAddress: PODS[index % PODS.length]!,
      }),
      pendingDeposits: [TOP_UP, ...WAITING],
    });
  });
  afterAll(() => devnet?.stop());

  const stateAt = async (stateId: string) => {
    const config = createChainForkConfig(beaconChainConfig(devnet.fork, devnet.chainId));
    const { debug } = getClient({ baseUrl: devnet.beaconUrl }, { config });
    const answer = await debug.getStateV2({ stateId }, { responseWireFormat: WireFormat.ssz });
    return ssz[fork].BeaconState.deserialize(answer.ssz());
  };
  const queueAt = async (stateId: string) =>
    (await stateAt(stateId)).pendingDeposits.map(({ pubkey, withdrawalCredentials, amount, slot }) => ({
      pubkey: toHex(pubkey),
      withdrawalCredentials: toHex(withdrawalCredentials),
      amountGwei: BigInt(amount),
      slot,
    }));

  it("the queue of the first block holds all deposits in order", async () => {
    await devnet.produceSlot();
    expect(await queueAt("head")).toEqual([TOP_UP, ...WAITING]);
  });

  it("deposits of unfinalized slots wait over borders of epochs, those of slot 0 are applied", async () => {
    const before = (await stateAt("head")).balances[3]!;
    await devnet.skipSlot(31);
    await devnet.produceSlot();
    expect(await queueAt("head")).toEqual(WAITING);
    const after = (await stateAt("head")).balances[3]!;
    // Nobody attests: the penalties of an epoch are far below an ETH.
    expect(after - before).toBeGreaterThan(4_000_000_000);
    await devnet.skipSlot(64);
    await devnet.produceSlot();
    expect(await queueAt("head")).toEqual(WAITING);
    expect((await stateAt("head")).validators.length).toBe(16);
  });

  it("validators carry the credentials of the given pods", async () => {
    const { validators } = await stateAt("head");
    for (const [index, { withdrawalCredentials }] of validators.entries()) {
      const { credentialsPrefix } = defaultGenesisValidator(index);
      const pod = PODS[index % PODS.length]!;
      expect(toHex(withdrawalCredentials)).toBe(withdrawalCredentialsOf(credentialsPrefix, pod));
    }
  });
});

describe("genesis deposits that no state can hold", () => {
  it.each<Partial<GenesisDeposit>>([
    { pubkey: "0x1234" },
    { withdrawalCredentials: `0x${"zz".repeat(32)}` },
    { amountGwei: -1n },
    { amountGwei: 2n ** 53n },
    { slot: 0.5 },
    { slot: -1 },
  ])("%o is refused, and nothing is left running", async (wrong) => {
    const start = startDevnet({ validatorCount: 1, pendingDeposits: [{ ...TOP_UP, ...wrong }] });
    await expect(start).rejects.toThrow(DevnetOptionError);
  });
});
