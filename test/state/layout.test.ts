/** Generalized indices agree with the consensus specification, and with branches that other people made. @module */
import { describe, expect, it } from "vitest";
import type { Hex } from "../../prover/hex.ts";
import { layoutOf, SUPPORTED_FORKS, type SupportedFork } from "../../prover/state/layout.ts";
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

  it.each(SUPPORTED_FORKS)("%s: every field, and what lies in the payload header", (fork) => {
    const layout = layoutOf(fork);
    expect(layout.fork).toBe(fork);
    expect(layout.balancesGindex).toBe(BigInt(spec[fork].balances));
    expect(layout.validatorsGindex).toBe(BigInt(spec[fork].validators));
    const queue = spec[fork].pending_deposits;
    expect(layout.pendingDepositsGindex).toBe(queue === undefined ? null : BigInt(queue));
    expect(layout.executionStateRootGindex).toBe(BigInt(spec[fork]["state.leph.state_root"]));
    expect(layout.executionBlockHashGindex).toBe(BigInt(spec[fork]["state.leph.block_hash"]));

    expect(layout.balancesGindex).toBe(fieldGindex(fork, "balances"));
    expect(layout.validatorsGindex).toBe(fieldGindex(fork, "validators"));
    expect(layout.pendingDepositsGindex).toBe(fieldGindex(fork, "pending_deposits"));
    expect(layout.blockRootsGindex).toBe(fieldGindex(fork, "block_roots"));
    expect(layout.historicalSummariesGindex).toBe(fieldGindex(fork, "historical_summaries"));
  });
});

it("a list is as deep as its limit: VALIDATOR_REGISTRY_LIMIT, PENDING_DEPOSITS_LIMIT", () => {
  for (const fork of SUPPORTED_FORKS) {
    const { balancesDepth, validatorsDepth, pendingDepositsDepth } = layoutOf(fork);
    // 2^40 validators, four balances to a chunk; 2^27 deposits, since Electra.
    expect([balancesDepth, validatorsDepth, pendingDepositsDepth]).toEqual([
      38,
      40,
      fork === "deneb" ? null : 27,
    ]);
  }
});

describe.skipIf(!hasRealData)(
  `branches of mainnet, made by Origin, end where the layout says ${REAL}`,
  () => {
    const origin = hasRealData ? readJson(realPath("origin/slot_12235962.json")) : {};
    const layout = layoutOf("electra");
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
      expect(holds(balancesContainer, below(STATE_ROOT, layout.balancesGindex))).toBe(true);
      const chunk = 2n ** BigInt(layout.balancesDepth + 1) + BigInt(validatorBalance.validatorIndex >> 2);
      expect(holds(validatorBalance, chunk)).toBe(true);
    });

    it("the queue of deposits, and an entry of it", () => {
      const { pendingDepositsContainer, pendingDeposit } = origin;
      expect(holds(pendingDepositsContainer, below(STATE_ROOT, layout.pendingDepositsGindex!))).toBe(true);
      const entry = 2n ** BigInt(layout.pendingDepositsDepth! + 1) + BigInt(pendingDeposit.depositIndex);
      expect(holds(pendingDeposit, entry)).toBe(true);
      expect(holds(pendingDeposit, entry + 1n)).toBe(false);
    });

    it("the public key of a validator", () => {
      const { validatorPubKey } = origin;
      const validator = 2n ** BigInt(layout.validatorsDepth + 1) + BigInt(validatorPubKey.validatorIndex);
      const pubkey = below(below(STATE_ROOT, layout.validatorsGindex), below(validator, 8n));
      expect(holds(validatorPubKey, pubkey)).toBe(true);
    });
  },
);
