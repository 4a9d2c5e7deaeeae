/**
 * The pages that an oracle accepted, from the runs sent to it: selected as SpurtPages.sol does, with the public inputs
 * that PageBatch.sol passes to the verifier.
 * @module
 */
import type { BundlePage } from "../../../prover/bundle/schema.ts";
import { fromHex, type Hex } from "../../../prover/hex.ts";
import { rootHalves, toPublicSignals } from "../../../prover/plan/public-inputs.ts";
import { NotRecoverableError } from "./chain-errors.ts";
import type { SpurtCall } from "./spurt-calls.ts";

type SubmitPages = Extract<SpurtCall, { functionName: "submitPages" }>["args"];
type Top = SubmitPages[1];
type Run = SubmitPages[2];
type RunPage = Run["pages"][number];

export interface RecoveredPages {
  readonly pages: readonly BundlePage[];
  readonly top: {
    readonly node: Hex;
    readonly length: number;
    readonly branch: Hex[];
    readonly levels: Hex[];
  };
  /** Start value of the totals, wei. */
  readonly startWei: bigint;
}

/** @throws NotRecoverableError if there is none, or if runs of several senders start from different totals. */
export function recoverPages(spurt: bigint, calls: readonly SpurtCall[]): RecoveredPages {
  let accepted: AcceptedPage[] = [];
  let top: Top | undefined;
  for (const { top: given, run } of calls.flatMap(runsOf)) {
    const count = accepted.at(-1)?.page.countOut ?? 0n;
    const { first, fromStart } = firstNewPage(spurt, count, run);
    if (first === run.pages.length) continue;
    // Later runs have the top without its branch.
    top ??= given;
    if (fromStart) accepted = [];
    for (let i = first; i < run.pages.length; i++) accepted.push(acceptedPage(run, i));
  }
  const [start] = accepted;
  if (top === undefined || start === undefined) {
    throw new NotRecoverableError(spurt, "it has no pages: no validator was in the list");
  }
  const length = Number(top.length);
  return {
    pages: accepted.map((each, i) => bundlePage(spurt, each, accepted[i - 1], length)),
    top: { node: top.node, length, branch: [...top.branch], levels: [...top.levels] },
    startWei: start.principalInWei,
  };
}

function runsOf(call: SpurtCall): { readonly top: Top; readonly run: Run }[] {
  if (call.functionName === "submitPages") return [{ top: call.args[1], run: call.args[2] }];
  if (call.functionName === "improve") return [{ top: call.args[1], run: call.args[2] }];
  if (call.functionName === "report") return [{ top: call.args[3], run: call.args[4] }];
  return [];
}

/** `_firstNewPage` of SpurtPages.sol. */
function firstNewPage(spurt: bigint, accepted: bigint, { count, pages }: Run) {
  let border = count;
  for (let first = 0; first < pages.length; first++) {
    if (border === accepted) return { first, fromStart: false };
    border = pages[first]!.countOut;
  }
  if (border <= accepted) return { first: pages.length, fromStart: false };
  if (count === 0n) return { first: 0, fromStart: true };
  throw new NotRecoverableError(spurt, "the endpoint does not return all of its pages");
}

interface AcceptedPage {
  readonly page: RunPage;
  readonly principalInWei: bigint;
  readonly rawInWei: bigint;
}

function acceptedPage({ principalWei, rawWei, pages }: Run, i: number): AcceptedPage {
  const before = pages[i - 1];
  return {
    page: pages[i]!,
    principalInWei: before?.principalOutWei ?? principalWei,
    rawInWei: before?.rawOutWei ?? rawWei,
  };
}

function bundlePage(
  spurt: bigint,
  { page, principalInWei, rawInWei }: AcceptedPage,
  before: AcceptedPage | undefined,
  listLength: number,
): BundlePage {
  if (before !== undefined && before.page.principalOutWei !== principalInWei) {
    throw new NotRecoverableError(
      spurt,
      "several senders proved it from different totals, so no single bundle contains all pages",
    );
  }
  const span = 2n ** page.linkDepth;
  return {
    link: {
      node: page.linkNode,
      depth: Number(page.linkDepth),
      firstChunk: Number(page.firstChunk),
      branch: [...page.branch],
    },
    balances: { chunks: [], siblings: [] },
    publicSignals: toPublicSignals({
      ...rootHalves(fromHex(page.linkNode)),
      leafBase: span,
      firstChunk: page.firstChunk,
      span,
      listLength: BigInt(listLength),
      commitmentIn: before?.page.commitmentOut ?? 0n,
      commitmentOut: page.commitmentOut,
      principalInWei,
      principalOutWei: page.principalOutWei,
      rawInWei,
      rawOutWei: page.rawOutWei,
      countIn: before?.page.countOut ?? 0n,
      countOut: page.countOut,
      existingIn: before?.page.existingOut ?? 0n,
      existingOut: page.existingOut,
    }),
    proof: proofOf(page.proof),
  };
}

/** Back from EVM order, see encode-pages.ts. */
function proofOf(words: RunPage["proof"]): BundlePage["proof"] {
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = words.map(String) as [
    ...[string, string, string, string, string, string, string, string],
  ];
  return {
    pi_a: [ax, ay, "1"],
    pi_b: [
      [bx0, bx1],
      [by0, by1],
      ["1", "0"],
    ],
    pi_c: [cx, cy, "1"],
    protocol: "groth16",
    curve: "bn128",
  };
}
