import {
  type Address,
  decodeFunctionData,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionResult,
  type Hex,
  numberToHex,
} from "viem";
import { afterEach, describe, expect, test } from "vitest";
import { readRegistryEvents } from "../../prover/audit/registry-events.ts";
import { validatorRegistryAbi as abi } from "../../prover/chain/abi/validator-registry-abi.ts";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { type FakeRpc, startFakeRpc } from "../chain/client/fake-rpc.ts";

const HASH: Hex = `0x${"11".repeat(32)}`;
const [FIRST, SECOND, THIRD]: readonly Address[] = [1, 2, 3].map(
  (n) => `0x${n.toString(16).repeat(40)}` as Address,
);
/** First own entry, the registry before it, and the events that its address emitted: position and block. */
const REGISTRIES: Readonly<
  Record<string, { first: bigint; earlier: Address; positions: readonly bigint[] }>
> = {
  [FIRST!]: { first: 0n, earlier: `0x${"00".repeat(20)}`, positions: [0n, 1n, 2n] },
  [SECOND!]: { first: 3n, earlier: FIRST!, positions: [3n] },
  [THIRD!]: { first: 4n, earlier: SECOND!, positions: [4n, 5n] },
};

let rpc: FakeRpc | undefined;
afterEach(() => rpc?.close());

describe("the list of a registry that continues others", () => {
  test("is that of all of them, each entry from the one that announced it", async () => {
    expect(await indicesOf(THIRD!, 6)).toEqual([100, 101, 102, 103, 104, 105]);
    expect(await indicesOf(SECOND!, 4)).toEqual([100, 101, 102, 103]);
  });

  test("has the chain at each end of a call, whichever of them it belongs to", async () => {
    const { commitments } = await eventsOf(THIRD!, 6);
    expect([...commitments]).toEqual([
      [3, 1003n],
      [4, 1004n],
      [6, 1006n],
    ]);
  });

  test("ends where the caller says, also before its own entries", async () => {
    expect(await indicesOf(THIRD!, 5)).toEqual([100, 101, 102, 103, 104]);
    expect(await indicesOf(THIRD!, 2)).toEqual([100, 101]);
  });
});

async function eventsOf(address: Address, count: number) {
  await rpc?.close();
  rpc = await startFakeRpc({
    eth_chainId: () => numberToHex(31_337),
    eth_blockNumber: () => numberToHex(9),
    eth_call: ([call]) => {
      const { to, data } = call as { to: Address; data: Hex };
      const { functionName } = decodeFunctionData({ abi, data });
      const { first, earlier } = REGISTRIES[to]!;
      if (functionName === "earlier") return encodeFunctionResult({ abi, functionName, result: earlier });
      if (functionName !== "firstOwnEntry") throw new Error(functionName);
      return encodeFunctionResult({ abi, functionName, result: first });
    },
    eth_getLogs: ([filter]) => {
      const { address: from } = filter as { address: Address };
      const { positions } = REGISTRIES[from]!;
      return [
        ...positions.map((position) => logOf(from, position)),
        extendedLog(from, positions.at(-1)! + 1n),
      ];
    },
  });
  const events = await readRegistryEvents(createChainClient({ url: rpc.url }), address, count);
  return events;
}

async function indicesOf(address: Address, count: number) {
  const { entries } = await eventsOf(address, count);
  return entries.map((event) => event?.index);
}

function logOf(address: Address, position: bigint) {
  const args = { position, number: position + 1n, validatorIndex: 100n + position };
  return {
    address,
    topics: encodeEventTopics({ abi, eventName: "Registered", args }),
    data: encodeAbiParameters([{ type: "uint64" }], [32_000_000_000n]),
    ...PLACE,
  };
}

/** At the end of the call that added all of the registry's own entries; its commitment is a thousand more than the count. */
function extendedLog(address: Address, entries: bigint) {
  return {
    address,
    topics: encodeEventTopics({ abi, eventName: "Extended", args: { entries } }),
    data: encodeAbiParameters([{ type: "uint256" }], [1000n + entries]),
    ...PLACE,
  };
}

const PLACE = {
  blockNumber: numberToHex(5),
  blockHash: HASH,
  transactionHash: HASH,
  transactionIndex: "0x0",
  logIndex: "0x0",
  removed: false,
};
