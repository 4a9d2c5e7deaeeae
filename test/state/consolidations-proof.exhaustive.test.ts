/** What a bundle says of consolidated validators is what Lodestar's own state transition made of them. @module */
import { ssz } from "@lodestar/types";
import { beforeAll, describe, expect, test } from "vitest";
import { checkConsolidations } from "../../prover/bundle/check-consolidations.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import type { ConsolidationsProof } from "../../prover/chain/execution/execution-proof.ts";
import { toHex } from "../../prover/hex.ts";
import { balanceGweiAt } from "../../prover/state/balances.ts";
import { consolidationsProofOf, type GroupCandidate } from "../../prover/state/consolidations-proof.ts";
import { listTopOf } from "../../prover/state/list-tree.ts";
import { pendingConsolidationsOf } from "../../prover/state/pending-consolidations.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { verifyState } from "../../prover/state/verify-state.ts";
import { playOut, SLASHED, VALIDATORS } from "../contract-fixtures/consolidations.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
const REGISTERED = [...VALIDATORS.keys()].filter((index) => !VALIDATORS[index]!.foreign);

type Moment = "queued" | "before" | "done" | "chained";
const states = {} as Record<Moment, VerifiedState>;
let firstEpoch: bigint;
let secondEpoch: bigint;
beforeAll(async () => {
  const moments = playOut();
  for (const name of ["queued", "before", "done", "chained"] as const) {
    const moment = moments[name];
    const header = {
      slot: moment.slot,
      proposerIndex: 0,
      parentRoot: toHex(new Uint8Array(32)),
      stateRoot: toHex(moment.hashTreeRoot()),
      bodyRoot: toHex(new Uint8Array(32)),
    };
    const block = ssz.electra.BeaconState.deserialize(moment.serialize()).latestBlockHeader;
    states[name] = await verifyState({
      stateBytes: moment.serialize(),
      fork: "electra",
      header: {
        ...header,
        slot: moment.slot,
        proposerIndex: block.proposerIndex,
        parentRoot: toHex(block.parentRoot),
        bodyRoot: toHex(block.bodyRoot),
      },
    });
  }
  firstEpoch = BigInt(moments.done.validators.getReadonly(2).withdrawableEpoch);
  secondEpoch = BigInt(moments.chained.validators.getReadonly(1).withdrawableEpoch);
});

const candidates = (settled: readonly number[] = []): GroupCandidate[] =>
  REGISTERED.map((index, i) => ({
    provision: BigInt(i + 1),
    index,
    principalGwei: PRINCIPAL_GWEI,
    isOut: !settled.includes(index),
  }));
/** As the chain would know them. */
const firstOnes = () =>
  new Map([
    [0, { targetIndex: 1, doneEpoch: firstEpoch }],
    [2, { targetIndex: 1, doneEpoch: firstEpoch }],
    [4, { targetIndex: 1, doneEpoch: firstEpoch }],
    [5, { targetIndex: 6, doneEpoch: firstEpoch }],
  ]);

const balance = (moment: Moment, index: number) => balanceGweiAt(states[moment], index);
const lesser = (a: bigint, b: bigint) => (a < b ? a : b);

function check(moment: Moment, consolidations: ConsolidationsProof | null): void {
  const { fork, header, listLength, blockRoot } = states[moment];
  const { node, branch, levels } = listTopOf(states[moment], "balances");
  checkConsolidations({
    manifest: { fork, header, listLength, blockRoot, balancesTop: { node, branch, levels } },
    registry: REGISTERED.map((index) => ({ index: String(index), principalGwei: String(PRINCIPAL_GWEI) })),
    execution: { consolidations },
  } as unknown as Bundle);
}

describe("consolidations by Lodestar's own transition", () => {
  test("wait in the queue in their order", () => {
    expect(pendingConsolidationsOf(states.queued).map(({ source, target }) => [source, target])).toEqual([
      [0, 1],
      [4, 1],
      [2, 1],
      [5, 6],
      [SLASHED, 3],
    ]);
    expect(pendingConsolidationsOf(states.done)).toEqual([]);
  });

  test("keep the principal of three validators in one, less what was lost before", async () => {
    const proof = await consolidationsProofOf(states.done, candidates(), firstOnes());
    const members = [0, 1, 2];
    // Foreign balance that came to 1 brings no principal, and what went to the foreign 6 is gone.
    expect(proof!.members.map(({ validatorIndex }) => Number(validatorIndex))).toEqual(members);
    const counted = members.reduce((sum, index) => sum + lesser(balance("done", index), PRINCIPAL_GWEI), 0n);
    expect(BigInt(proof!.creditedGwei)).toBe(3n * PRINCIPAL_GWEI - counted);
    check("done", proof);
  });

  test("go on with a balance that moves on", async () => {
    const done = firstOnes().set(1, { targetIndex: 3, doneEpoch: secondEpoch });
    const proof = await consolidationsProofOf(states.chained, candidates(), done);
    expect(proof!.members.map(({ validatorIndex }) => Number(validatorIndex))).toEqual([0, 1, 2, 3]);
    check("chained", proof);
    // Without the way over 1 the same members hold nothing for each other.
    expect(() =>
      check("chained", {
        ...proof!,
        sources: proof!.sources.filter(({ sourceIndex }) => sourceIndex !== "1"),
      }),
    ).toThrow(/consolidated/);
  });

  test("count no principal that came back to the pool", async () => {
    const all = await consolidationsProofOf(states.done, candidates(), firstOnes());
    const fewer = await consolidationsProofOf(states.done, candidates([2]), firstOnes());
    expect(BigInt(fewer!.creditedGwei)).toBeLessThan(BigInt(all!.creditedGwei));
    expect(fewer!.members.map(({ validatorIndex }) => Number(validatorIndex))).toEqual([0, 1]);
    expect(await consolidationsProofOf(states.done, candidates([0, 2]), firstOnes())).toBeNull();
    check("done", fewer);
  });

  test("that were not carried out are contradicted by the state", async () => {
    const early = consolidationsProofOf(
      states.done,
      candidates(),
      firstOnes().set(0, { targetIndex: 1, doneEpoch: firstEpoch - 1n }),
    );
    await expect(early).rejects.toMatchObject({ code: "CONSOLIDATION_NOT_DONE", validatorIndex: 0 });
  });
});
