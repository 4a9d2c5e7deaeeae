/** Reading of one block: what later answers of another branch are taken for. */
import type { Hex } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { atOneBlock } from "../../../prover/chain/client/at-one-block.ts";
import { createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { type FakeRpc, startFakeRpc } from "./fake-rpc.ts";

const ACCOUNT = `0x${"aa".repeat(20)}` as const;
const LATEST = 9n;
/** Of a block: its branch in the first byte, its number in the others. */
const hashOf = (number: bigint, branch: number): Hex =>
  `0x${branch.toString(16).padStart(2, "0")}${number.toString(16).padStart(62, "0")}`;

let rpc: FakeRpc;
/** The one block that is of branch 1, so that a test sees which one was noticed. */
let forked: bigint | undefined;
const branchOf = (number: bigint) => (number === forked ? 1 : 0);

afterEach(() => {
  forked = undefined;
  return rpc.close();
});

async function reading() {
  const numberOf = (tag: unknown) => (tag === "latest" ? LATEST : BigInt(tag as Hex));
  const block = (number: bigint) => ({
    number: `0x${number.toString(16)}`,
    hash: hashOf(number, branchOf(number)),
    transactions: [],
  });
  rpc = await startFakeRpc({
    eth_getBlockByNumber: ([tag]) => block(numberOf(tag)),
    eth_getBlockByHash: ([hash]) => ([0, 1].some((b) => hashOf(LATEST, b) === hash) ? block(LATEST) : null),
    eth_getBalance: () => "0x1",
    eth_getLogs: () => [
      { blockNumber: "0x5", blockHash: hashOf(5n, branchOf(5n)), address: ACCOUNT, topics: [], data: "0x" },
    ],
  });
  return atOneBlock(createChainClient({ url: rpc.url }));
}

describe("a chain that is read at one block", () => {
  it("has not moved where each block that an answer named is still there", async () => {
    const chain = await reading();
    await chain.viem.getBalance({ address: ACCOUNT });
    await chain.viem.getBlock({ blockNumber: 4n });
    await expect(chain.requireUnmoved()).resolves.toBeUndefined();
  });

  it("has moved where the block itself that it is read at is another one now, whatever was asked of it", async () => {
    const chain = await reading();
    await chain.viem.getBalance({ address: ACCOUNT });
    forked = LATEST;
    await expect(chain.requireUnmoved()).rejects.toMatchObject({ code: "CHAIN_MOVED" });
  });

  it("has moved where an earlier block that was asked for by its number is another one now", async () => {
    const chain = await reading();
    await chain.viem.getBlock({ blockNumber: 4n });
    forked = 4n;
    await expect(chain.requireUnmoved()).rejects.toMatchObject({
      code: "CHAIN_MOVED",
      message: expect.stringContaining(hashOf(4n, 0)),
    });
  });

  it("has moved where logs are of a block that is another one now", async () => {
    const chain = await reading();
    await chain.viem.getLogs({ fromBlock: 0n, toBlock: 8n });
    forked = 5n;
    await expect(chain.requireUnmoved()).rejects.toMatchObject({ code: "CHAIN_MOVED" });
  });

  it("says so at once where two answers name two blocks of one number", async () => {
    const chain = await reading();
    await chain.viem.getBlock({ blockNumber: 5n });
    forked = 5n;
    await expect(chain.viem.getLogs({ fromBlock: 0n, toBlock: 8n })).rejects.toThrow(/block 5/);
  });
});
