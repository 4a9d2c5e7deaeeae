import type { Hex } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { validatorRegistryAbi } from "../../../prover/chain/abi/validator-registry-abi.ts";
import { createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { readRegistryContract } from "../../../prover/chain/views/read-registry.ts";
import { PATIENCE_MS } from "../../support/patience.ts";
import { BLOCK_NUMBER, type FakeContract, type FakeContracts, startFakeContracts } from "./fake-contracts.ts";

const REGISTRY: Hex = `0x${"13".repeat(20)}`;
const POD: Hex = `0x${"44".repeat(20)}`;
const TIMESTAMP = 1_700_000_000n;
const STATUS = ["provisioned", "registered", "written-off"] as const;
const pubkeyRoot = (number: number): Hex => `0x${number.toString(16).padStart(64, "0")}`;

/** A registry of any size: entry i is validator 3i, provision n has the status n mod 3. */
function registryWith(entries: number, provisions: number): FakeContract {
  return {
    abi: validatorRegistryAbi,
    views: {
      count: () => BigInt(entries),
      entries: (from: bigint, to: bigint) => {
        const at = Array.from({ length: Number(to - from) }, (_, i) => from + BigInt(i));
        return [at.map((i) => 3n * i), at.map((i) => 32n * 10n ** 9n + i)];
      },
      totalsBy: (by: number) => ({
        provisioned: BigInt(by) === TIMESTAMP ? BigInt(provisions) : 0n,
        writtenOff: 0n,
        outstandingGwei: 0n,
      }),
      provisions: (from: bigint, to: bigint) =>
        Array.from({ length: Number(to - from) }, (_, i) => {
          const number = Number(from) + i;
          return {
            pubkeyRoot: pubkeyRoot(number),
            principalGwei: 32n * 10n ** 9n,
            validatorIndex: STATUS[number % 3] === "registered" ? BigInt(7 * number) : 0n,
            provisionedAt: 1_600_000_000 + number,
            settledAt: 1_700_000_000 + number,
            status: (number % 3) + 1,
          };
        }),
      pods: () => [POD],
    },
  };
}

let server: FakeContracts | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
const reading = async (contract: FakeContract, registry = REGISTRY) => {
  server = await startFakeContracts({ [REGISTRY]: contract });
  return readRegistryContract(
    createChainClient({ url: server.url, timeoutMs: PATIENCE_MS }),
    registry,
    TIMESTAMP,
  );
};

describe("readRegistryContract", () => {
  it.each([0, 1, 999, 1000, 1001, 2345])("reads %i entries in their order", async (count) => {
    const { entries } = await reading(registryWith(count, 0));
    expect(entries).toEqual(
      Array.from({ length: count }, (_, i) => ({
        index: 3 * i,
        principalGwei: 32n * 10n ** 9n + BigInt(i),
      })),
    );
  });

  it.each([0, 1, 999, 1000, 1001, 2345])("reads the %i provisions of that time by number", async (count) => {
    const { provisions, pods, timestamp } = await reading(registryWith(0, count));
    expect(timestamp).toBe(TIMESTAMP);
    expect(provisions).toEqual(
      Array.from({ length: count }, (_, i) => {
        const number = i + 1;
        const status = STATUS[number % 3];
        return {
          number: BigInt(number),
          pubkeyRoot: pubkeyRoot(number),
          principalGwei: 32n * 10n ** 9n,
          validatorIndex: status === "registered" ? 7 * number : null,
          provisionedAt: 1_600_000_000n + BigInt(number),
          settledAt: 1_700_000_000n + BigInt(number),
          status,
        };
      }),
    );
    expect(pods).toEqual([POD]);
  });

  it("reads everything at one block, so that no registration falls in between", async () => {
    const { contract, blockNumber } = await reading(registryWith(3000, 4000));
    expect([contract, blockNumber]).toEqual([REGISTRY, BigInt(BLOCK_NUMBER)]);
    const blocks = new Set(server!.asked.map((view) => view.split(" ").at(-1)));
    expect(blocks).toEqual(new Set([`0x${BLOCK_NUMBER.toString(16)}`]));
    expect(server!.asked.length).toBeGreaterThan(7);
  });

  it.each([
    ["fewer entries than it was asked for", [[3n], [32n, 32n]]],
    ["an index without a principal", [[3n, 6n], [32n]]],
  ])("refuses %s", async (_, answer) => {
    const honest = registryWith(2, 0);
    const short = { ...honest, views: { ...honest.views, entries: () => answer } };
    await expect(reading(short)).rejects.toMatchObject({ code: "EXECUTION_RPC_NONSENSE", exitCode: 3 });
  });

  it("names the registry when there is none", async () => {
    const elsewhere: Hex = `0x${"99".repeat(20)}`;
    await expect(reading(registryWith(0, 0), elsewhere)).rejects.toMatchObject({
      code: "CONTRACT_UNREADABLE",
      exitCode: 2,
      role: "registry",
      contract: elsewhere,
    });
  });
});
