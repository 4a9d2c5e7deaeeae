/**
 * What a caller puts into the genesis state, seen in states that the network serves later.
 */
import { getClient, WireFormat } from "@lodestar/api";
import { createChainForkConfig } from "@lodestar/config";
import { ssz } from "@lodestar/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Hex, toHex } from "../../../prover/hex.ts";
import { beaconChainConfig, type DevnetFork } from "../../../scripts/devnet/beacon-config.ts";
import { type GenesisDeposit, interopPublicKey } from "../../../scripts/devnet/genesis-deposits.ts";
import {
  defaultGenesisValidator,
  withdrawalCredentialsOf,
} from "../../../scripts/devnet/genesis-validators.ts";
import { type Devnet, startDevnet } from "../../../scripts/devnet/start-devnet.ts";

const PODS: readonly Hex[] = [`0x${"a1".repeat(20)}`, `0x${"b2".repeat(20)}`];
const VALIDATORS = 16;

const deposit = (keyIndex: number, amountGwei: bigint, slot: number): GenesisDeposit => ({
  keyIndex,
  amountGwei,
  slot,
  credentialsPrefix: 1,
  withdrawalAddress: PODS[0]!,
});
const TOP_UP = deposit(3, 5_000_000_000n, 0);
const NEWCOMER = deposit(VALIDATORS, 32_000_000_000n, 0);
/** The last one is behind an entry that waits, so it waits too. */
const WAITING = [deposit(20, 32_000_000_001n, 1), deposit(21, 32_000_000_002n, 0)];

describe.each<DevnetFork>(["electra", "fulu"])("genesis options of the devnet on %s", (fork) => {
  let devnet: Devnet;
  beforeAll(async () => {
    devnet = await startDevnet({
      fork,
      validatorCount: VALIDATORS,
      genesisValidator: (index) => ({
        ...defaultGenesisValidator(index),
        withdrawalAddress: PODS[index % PODS.length]!,
      }),
      deposits: [TOP_UP, NEWCOMER, ...WAITING],
    });
  });
  afterAll(() => devnet?.stop());

  const headState = async () => {
    const config = createChainForkConfig(beaconChainConfig(devnet.fork, devnet.chainId));
    const { debug } = getClient({ baseUrl: devnet.beaconUrl }, { config });
    const answer = await debug.getStateV2({ stateId: "head" }, { responseWireFormat: WireFormat.ssz });
    return ssz[fork].BeaconState.deserialize(answer.ssz());
  };
  type State = Awaited<ReturnType<typeof headState>>;
  const queueOf = (state: State) =>
    state.pendingDeposits.map(({ pubkey, withdrawalCredentials, amount, slot }) => ({
      pubkey: toHex(pubkey),
      withdrawalCredentials: toHex(withdrawalCredentials),
      amountGwei: BigInt(amount),
      slot,
    }));
  const entryOf = ({ keyIndex, amountGwei, slot, ...credentials }: GenesisDeposit) => ({
    pubkey: interopPublicKey(keyIndex),
    withdrawalCredentials: toHex(withdrawalCredentialsOf(credentials)),
    amountGwei,
    slot,
  });

  it("the queue of the first block holds all deposits in order", async () => {
    await devnet.produceSlot();
    expect(queueOf(await headState())).toEqual([TOP_UP, NEWCOMER, ...WAITING].map(entryOf));
  });

  it("a border of an epoch applies deposits of slot 0: one tops up, one becomes a validator", async () => {
    const before = await headState();
    await devnet.skipSlot(31);
    await devnet.produceSlot();
    const after = await headState();
    expect(queueOf(after)).toEqual(WAITING.map(entryOf));
    // Nobody attests: the penalties of an epoch are far below an ETH.
    expect(after.balances[3]! - before.balances[3]!).toBeGreaterThan(4_000_000_000);
    expect(after.validators.length).toBe(VALIDATORS + 1);
    expect(toHex(after.validators[VALIDATORS]!.pubkey)).toBe(interopPublicKey(NEWCOMER.keyIndex));
  });

  it("a deposit of a later slot waits over all borders, and so does what is behind it", async () => {
    await devnet.skipSlot(64);
    await devnet.produceSlot();
    const state = await headState();
    expect(queueOf(state)).toEqual(WAITING.map(entryOf));
    expect(state.validators.length).toBe(VALIDATORS + 1);
  });

  it("genesis validators carry the credentials of the given pods", async () => {
    const { validators } = await headState();
    for (let index = 0; index < VALIDATORS; index++) {
      const { credentialsPrefix } = defaultGenesisValidator(index);
      const withdrawalAddress = PODS[index % PODS.length]!;
      const expected = withdrawalCredentialsOf({ credentialsPrefix, withdrawalAddress });
      expect(toHex(validators[index]!.withdrawalCredentials)).toBe(toHex(expected));
    }
  });
});
