/** Calldata says what the bundle says. @module */

import { decodeFunctionData } from "viem";
import { beforeAll, expect, test } from "vitest";
import type { Bundle } from "../../../prover/bundle/schema.ts";
import { reservesOracleAbi as abi } from "../../../prover/chain/abi/reserves-oracle-abi.ts";
import { encodeCall } from "../../../prover/chain/client/send-transaction.ts";
import { isRepeatedBalance } from "../../../prover/chain/execution/execution-proof.ts";
import type { Hex } from "../../../prover/hex.ts";
import { pageBytes, SUBMISSION_BYTES } from "../../../prover/plan/page-transactions.ts";
import { pageBorders, pageRunArgument } from "../../../prover/spurt/calls/encode-pages.ts";
import {
  finalizeCall,
  openCall,
  reportCall,
  submitPagesCall,
} from "../../../prover/spurt/calls/oracle-calls.ts";
import { nodesOnPath } from "../../../prover/spurt/calls/share-trie-nodes.ts";
import { syntheticBundle } from "../../bundle/synthetic-bundle.ts";
import { type ToyGroth16, toyGroth16 } from "../../support/toy-groth16.ts";
import { ORACLE } from "../fake-chain.ts";

let toy: ToyGroth16;
let bundle: Bundle;
beforeAll(async () => {
  toy = await toyGroth16();
  bundle = await syntheticBundle(toy);
});

const decoded = (call: Parameters<typeof encodeCall>[0]) =>
  decodeFunctionData({ abi, data: encodeCall(call) });
const headerOf = ({ manifest: { header } }: Bundle) => ({
  ...header,
  slot: BigInt(header.slot),
  proposerIndex: BigInt(header.proposerIndex),
});

test("report: decoding gives block, list, pages, execution and deposits of the bundle", () => {
  const block = { nextTimestamp: 1_234n, header: bundle.manifest.header };
  const { functionName, args } = decoded(reportCall(ORACLE, 3n, block, bundle));
  const [spurt, timestamp, header, top, run, execution, deposits] = args as ReturnType<
    typeof reportCall
  >["args"];
  expect([functionName, spurt, timestamp]).toEqual(["report", 3n, 1_234n]);
  expect(header).toEqual(headerOf(bundle));
  expect(top).toEqual({ ...bundle.manifest.balancesTop, length: 44n });
  const { startWei } = bundle.manifest;
  expect(run).toMatchObject({ count: 0n, principalWei: BigInt(startWei), rawWei: BigInt(startWei) });
  expect(run.pages).toHaveLength(3);
  for (const [i, page] of run.pages.entries()) {
    const { link, publicSignals } = bundle.pages[i]!;
    expect(page).toMatchObject({ linkNode: link.node, linkDepth: BigInt(link.depth), branch: link.branch });
    expect(page.firstChunk).toBe(BigInt(link.firstChunk));
    const { commitmentOut, principalOutWei, rawOutWei, countOut, existingOut } = page;
    expect([commitmentOut, principalOutWei, rawOutWei, countOut, existingOut].map(String)).toEqual(
      [7, 9, 11, 13, 15].map((n) => publicSignals[n]),
    );
  }
  const { stateRoot, branch, sources, liabilities, token, deposits: given } = bundle.execution!;
  const { nodes } = execution;
  expect(new Set(nodes).size).toBe(nodes.length);
  const listsOf = ({ account, slot }: { readonly account: Hex; readonly slot: Hex }) => ({
    accountProof: nodesOnPath(nodes, account),
    storageProof: nodesOnPath(nodes, slot),
  });
  const proofs = (list: typeof sources) =>
    list.map(({ accountProof, storageProof }) => ({ accountProof, storageProof }));
  expect({
    ...execution,
    sources: execution.sources.map(listsOf),
    liabilities: execution.liabilities.map(listsOf),
    supply: listsOf(execution.supply),
  }).toEqual({
    nodes,
    stateRoot,
    branch,
    header: "0x",
    // The pod of the fixture that is a source too has no proof of its own.
    places: sources.flatMap((_, place) => (isRepeatedBalance(sources, place) ? [] : [BigInt(place)])),
    sources: proofs(sources.filter((_, place) => !isRepeatedBalance(sources, place))),
    liabilities: proofs(liabilities),
    supply: { accountProof: token.accountProof, storageProof: token.storageProof },
    withdrawals: { entries: [], branch: [] },
  });
  expect(deposits.top).toEqual({ ...given.top, length: BigInt(given.top!.length) });
  expect(deposits.waiting).toEqual(
    given.waiting.map(({ provision, position, withdrawalCredentials, signatureRoot, rest, branch }) => ({
      provision: BigInt(provision),
      position: BigInt(position),
      withdrawalCredentials,
      signatureRoot,
      rest,
      branch,
    })),
  );
  expect(deposits.writtenOff).toEqual(given.writtenOff.map(BigInt));
});

