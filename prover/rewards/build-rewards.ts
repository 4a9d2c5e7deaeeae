/**
 * Builds the rewards of a spurt from verified inputs.
 * @module
 */

import type { ChainClient } from "../chain/client/chain-client.ts";
import { type BlockPoint, fetchWithdrawals } from "../chain/withdrawals/fetch-withdrawals.ts";
import type { Hex } from "../hex.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import { epochOf } from "../state/epochs.ts";
import type { PendingConsolidation } from "../state/pending-consolidations.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { accountRewards, requireSameOperators } from "./account-rewards.ts";
import { computeInterval, type IntervalEnd } from "./compute-interval.ts";
import type { Declared, Operator } from "./declared-files.ts";
import { PreviousRewardsError } from "./document-errors.ts";
import type { StateAt } from "./hidden-consolidations.ts";
import { type LiabilityAtReport, tieToLiability } from "./liability-tie.ts";
import { accountsOfDocument, makeRewards, type Rewards, type RewardsDocument } from "./rewards-document.ts";

export interface DeclaredInputs {
  /** Without a hash: they were not declared, but read from the storage of the deployed protocol. */
  readonly operators: Omit<Declared<readonly Operator[]>, "sha256"> & { readonly sha256: Hex | null };
  readonly commissions?: Declared<ReadonlyMap<Hex, bigint>> | undefined;
  readonly smoothing?: Declared<ReadonlyMap<Hex, bigint>> | undefined;
  readonly consolidations?: Declared<readonly PendingConsolidation[]> | undefined;
}

export interface RewardsInputs {
  readonly spurt: bigint;
  readonly chain: ChainClient;
  readonly from: IntervalEnd;
  readonly to: IntervalEnd;
  readonly secondsPerSlot: bigint;
  readonly registry: readonly RegistryEntry[];
  /** Of a block between the ends. */
  readonly stateAt: StateAt;
  readonly declared: DeclaredInputs;
  /** Of the spurt before, with the SHA-256 of its file; undefined for the first spurt. */
  readonly previous?: { readonly document: RewardsDocument; readonly sha256: Hex } | undefined;
  readonly liability?: LiabilityAtReport | undefined;
  /** Where the interval's tree will be published. */
  readonly uri: string;
  readonly onProgress?: ((blocks: number, of: number) => void) | undefined;
}

/**
 * @throws PreviousRewardsError, OperatorRenamedError, LiabilityExceededError, and the errors of `computeInterval` and
 * `fetchWithdrawals`.
 */
export async function buildRewards(inputs: RewardsInputs): Promise<Rewards> {
  const { spurt, chain, from, to, registry, declared, previous, onProgress } = inputs;
  const ends = { from: endOf(from), to: endOf(to) };
  if (previous !== undefined) requireFollows(previous.document, spurt, from.state);
  const past = previous?.document;
  const interval = await computeInterval({
    from,
    to,
    secondsPerSlot: inputs.secondsPerSlot,
    registry,
    operators: declared.operators.content,
    consolidations: declared.consolidations?.content ?? [],
    stateAt: inputs.stateAt,
    outBefore: past && new Map(past.validators.map(({ index, outGwei }) => [index, BigInt(outGwei)])),
    withdrawalsOf: (after: BlockPoint, upTo: BlockPoint, validators) =>
      fetchWithdrawals(chain, {
        after,
        upTo,
        isWanted: ({ validatorIndex }) => validators.has(Number(validatorIndex)),
        onProgress,
      }),
  });
  if (past !== undefined) {
    requireSameOperators(
      interval.validators,
      new Map(past.validators.map(({ index, account }) => [index, account])),
    );
  }
  const accounts = accountRewards({
    validators: interval.validators,
    commissionsWei: declared.commissions?.content ?? new Map(),
    smoothingWei: declared.smoothing?.content ?? new Map(),
    before: past === undefined ? new Map() : accountsOfDocument(past),
  });
  const totalWei = accounts.reduce((sum, { cumulativeWei }) => sum + cumulativeWei, 0n);
  const contracts = declared.operators.content.filter(({ isL1Contract }) => isL1Contract);
  return makeRewards({
    spurt,
    ...ends,
    previous: previous?.sha256 ?? null,
    declared: {
      operators: declared.operators.sha256,
      commissions: declared.commissions?.sha256 ?? null,
      smoothing: declared.smoothing?.sha256 ?? null,
      consolidations: declared.consolidations?.sha256 ?? null,
    },
    interval,
    accounts,
    contracts: new Set(contracts.map(({ account }) => account)),
    liability: inputs.liability === undefined ? null : tieToLiability(spurt, totalWei, inputs.liability),
    uri: inputs.uri,
  });
}

function endOf({ state, execution }: IntervalEnd): RewardsDocument["from"] {
  const { slot } = state.header;
  return {
    slot,
    epoch: epochOf(slot).toString(),
    blockRoot: state.blockRoot,
    executionBlock: { number: execution.blockNumber.toString(), hash: execution.blockHash },
  };
}

function requireFollows(document: RewardsDocument, spurt: bigint, { blockRoot }: VerifiedState): void {
  if (BigInt(document.spurt) + 1n !== spurt) {
    throw new PreviousRewardsError(`they are of spurt ${document.spurt}, and this is spurt ${spurt}`);
  }
  if (document.to.blockRoot !== blockRoot) {
    throw new PreviousRewardsError(
      `they end at block ${document.to.blockRoot}, and this one begins at ${blockRoot}`,
    );
  }
}
