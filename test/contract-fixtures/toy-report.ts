/**
 * A whole report over the toy state, proved with the toy circuit: what ReservesOracle accepts, in the form of
 * `build/fixtures/report.json`, which a bundle of the real circuit fills in the same way (fixture-file.ts).
 * @module
 */
import { getNode } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { buildPoseidon } from "circomlibjs";
import { encodeFunctionData, toHex } from "viem";
import { reservesOracleAbi } from "../../prover/submit/reserves-oracle-abi.ts";
import type { ReportFixture } from "./fixture-file.ts";
import type { ToyCircuit } from "./toy-circuit.ts";
import * as toy from "./toy-state.ts";

const WEI_PER_GWEI = 10n ** 9n;
const DATA_DEPTH = 38n;
/** ceil(log2(10 chunks)). */
const TOP_DEPTH = 4n;

/** In registry order. 40 is past the end of the list: it does not exist yet. Two pay less than their balance. */
const REGISTRY = [
  { index: 5n, principalGwei: 32_000_000_000n },
  { index: 0n, principalGwei: 40_000_000_000n },
  { index: 3n, principalGwei: 1n },
  { index: 17n, principalGwei: 2n ** 60n },
  { index: 40n, principalGwei: 32_000_000_000n },
  { index: 36n, principalGwei: 32_000_000_000n },
];

/** Borders of pages, and link nodes of three kinds: deep at the start, the top itself, deep at the end. */
const PAGES = [
  { from: 0, to: 3, depth: 1n, firstChunk: 0n },
  { from: 3, to: 4, depth: 4n, firstChunk: 0n },
  { from: 4, to: 6, depth: 1n, firstChunk: 8n },
];

export async function makeToyReport(circuit: ToyCircuit, verifier: string): Promise<ReportFixture> {
  const execution = await toy.makeExecution();
  const stateNode = toy.makeBeaconState(execution.stateRoot);
  const path = (...names: string[]): bigint => ssz.electra.BeaconState.getPathInfo(names).gindex;
  const balancesGindex = path("balances");
  const executionGindex = path("latestExecutionPayloadHeader", "stateRoot");
  const topGindex = (2n * balancesGindex) << (DATA_DEPTH - TOP_DEPTH);
  const header = {
    slot: toy.SLOT,
    proposerIndex: 7,
    parentRoot: new Uint8Array(32).fill(1),
    stateRoot: stateNode.root,
    bodyRoot: new Uint8Array(32).fill(2),
  };
  const nextTimestamp = toy.GENESIS_TIME + toy.SECONDS_PER_SLOT * BigInt(toy.SLOT + 1);
  const poolsWei = toy.POOLS.reduce((sum, { balanceWei }) => sum + balanceWei, 0n);

  const running = await startTotals(poolsWei);
  const pages = [];
  for (const page of PAGES) {
    const before = running.values();
    for (const entry of REGISTRY.slice(page.from, page.to)) running.consume(entry);
    const after = running.values();
    const gindex = (topGindex << (TOP_DEPTH - page.depth)) | (page.firstChunk >> page.depth);
    const linkNode = toHex(getNode(stateNode, gindex).root);
    const root = BigInt(linkNode);
    const span = 1n << page.depth;
    const place = [root >> 128n, root & (2n ** 128n - 1n), span, page.firstChunk, span, 37n];
    const proof = await circuit.prove([...place, ...before.flatMap((value, k) => [value, after[k]!])]);
    const [commitmentOut, principalOutWei, rawOutWei, countOut, existingOut] = after;
    pages.push({
      ...{ linkNode, linkDepth: page.depth, firstChunk: page.firstChunk },
      branch: toy.siblings(stateNode, gindex).slice(0, Number(TOP_DEPTH - page.depth)),
      ...{ commitmentOut, principalOutWei, rawOutWei, countOut, existingOut },
      proof: proof as unknown as Words8,
    });
  }

  const [registryCommitment, principalWei, rawWei, validators, existing] = running.values();
  return {
    verifier,
    calldata: encodeFunctionData({
      abi: reservesOracleAbi,
      functionName: "report",
      args: [
        nextTimestamp,
        {
          slot: BigInt(header.slot),
          proposerIndex: BigInt(header.proposerIndex),
          parentRoot: toHex(header.parentRoot),
          stateRoot: toHex(header.stateRoot),
          bodyRoot: toHex(header.bodyRoot),
        },
        {
          node: toHex(getNode(stateNode, topGindex).root),
          listLength: 37n,
          branch: toy.siblings(stateNode, topGindex),
        },
        pages,
        {
          stateRoot: execution.stateRoot,
          branch: toy.siblings(stateNode, executionGindex),
          poolProofs: execution.poolProofs,
          supplyAccountProof: execution.tokenProof,
          supplyStorageProof: execution.supplyProof,
        },
      ],
    }),
    nextTimestamp,
    blockRoot: toHex(ssz.phase0.BeaconBlockHeader.hashTreeRoot(header)),
    genesisTime: toy.GENESIS_TIME,
    secondsPerSlot: toy.SECONDS_PER_SLOT,
    layouts: {
      activationTimestamps: [toy.GENESIS_TIME],
      balancesGindices: [balancesGindex],
      executionStateRootGindices: [executionGindex],
    },
    pools: toy.POOLS.map(({ address }) => address),
    token: toy.TOKEN,
    supplySlot: toy.SUPPLY_SLOT,
    registry: {
      indices: REGISTRY.map(({ index }) => index),
      principalsGwei: REGISTRY.map(({ principalGwei }) => principalGwei),
    },
    expected: {
      registryCommitment,
      validators,
      existing,
      rawWei,
      principalWei,
      poolsWei,
      supplyWei: toy.SUPPLY_WEI,
    },
  };
}

type Words8 = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
type Totals = [commitment: bigint, principalWei: bigint, rawWei: bigint, count: bigint, existing: bigint];

/** The state machine of ARCHITECTURE §2, written a second time. */
async function startTotals(poolsWei: bigint) {
  const poseidon = await buildPoseidon();
  let totals: Totals = [0n, poolsWei, poolsWei, 0n, 0n];
  return {
    values: (): Totals => [...totals],
    consume({ index, principalGwei }: { index: bigint; principalGwei: bigint }) {
      const [commitment, principalWei, rawWei, count, existing] = totals;
      const balanceGwei = toy.BALANCES_GWEI[Number(index)];
      const countedGwei =
        balanceGwei === undefined || balanceGwei < principalGwei ? (balanceGwei ?? 0n) : principalGwei;
      totals = [
        BigInt(poseidon.F.toString(poseidon([commitment, index, principalGwei]))),
        principalWei + countedGwei * WEI_PER_GWEI,
        rawWei + (balanceGwei ?? 0n) * WEI_PER_GWEI,
        count + 1n,
        existing + (balanceGwei === undefined ? 0n : 1n),
      ];
    },
  };
}
