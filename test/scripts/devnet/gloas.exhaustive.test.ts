/**
 * The development network across the fork from Fulu to Gloas, with payloads revealed and withheld: blocks of real state
 * transitions, execution blocks of a real client. What the prover reads of it, before, across and after.
 */
import { ssz } from "@lodestar/types";
import { createPublicClient, type Hex, http, numberToHex, pad } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findRememberedRoot } from "../../../prover/chain/blocks/find-remembered-root.ts";
import { createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { BEACON_ROOTS_ADDRESS } from "../../../prover/chain/constants.ts";
import { headerHash, headerRlp } from "../../../prover/chain/execution/execution-header.ts";
import { toHex } from "../../../prover/hex.ts";
import { executionAnchorOf } from "../../../prover/state/execution-anchor-of.ts";
import {
  expectedWithdrawalsOf,
  withExpectedWithdrawals,
} from "../../../prover/state/expected-withdrawals.ts";
import { fetchState } from "../../../prover/state/fetch-state.ts";
import type { ChainBlock } from "../../../scripts/devnet/beacon-chain.ts";
import {
  defaultGenesisValidator,
  type GenesisValidator,
} from "../../../scripts/devnet/genesis-validators.ts";
import { type Devnet, startDevnet } from "../../../scripts/devnet/start-devnet.ts";
import { type NodeAnswer, startBeaconProxy } from "../../end-to-end/beacon-proxy.ts";

const FORK_SLOT = 32;
/** From the last slot of Fulu on: EMPTY ones in a row, the first of Gloas among them, then alone, FULL ones between them. */
const IS_WITHHELD = [false, true, true, false, true, false, false, true, false];
const FIRST_SLOT = 31;

interface Made extends ChainBlock {
  readonly isWithheld: boolean;
}

describe("devnet from Fulu to Gloas", () => {
  let devnet: Devnet;
  const blocks: Made[] = [];
  const timeOf = (slot: number) => devnet.genesisTime + slot * devnet.secondsPerSlot;
  const reader = () => createPublicClient({ transport: http(devnet.rpcUrl), cacheTime: 0 });
  const rootAt = async (slot: number): Promise<Hex | undefined> => {
    const data = pad(numberToHex(timeOf(slot)), { size: 32 });
    const answer = await reader()
      .call({ to: BEACON_ROOTS_ADDRESS, data })
      .catch(() => undefined);
    return answer?.data;
  };
  const stateOf = (slot: number, stateRoute: "debug" | "proofs" = "debug") =>
    fetchState({ beaconUrls: [devnet.beaconUrl], blockId: slot, stateRoute });
  /** The last payload that was revealed before the block's own. */
  const namedBy = (index: number) => blocks.slice(0, index).findLast(({ isWithheld }) => !isWithheld)!;
  const ofGloas = () => [...blocks.entries()].filter(([, { slot }]) => slot >= FORK_SLOT);

  beforeAll(async () => {
    // All pay out what they hold above 32 ETH, sixteen in a payload.
    const genesisValidator = (index: number): GenesisValidator => ({
      ...defaultGenesisValidator(index),
      credentialsPrefix: 1,
      balanceGwei: 33_000_000_000n + BigInt(index),
    });
    devnet = await startDevnet({ fork: "fulu", gloasForkEpoch: 1, genesisValidator });
    await devnet.skipSlot(FIRST_SLOT - 1);
    for (const isWithheld of IS_WITHHELD) {
      const block = await (isWithheld ? devnet.withholdPayload() : devnet.produceSlot());
      blocks.push({ ...block, isWithheld });
    }
  });
  afterAll(() => devnet?.stop());

  it("EIP-4788 has the parent of each block whose payload was revealed, and nothing for the others", async () => {
    for (const [index, { slot, isWithheld }] of blocks.entries()) {
      if (index === 0) continue;
      expect(await rootAt(slot), `slot ${slot}`).toBe(isWithheld ? undefined : blocks[index - 1]!.root);
    }
  });

  it("states are of the fork of their slot, in both ways of fetching them", async () => {
    for (const { slot, root } of blocks) {
      const [whole, parts] = [await stateOf(slot), await stateOf(slot, "proofs")];
      expect([whole.fork, parts.fork]).toEqual(Array(2).fill(slot < FORK_SLOT ? "fulu" : "gloas"));
      expect([whole.blockRoot, parts.blockRoot]).toEqual([root, root]);
      expect(parts.execution).toEqual(whole.execution);
    }
  });

  it("behind a proxy that drops the version, the node's own schedule tells it", async () => {
    const drop = (answer: NodeAnswer) => ({ ...answer, version: "" });
    const { url } = await startBeaconProxy(devnet.beaconUrl, "/states/", drop);
    for (const { slot } of blocks) {
      const state = await fetchState({ beaconUrls: [url], blockId: slot, stateRoute: "debug" });
      expect(state.fork).toBe(slot < FORK_SLOT ? "fulu" : "gloas");
    }
  });

  it("a state names the last payload before its block's own, whose time is earlier; its header hashes to that", async () => {
    const chain = createChainClient({ url: devnet.rpcUrl });
    for (const [index, { slot }] of ofGloas()) {
      if (index === 0) continue;
      const state = await stateOf(slot);
      const named = namedBy(index);
      expect(state.execution.blockHash).toBe(named.executionHash);
      const anchor = await executionAnchorOf(chain, state);
      expect(anchor.timestamp).toBe(BigInt(timeOf(named.slot)));
      const json = await reader().request({
        method: "eth_getBlockByHash",
        params: [named.executionHash, false],
      });
      expect(headerHash(headerRlp(json as never))).toBe(named.executionHash);
    }
  });

  it("withdrawals under way are those that the block's own payload pays, and stay while payloads are withheld", async () => {
    let carried = 0;
    for (const [index, block] of ofGloas()) {
      const state = await withExpectedWithdrawals(await stateOf(block.slot));
      const underWay = expectedWithdrawalsOf(state)!.entries;
      const before = blocks[index - 1]!;
      if (before.isWithheld) {
        const earlier = await withExpectedWithdrawals(await stateOf(before.slot));
        expect(underWay).toEqual(expectedWithdrawalsOf(earlier)!.entries);
        carried += underWay.length;
      }
      if (block.isWithheld) continue;
      const { withdrawals = [] } = await reader().getBlock({ blockHash: block.executionHash });
      expect(withdrawals.map(({ index: number, amount }) => [BigInt(number), BigInt(amount)])).toEqual(
        underWay.map(({ index: number, amountGwei }) => [BigInt(number), BigInt(amountGwei)]),
      );
    }
    expect(carried).toBeGreaterThan(0);
  });

  it("every Gloas block is found in EIP-4788, or one next to it", async () => {
    const chain = createChainClient({ url: devnet.rpcUrl });
    for (const [index, { root, slot }] of ofGloas()) {
      const isLast = index >= blocks.length - 2;
      if (isLast) continue;
      const found = await findRememberedRoot(chain, root, namedBy(index).executionHash);
      const isShown = !blocks[index + 1]!.isWithheld;
      expect(found.blockRoot === root, `slot ${slot}`).toBe(isShown);
    }
  });

  it("blocks of Gloas have the root of their header, and the states that of the SSZ library", async () => {
    for (const { slot, header } of blocks) {
      const answer = await fetch(`${devnet.beaconUrl}/eth/v2/debug/beacon/states/${slot}`, {
        headers: { accept: "application/octet-stream" },
      });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const fork = slot < FORK_SLOT ? "fulu" : "gloas";
      expect(toHex(ssz[fork].BeaconState.deserializeToViewDU(bytes).hashTreeRoot())).toBe(
        toHex(header.stateRoot),
      );
    }
  });

  it("a payload of Fulu cannot be withheld, and Gloas cannot begin at genesis", async () => {
    const gloasAtGenesis = { fork: "fulu", gloasForkEpoch: 0 } as const;
    await expect(startDevnet(gloasAtGenesis)).rejects.toMatchObject({ code: "DEVNET_OPTION" });
    const fulu = await startDevnet({ fork: "fulu" });
    try {
      await expect(fulu.withholdPayload()).rejects.toMatchObject({ code: "DEVNET_OPTION" });
      expect((await fulu.produceSlot()).slot).toBe(1);
    } finally {
      await fulu.stop();
    }
  });
});
