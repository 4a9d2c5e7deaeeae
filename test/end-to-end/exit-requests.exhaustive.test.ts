/**
 * Exits against the contract of EIP-7002 itself, on a network that has it: its fee, and what it refuses. Nothing is sent.
 * @module
 */
import { type Address, createPublicClient, getAddress, type Hex, http, pad } from "viem";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { exitRequests, WITHDRAWAL_REQUESTS_ADDRESS } from "../../prover/eject/exit-requests.ts";
import { contractArtifact, forgeBuild } from "../../scripts/contracts/forge.ts";
import { DEV_ACCOUNT_ADDRESS } from "../../scripts/devnet/dev-account.ts";
import { type Devnet, startDevnet } from "../../scripts/devnet/start-devnet.ts";
import { withdrawalRequestsAccount } from "../../scripts/devnet/withdrawal-requests-contract.ts";

const OWNED: Address = getAddress(`0x${"0".repeat(35)}d0001`);
/** No contract: it asks itself. */
const ALONE: Address = getAddress(`0x${"0".repeat(35)}d0002`);
const OWNER = getAddress(DEV_ACCOUNT_ADDRESS);
const KEYS: Hex[] = [`0x${"11".repeat(48)}`, `0x${"22".repeat(48)}`];
/** Requests above the target so far; a block without any lowers it by 2. */
const EXCESS = 60n;

let network: Devnet;
beforeAll(async () => {
  await forgeBuild(["verifier-contracts/test/ExitingPod.sol"]);
  network = await startDevnet({
    executionAccounts: {
      [WITHDRAWAL_REQUESTS_ADDRESS.toLowerCase() as Hex]: withdrawalRequestsAccount(EXCESS),
      [OWNED]: {
        balance: "0x0",
        nonce: "0x1",
        code: contractArtifact("ExitingPod").runtimeCode,
        storage: { [pad("0x0")]: pad(OWNER) },
      },
      [ALONE]: { balance: "0xde0b6b3a7640000" },
    },
  });
  for (let slot = 0; slot < 2; slot++) await network.produceSlot();
});
afterAll(() => network?.stop());

it("the owner of a pod, or the account itself, can ask for the fee of the latest block, and for no wei less", async () => {
  const chain = createChainClient({ url: network.rpcUrl });
  const exits = await exitRequests(
    chain,
    new Map([
      [OWNED, KEYS],
      [ALONE, KEYS],
    ]),
  );
  const feeWei = feeOf(EXCESS - 2n * 2n);
  expect(feeWei).toBeGreaterThan(1n);
  const [owned, alone] = exits as [(typeof exits)[0], (typeof exits)[0]];
  expect(owned).toMatchObject({ owner: OWNER, feeWei });
  expect(owned.calls).toMatchObject([{ from: OWNER, to: OWNED, valueWei: 2n * feeWei }]);
  expect(alone).toMatchObject({ owner: null, feeWei });
  expect(alone.calls).toHaveLength(2);

  const reader = createPublicClient({ transport: http(network.rpcUrl), cacheTime: 0 });
  for (const { from, to, data, valueWei, simulation } of [...owned.calls, ...alone.calls]) {
    expect(simulation).toEqual({ gas: expect.any(BigInt) });
    const ask = (value: bigint, input: Hex = data) => reader.call({ account: from, to, data: input, value });
    await expect(ask(valueWei)).resolves.toBeDefined();
    await expect(ask(valueWei - 1n)).rejects.toThrow();
  }
  const [{ from, to, data }] = alone.calls as [(typeof alone.calls)[0]];
  const short = reader.call({ account: from, to, data: data.slice(0, -2) as Hex, value: feeWei });
  await expect(short).rejects.toThrow();
});

/** Source: EIP-7002, `fake_exponential`. */
function feeOf(excess: bigint): bigint {
  let output = 0n;
  let part = 17n;
  for (let i = 1n; part > 0n; i++) {
    output += part;
    part = (part * excess) / (17n * i);
  }
  return output / 17n;
}
