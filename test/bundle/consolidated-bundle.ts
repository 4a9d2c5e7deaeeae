/**
 * The synthetic bundle with a consolidation: 5, registered with 32 ETH, was consolidated into 40, registered with 32 ETH,
 * which holds the balances of both.
 * @module
 */
import type { Tree } from "@chainsafe/persistent-merkle-tree";
import type { BundleExecution } from "../../prover/bundle/schema.ts";
import type { ConsolidatedSource } from "../../prover/chain/execution/execution-proof.ts";
import {
  consolidationsProofOf,
  entryOf,
  type GroupCandidate,
} from "../../prover/state/consolidations-proof.ts";
import { layoutOf } from "../../prover/state/layout.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import type { ToyGroth16 } from "../support/toy-groth16.ts";
import {
  BALANCES_GWEI,
  PRINCIPAL_GWEI,
  SLASHED_SOURCE,
  SOURCE,
  SOURCE_WITHDRAWABLE_EPOCH,
  type SyntheticParts,
  syntheticState,
} from "./synthetic-bundle.ts";

export const TARGET = 40;
/** 5 lost 0.01 ETH before: its effective balance, 31 ETH, moved, and 0.5 ETH of the rest is left. */
const LEFT_GWEI = 500_000_000n;
const HELD_GWEI = 63_700_000_000n;
/** The principal of both, which the group holds, but for what the pages count: one principal, and what is left of 5. */
export const CREDIT_GWEI = 2n * PRINCIPAL_GWEI - (PRINCIPAL_GWEI + LEFT_GWEI);

/** Provisions are numbered in the order of the registry. */
const CANDIDATES: readonly GroupCandidate[] = [3, 5, 40, 17, 18, 21].map((index, i) => ({
  provision: BigInt(i + 1),
  index,
  principalGwei: PRINCIPAL_GWEI,
  isOut: true,
}));

export type ConsolidatedParts = SyntheticParts & {
  readonly execution: BundleExecution & {
    readonly consolidations: NonNullable<BundleExecution["consolidations"]>;
  };
  /** The entry of a validator that was slashed, as if it had gone the same way. */
  readonly slashedSource: ConsolidatedSource;
};

export async function consolidatedParts(toy: ToyGroth16): Promise<ConsolidatedParts> {
  const balancesGwei = BALANCES_GWEI.map((gwei, index) =>
    index === SOURCE ? LEFT_GWEI : index === TARGET ? HELD_GWEI : gwei,
  );
  const { parts, tree } = await syntheticState(toy, true, balancesGwei);
  const done = new Map([[SOURCE, { targetIndex: TARGET, doneEpoch: BigInt(SOURCE_WITHDRAWABLE_EPOCH) }]]);
  const consolidations = await consolidationsProofOf(stateOf(parts, tree), CANDIDATES, done);
  if (consolidations === null) throw new Error("no credit");
  const state = stateOf(parts, tree);
  return {
    ...parts,
    execution: { ...parts.execution!, consolidations },
    slashedSource: {
      sourceIndex: String(SLASHED_SOURCE),
      targetIndex: String(TARGET),
      ...entryOf(state, SLASHED_SOURCE),
    },
  };
}

/** As far as proofs of validators and balances read it. */
function stateOf({ state }: SyntheticParts, tree: Tree): VerifiedState {
  return {
    ...state,
    layout: layoutOf(state.fork),
    stateNode: tree.rootNode,
    validatorBytes: null,
    fetchNodes: null,
  } as unknown as VerifiedState;
}
