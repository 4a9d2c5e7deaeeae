/** Generalized indices agree with the consensus specification, and with branches that other people made. @module */
import { describe, expect, it } from "vitest";
import type { Hex } from "../../prover/hex.ts";
import { type ListPlace, layoutOf, SUPPORTED_FORKS, type SupportedFork } from "../../prover/state/layout.ts";
import { verifyBranch } from "../../prover/state/ssz-branch.ts";
import { hasRealData, REAL, readJson, realPath } from "./real-states.ts";

describe.skipIf(!hasRealData)(`layoutOf agrees with consensus-specs ${REAL}`, () => {
  const spec = hasRealData ? readJson(realPath("spec/gindices.json")) : {};
  /** A container's fields are the leaves of the smallest tree that holds them, in the specification's order. */
  const fieldGindex = (fork: SupportedFork, field: string): bigint | null => {
    const { order, nfields } = spec[fork];
    const position = (order as string[]).indexOf(field);
    return position < 0 ? null : 2n ** BigInt(Math.ceil(Math.log2(nfields))) + BigInt(position);
  };
  /** EIP-7495: fields lie as the entries of a progressive list (EIP-7916) do, level k from field (4^k - 1) / 3 on. */
  const progressiveGindex = (order: readonly string[], field: string): bigint => {
    const position = order.indexOf(field);
    let level = 0;
    while ((4 ** (level + 1) - 1) / 3 <= position) level += 1;
    return BigInt((3 * 2 ** (level + 1) - 2) * 4 ** level + position - (4 ** level - 1) / 3);
  };
  const BEFORE_GLOAS = SUPPORTED_FORKS.filter((fork) => fork !== "gloas");

  it.each(BEFORE_GLOAS)("%s: every field, and what lies in the payload header", (fork) => {
    const layout = layoutOf(fork);
    const { balances, validators, pendingDeposits, pendingConsolidations, payloadExpectedWithdrawals } =
      layout.lists;
    expect(layout.fork).toBe(fork);
    expect(balances.gindex).toBe(BigInt(spec[fork].balances));
    expect(validators.gindex).toBe(BigInt(spec[fork].validators));
    const queue = spec[fork].pending_deposits;
    expect(pendingDeposits?.gindex).toBe(queue === undefined ? undefined : BigInt(queue));
    expect(payloadExpectedWithdrawals).toBeNull();
    expect(layout.execution).toMatchObject({
      kind: "payload-header",
      stateRootGindex: BigInt(spec[fork]["state.leph.state_root"]),
      blockHashGindex: BigInt(spec[fork]["state.leph.block_hash"]),
    });

    expect(balances.gindex).toBe(fieldGindex(fork, "balances"));
    expect(validators.gindex).toBe(fieldGindex(fork, "validators"));
    expect(pendingDeposits?.gindex ?? null).toBe(fieldGindex(fork, "pending_deposits"));
    expect(pendingConsolidations?.gindex ?? null).toBe(fieldGindex(fork, "pending_consolidations"));
    expect(layout.blockRootsGindex).toBe(fieldGindex(fork, "block_roots"));
    expect(layout.historicalSummariesGindex).toBe(fieldGindex(fork, "historical_summaries"));
  });

  it("gloas: every field, and the hash of the execution block alone", () => {
    const layout = layoutOf("gloas");
    const gloas = spec["gloas(HEAD)"];
    const gindices = Object.entries(layout.lists).map(([name, place]) => [name, place?.gindex]);
    expect(Object.fromEntries(gindices)).toEqual({
      balances: BigInt(gloas.balances),
      validators: BigInt(gloas.validators),
      pendingDeposits: BigInt(gloas.pending_deposits),
      pendingConsolidations: BigInt(gloas.pending_consolidations),
      payloadExpectedWithdrawals: BigInt(gloas.payload_expected_withdrawals),
    });
    expect(layout.execution).toEqual({
      kind: "block-hash",
      blockHashGindex: BigInt(gloas.latest_block_hash),
    });
    expect(layout.blockRootsGindex).toBe(progressiveGindex(gloas.order, "block_roots"));
    expect(layout.historicalSummariesGindex).toBe(progressiveGindex(gloas.order, "historical_summaries"));
  });
});

it("a list is as deep as its limit: VALIDATOR_REGISTRY_LIMIT, PENDING_DEPOSITS_LIMIT and so on; from Gloas on it has none", () => {
  for (const fork of SUPPORTED_FORKS) {
    const { balances, validators, pendingDeposits, pendingConsolidations } = layoutOf(fork).lists;
    const bounded = (depth: number) =>
      fork === "gloas" ? { kind: "progressive" } : { kind: "bounded", depth };
    // 2^40 validators, four balances to a chunk; 2^27 deposits and 2^18 consolidations, since Electra.
    expect(balances.shape).toEqual(bounded(38));
    expect(validators.shape).toEqual(bounded(40));
    expect(pendingDeposits?.shape).toEqual(fork === "deneb" ? undefined : bounded(27));
    expect(pendingConsolidations?.shape).toEqual(fork === "deneb" ? undefined : bounded(18));
  }
});

describe.skipIf(!hasRealData)(
  `branches of mainnet, made by Origin, end where the layout says ${REAL}`,
  () => {
    const origin = hasRealData ? readJson(realPath("origin/slot_12235962.json")) : {};
    const { lists } = layoutOf("electra");
    const depthOf = ({ shape }: ListPlace) => (shape.kind === "bounded" ? shape.depth : Number.NaN);
    /** `state_root` in the header of the block. */
    const STATE_ROOT = 11n;
    const below = (upper: bigint, lower: bigint) => {
      const levels = BigInt(lower.toString(2).length - 1);
      return (upper << levels) + (lower - (1n << levels));
    };
    const holds = (part: { proof: Hex; leaf: Hex; root: Hex }, gindex: bigint) =>
      verifyBranch({
        leaf: part.leaf,
        branch: part.proof
          .slice(2)
          .match(/.{64}/g)!
          .map((node): Hex => `0x${node}`),
        gindex,
        root: part.root,
      });

    it("balances, and a chunk of them", () => {
      const { balancesContainer, validatorBalance } = origin;
      expect(holds(balancesContainer, below(STATE_ROOT, lists.balances.gindex))).toBe(true);
      const chunk = 2n ** BigInt(depthOf(lists.balances) + 1) + BigInt(validatorBalance.validatorIndex >> 2);
      expect(holds(validatorBalance, chunk)).toBe(true);
    });

    it("the queue of deposits, and an entry of it", () => {
      const { pendingDepositsContainer, pendingDeposit } = origin;
      expect(holds(pendingDepositsContainer, below(STATE_ROOT, lists.pendingDeposits!.gindex))).toBe(true);
      const entry = 2n ** BigInt(depthOf(lists.pendingDeposits!) + 1) + BigInt(pendingDeposit.depositIndex);
      expect(holds(pendingDeposit, entry)).toBe(true);
      expect(holds(pendingDeposit, entry + 1n)).toBe(false);
    });

    it("the public key of a validator", () => {
      const { validatorPubKey } = origin;
      const validator = 2n ** BigInt(depthOf(lists.validators) + 1) + BigInt(validatorPubKey.validatorIndex);
      const pubkey = below(below(STATE_ROOT, lists.validators.gindex), below(validator, 8n));
      expect(holds(validatorPubKey, pubkey)).toBe(true);
    });
  },
);
