/**
 * What was sent to an oracle, and what its verifier's code holds, comes back as it was: the inverse of the prover's own
 * encoders.
 */
import { decodeFunctionData, type Hex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { givenParts } from "../../auditor/src/chain/given-parts.ts";
import { keyInCode } from "../../auditor/src/chain/key-in-code.ts";
import { recoverPages } from "../../auditor/src/chain/recover-pages.ts";
import type { SpurtCall } from "../../auditor/src/chain/spurt-calls.ts";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { blockAssetsAbi } from "../../prover/chain/abi/block-assets-abi.ts";
import { reservesOracleAbi as abi } from "../../prover/chain/abi/reserves-oracle-abi.ts";
import { encodeCall } from "../../prover/chain/client/send-transaction.ts";
import {
  finalizeCall,
  improveCall,
  reportCall,
  submitPagesCall,
  submitPartsCall,
} from "../../prover/spurt/calls/oracle-calls.ts";
import { nodesOnPath } from "../../prover/spurt/calls/share-trie-nodes.ts";
import { partsOf } from "../../prover/spurt/parts/report-parts.ts";
import { syntheticParts } from "../bundle/synthetic-bundle.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";

const ORACLE = `0x${"44".repeat(20)}` as const;
const SPURT = 3n;

let bundle: Bundle;
beforeAll(async () => {
  bundle = makeBundle(await syntheticParts(await toyGroth16()));
});

const decoded = (data: Hex): SpurtCall => decodeFunctionData({ abi, data });
const submitted = (from: number, to: number) =>
  decoded(encodeCall(submitPagesCall(ORACLE, SPURT, bundle, from, to)));
const withoutBalances = () =>
  bundle.pages.map((page) => ({ ...page, balances: { chunks: [], siblings: [] } }));

describe("pages out of transactions", () => {
  it.each<[string, () => SpurtCall[]]>([
    ["in one run", () => [submitted(0, 3)]],
    ["page by page", () => [submitted(0, 1), submitted(1, 2), submitted(2, 3)]],
    ["with pages that were there already", () => [submitted(0, 2), submitted(0, 1), submitted(1, 3)]],
    ["of a whole report", () => [decoded(encodeCall(reportCall(ORACLE, SPURT, undefined, bundle)))]],
    [
      "some of which came after the report",
      () => [submitted(0, 1), decoded(encodeCall(improveCall(ORACLE, SPURT, bundle, [1, 3], [])))],
    ],
    ["beside other calls", () => [submitted(0, 3), decoded(encodeCall(finalizeCall(ORACLE, SPURT, bundle)))]],
  ])("%s are those of the bundle, with the top of its list", (_, calls) => {
    const { pages, top, startWei } = recoverPages(SPURT, calls());
    expect(pages).toEqual(withoutBalances());
    const { balancesTop, listLength, startWei: claimed } = bundle.manifest;
    expect(top).toEqual({ ...balancesTop, length: listLength });
    expect(startWei).toBe(BigInt(claimed));
  });

  it("are not put together where some are missing, or none is there", () => {
    expect(() => recoverPages(SPURT, [submitted(0, 1), submitted(2, 3)])).toThrow("all of its pages");
    expect(() => recoverPages(SPURT, [])).toThrow("no pages");
  });

  it("of runs that start from other totals are refused", () => {
    const other = structuredClone(submitted(1, 3)) as unknown as {
      args: [bigint, object, { principalWei: bigint }];
    };
    other.args[2].principalWei += 1n;
    const calls = [submitted(0, 1), other as unknown as SpurtCall];
    expect(() => recoverPages(SPURT, calls)).toThrow("from different totals");
  });
});

describe("parts out of transactions", () => {
  const submittedParts = (from: number, to: number): SpurtCall => {
    const call = submitPartsCall(ORACLE, SPURT, bundle, partsOf(bundle.execution!).slice(from, to));
    return decodeFunctionData({ abi: blockAssetsAbi, data: encodeCall(call) });
  };
  const finalized = (from: number, to?: number) =>
    decoded(encodeCall(finalizeCall(ORACLE, SPURT, bundle, partsOf(bundle.execution!).slice(from, to))));
  const improved = (from: number) =>
    decoded(
      encodeCall(improveCall(ORACLE, SPURT, bundle, undefined, partsOf(bundle.execution!).slice(from))),
    );

  it.each<[string, () => SpurtCall[]]>([
    ["with the report", () => [finalized(0)]],
    ["before it", () => [submittedParts(0, 2), submittedParts(2, 9), finalized(9)]],
    ["some of them twice", () => [submittedParts(0, 4), submittedParts(1, 5), finalized(3)]],
    ["before it, with it and after it", () => [submittedParts(0, 2), finalized(2, 4), improved(4)]],
  ])("that came %s are those of the bundle", (_, calls) => {
    const { sources, waiting, top } = givenParts(calls());
    const { sources: expected, deposits } = bundle.execution!;
    for (const [place, { accountProof, storageProof }] of expected.entries()) {
      const { paths, nodes } = sources.get(BigInt(place))!;
      expect(nodesOnPath(nodes, paths.account)).toEqual(accountProof);
      expect(nodesOnPath(nodes, paths.slot)).toEqual(storageProof);
    }
    expect([...waiting.keys()].map(String).toSorted()).toEqual(
      deposits.waiting.map(({ provision }) => provision).toSorted(),
    );
    expect(top).toEqual({ ...deposits.top, length: BigInt(deposits.top!.length) });
  });

  it("that nobody sent are missing", () => {
    const { sources, waiting, top } = givenParts([submittedParts(1, 2), finalized(9, 9)]);
    expect([[...sources.keys()], waiting.size, top]).toEqual([[1n], 0, undefined]);
  });
});

describe("a key out of code", () => {
  const words = () => {
    const { vk_alpha_1: alpha, vk_beta_2, vk_gamma_2, vk_delta_2, IC } = bundle.verificationKey;
    const g2 = [vk_beta_2, vk_gamma_2, vk_delta_2].flatMap(([x, y]) => [x[1], x[0], y[1], y[0]]);
    return [alpha[0], alpha[1], ...g2, ...IC.flatMap((point) => point.slice(0, 2))].map(BigInt);
  };
  const PUSH32 = "7f";
  const push = (list: readonly bigint[]) =>
    list.map((word) => `${PUSH32}${word.toString(16).padStart(64, "0")}6080525b`).join("");
  /** Other constants come before it, and one that holds the byte of a push. */
  const BEFORE = `6080604052${PUSH32}${"7f".repeat(32)}${PUSH32}${"11".repeat(32)}`;

  it("is the verification key, wherever it stands", () => {
    const { vk_alphabeta_12: _, ...key } = bundle.verificationKey;
    expect(keyInCode(`0x${BEFORE}${push(words())}00`)).toEqual(key);
  });

  it("is not read where a point is off the curve, where one is missing, or from no code", () => {
    const changed = words();
    changed[20]! += 1n;
    expect(keyInCode(`0x${BEFORE}${push(changed)}`)).toBeUndefined();
    expect(keyInCode(`0x${BEFORE}${push(words().slice(0, -1))}`)).toBeUndefined();
    expect(keyInCode("0x")).toBeUndefined();
  });
});
