/**
 * `rewards.json`: the rewards of a spurt with everything that they follow from, and the two trees beside it. The same
 * inputs make the same bytes. Numbers of the chain are decimal texts.
 * @module
 */
import { z } from "zod";
import { decimalOfBigint } from "../decimal-of-bigint.ts";
import { sha256Hex } from "../groth16/canonical-json.ts";
import type { Hex } from "../hex.ts";
import { shaped } from "../shaped-json.ts";
import type { AccountRewards } from "./account-rewards.ts";
import type { IntervalResult } from "./compute-interval.ts";
import { type CumulativeTree, cumulativeTree } from "./cumulative-tree.ts";
import { RewardsFileError } from "./document-errors.ts";
import { type IntervalTree, intervalTree } from "./interval-tree.ts";
import type { LiabilityTie } from "./liability-tie.ts";

export const REWARDS_FORMAT = "pufeth-por-rewards";
export const REWARDS_VERSION = 1;

const hex32 = z.string().regex(/^0x[0-9a-f]{64}$/) as unknown as z.ZodType<Hex>;
const address = z.string().regex(/^0x[0-9a-f]{40}$/) as unknown as z.ZodType<Hex>;
const amount = z.string().regex(/^(0|[1-9][0-9]{0,77})$/);
const signed = z.string().regex(/^(0|-?[1-9][0-9]{0,77})$/);
const index = z.int().nonnegative();

const end = z.strictObject({
  slot: index,
  epoch: amount,
  blockRoot: hex32,
  executionBlock: z.strictObject({ number: amount, hash: hex32 }),
});

const validator = z.strictObject({
  index,
  account: address,
  outBeforeGwei: amount,
  withdrawnGwei: amount,
  returnedGwei: amount,
  outGwei: amount,
  movedTo: index.nullable(),
  balanceGwei: amount,
  notYetWithdrawnGwei: amount,
});

const account = z.strictObject({
  account: address,
  isL1Contract: z.boolean(),
  netWei: signed,
  consensusWei: amount,
  commissionsWei: amount,
  smoothingWei: amount,
  amountWei: amount,
  notYetWithdrawnWei: amount,
  totalNetWei: signed,
  totalConsensusWei: amount,
  cumulativeWei: amount,
});

export const rewardsSchema = z.strictObject({
  format: z.literal(REWARDS_FORMAT),
  version: z.literal(REWARDS_VERSION),
  spurt: amount,
  from: end,
  to: end,
  /** SHA-256 of the rewards.json of the spurt before; null for the first one. */
  previous: hex32.nullable(),
  declared: z.strictObject({
    /** Null: read from the storage of the deployed protocol. */
    operators: hex32.nullable(),
    commissions: hex32.nullable(),
    smoothing: hex32.nullable(),
    consolidations: hex32.nullable(),
  }),
  withdrawals: z.strictObject({ count: index, firstIndex: amount, nextIndex: amount }),
  validators: z.array(validator),
  accounts: z.array(account),
  /** Null where no distributor is named. */
  liability: z
    .strictObject({
      distributor: address,
      liabilityWei: amount,
      paidWei: amount,
      owedWei: amount,
      unallocatedWei: amount,
    })
    .nullable(),
  interval: z.strictObject({
    startEpoch: amount,
    endEpoch: amount,
    intervalId: hex32,
    uri: z.string(),
    published: z
      .strictObject({
        root: hex32,
        leavesWei: amount,
        rewardsAmountWei: amount,
        calldata: z.string().regex(/^0x([0-9a-f]{2})+$/),
      })
      .nullable(),
  }),
  cumulative: z.strictObject({ root: hex32, totalWei: amount }).nullable(),
});

export type RewardsDocument = z.infer<typeof rewardsSchema>;

export interface DocumentParts {
  readonly spurt: bigint;
  readonly from: RewardsDocument["from"];
  readonly to: RewardsDocument["to"];
  readonly previous: Hex | null;
  readonly declared: RewardsDocument["declared"];
  readonly interval: IntervalResult;
  readonly accounts: readonly AccountRewards[];
  readonly contracts: ReadonlySet<Hex>;
  readonly liability: LiabilityTie | null;
  readonly uri: string;
}

export interface Rewards {
  readonly document: RewardsDocument;
  readonly intervalTree: IntervalTree;
  readonly cumulative: CumulativeTree | null;
}

export function makeRewards(parts: DocumentParts): Rewards {
  const { spurt, from, to, accounts, contracts, uri } = parts;
  const epochs = { startEpoch: BigInt(from.epoch) + 1n, endEpoch: BigInt(to.epoch) };
  const tree = intervalTree(accounts, contracts, epochs, uri);
  const cumulative = cumulativeTree(accounts);
  const { published } = tree;
  const document = {
    format: REWARDS_FORMAT,
    version: REWARDS_VERSION,
    spurt,
    from,
    to,
    previous: parts.previous,
    declared: parts.declared,
    withdrawals: parts.interval.withdrawals,
    validators: parts.interval.validators.map(
      ({ index: number, account: operator, outBeforeGwei, withdrawnGwei, returnedGwei, ...rest }) => ({
        index: number,
        account: operator,
        outBeforeGwei,
        withdrawnGwei,
        returnedGwei,
        outGwei: rest.outGwei,
        movedTo: rest.movedTo,
        balanceGwei: rest.balanceGwei,
        notYetWithdrawnGwei: rest.notYetWithdrawnGwei,
      }),
    ),
    accounts: accounts.map(({ account: who, ...rest }) => ({
      account: who,
      isL1Contract: contracts.has(who),
      ...rest,
    })),
    liability: parts.liability,
    interval: {
      startEpoch: tree.startEpoch,
      endEpoch: tree.endEpoch,
      intervalId: tree.intervalId,
      uri,
      published: published && {
        root: published.tree.tree[0]!,
        leavesWei: published.leavesWei,
        rewardsAmountWei: published.rewardsAmountWei,
        calldata: published.calldata,
      },
    },
    cumulative: cumulative && { root: cumulative.tree.tree[0]!, totalWei: cumulative.totalWei },
  };
  return { document: JSON.parse(jsonOf(document)) as RewardsDocument, intervalTree: tree, cumulative };
}

/** The bytes of a file. */
export function jsonOf(content: object): string {
  return `${JSON.stringify(content, decimalOfBigint, 2)}\n`;
}

/** SHA-256 of a file's text. */
export function sha256Of(text: string): Hex {
  return `0x${sha256Hex(text)}`;
}

/** @throws RewardsFileError */
export function parseRewards(json: unknown, source: string): RewardsDocument {
  return shaped(json, rewardsSchema, (reason, cause) => new RewardsFileError(source, reason, cause));
}

/** The accounts of a document, as the next spurt needs them. */
export function accountsOfDocument({ accounts }: RewardsDocument): Map<Hex, AccountRewards> {
  return new Map(
    accounts.map(({ account: who, isL1Contract: _, ...amounts }) => {
      const entries = Object.entries(amounts).map(([name, value]) => [name, BigInt(value)]);
      return [who, { account: who, ...Object.fromEntries(entries) } as AccountRewards];
    }),
  );
}