test("a page takes the bytes that the planner counts, and a submission without pages fewer than it allows", () => {
  const bytes = (from: number, to: number) =>
    (encodeCall(submitPagesCall(ORACLE, 3n, bundle, from, to)).length - 2) / 2;
  const levels = bundle.pages.map(({ link }) => link.branch.length);
  expect(bytes(0, 2) - bytes(0, 1)).toBe(pageBytes(levels[1]!));
  expect(bytes(0, 3) - bytes(0, 2)).toBe(pageBytes(levels[2]!));
  // A list as short as this one has the longest branch above its top. Fees, recipient and signature take the rest.
  expect(bytes(0, 1) - pageBytes(levels[0]!) + 200).toBeLessThan(SUBMISSION_BYTES);
});

test("open, submitPages and finalize carry the same parts as report", () => {
  const block = { nextTimestamp: 1_234n, header: bundle.manifest.header };
  const whole = decoded(reportCall(ORACLE, 3n, block, bundle)).args!;
  expect(decoded(openCall(ORACLE, 3n, block)).args).toEqual(whole.slice(0, 3));
  expect(decoded(submitPagesCall(ORACLE, 3n, bundle, 0, 3)).args).toEqual([3n, ...whole.slice(3, 5)]);
  expect(decoded(finalizeCall(ORACLE, 3n, bundle)).args).toEqual([3n, ...whole.slice(5)]);
});

test("a run from the middle starts from what the page before left", () => {
  const before = bundle.pages[0]!.publicSignals;
  const run = pageRunArgument(bundle, 1, 2);
  expect([run.count, run.principalWei, run.rawWei].map(String)).toEqual([before[13], before[9], before[11]]);
  expect(run.pages.map(({ countOut }) => countOut)).toEqual([5n]);
  expect(pageBorders(bundle)).toEqual([0n, 2n, 5n, 7n]);
});

test.each([
  [3, 4],
  [1, 1],
  [0, 4],
])("there is no run from page %i to page %i", (from, to) => {
  expect(() => pageRunArgument(bundle, from, to)).toThrow(RangeError);
});

test("a queue that nothing waits in has an empty top", () => {
  const changed = structuredClone(bundle);
  changed.execution!.deposits = { ...changed.execution!.deposits, top: null, waiting: [] };
  const [, , deposits] = finalizeCall(ORACLE, 3n, changed).args;
  expect(deposits).toMatchObject({ top: { length: 0n, branch: [] }, waiting: [] });
});

test("proof coordinates stand in EVM order, the imaginary part of G2 first", () => {
  const changed = structuredClone(bundle);
  changed.pages[0]!.proof = {
    pi_a: ["11", "12", "1"],
    pi_b: [
      ["31", "21"],
      ["32", "22"],
      ["1", "0"],
    ],
    pi_c: ["41", "42", "1"],
    protocol: "groth16",
    curve: "bn128",
  };
  expect(pageRunArgument(changed).pages[0]!.proof).toEqual([11n, 12n, 21n, 31n, 22n, 32n, 41n, 42n]);
});

test("a bundle without an execution layer has nothing to finalize or report", async () => {
  const without = await syntheticBundle(toy, false);
  const refused = expect.objectContaining({ code: "BUNDLE_WITHOUT_EXECUTION" });
  expect(() => finalizeCall(ORACLE, 3n, without)).toThrow(refused);
  expect(() => reportCall(ORACLE, 3n, undefined, without)).toThrow(refused);
});
