/**
 * The network's time is its own: no clock is asked, a week can pass in seconds, and the same calls make the same chain.
 */
import { createPublicClient, http, pad, toHex } from "viem";
import { afterEach, expect, it } from "vitest";
import { BEACON_ROOTS_ADDRESS } from "../../../prover/chain/constants.ts";
import { type Devnet, type DevnetOptions, startDevnet } from "../../../scripts/devnet/start-devnet.ts";

const SLOTS_PER_WEEK = 50_400;
/** 2100-01-01T00:00:00Z */
const NEXT_CENTURY = 4_102_444_800;

const running: Devnet[] = [];
afterEach(async () => {
  for (const devnet of running.splice(0)) await devnet.stop();
});
const start = async (options: DevnetOptions = {}) => {
  const devnet = await startDevnet(options);
  running.push(devnet);
  return devnet;
};
const readerOf = ({ rpcUrl }: Devnet) => createPublicClient({ transport: http(rpcUrl), cacheTime: 0 });

it("a week without a block passes, and EIP-4788 names the block before it; nobody has to wait", async () => {
  const devnet = await start();
  const before = await devnet.produceSlot();
  await devnet.skipSlot(SLOTS_PER_WEEK);
  const after = await devnet.produceSlot();
  expect(after.slot).toBe(before.slot + SLOTS_PER_WEEK + 1);
  const { timestamp } = await readerOf(devnet).getBlock();
  expect(timestamp).toBe(BigInt(devnet.genesisTime + 12 * after.slot));
  const root = await readerOf(devnet).call({
    to: BEACON_ROOTS_ADDRESS,
    data: pad(toHex(timestamp), { size: 32 }),
  });
  expect(root.data).toBe(before.root);
});

it("blocks of a time that has not come are blocks like others", async () => {
  const devnet = await start({ genesisTime: NEXT_CENTURY });
  await devnet.produceSlot();
  await devnet.produceSlot();
  expect((await readerOf(devnet).getBlock()).timestamp).toBe(BigInt(NEXT_CENTURY + 24));
});

it("the same calls make the same chain, block by block", async () => {
  const chainOf = async (devnet: Devnet) => {
    const roots = [await devnet.produceSlot(), await devnet.produceSlot()].map(({ root }) => root);
    await devnet.skipSlot(40);
    return [...roots, (await devnet.produceSlot()).root];
  };
  expect(await chainOf(await start())).toEqual(await chainOf(await start()));
});
