/**
 * A network of a few hundred slots that is made here, by rules of its own: balances that grow and shrink, sweeps, exits,
 * slashings, consolidations, deposits, one execution block a slot. It writes down what it did with principals, which is what
 * rewards are compared with. No code of the prover, but for hex texts.
 * @module
 */
import type { Node } from "@chainsafe/persistent-merkle-tree";
import { createMPT } from "@ethereumjs/mpt";
import { ssz } from "@lodestar/types";
import { keccak256, numberToHex, toRlp } from "viem";
import type { ChainClient } from "../../prover/chain/client/chain-client.ts";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import { summaryOf } from "../../prover/state/state-summary.ts";
import { useFastHasher } from "../../prover/state/use-fast-hasher.ts";
import type { BeaconHeader, VerifiedState } from "../../prover/state/verified-state.ts";

export const ETH_GWEI = 10n ** 9n;
export const GENESIS_TIME = 1_700_000_000;
export const SLOT_SECONDS = 12;
const SLOTS_PER_EPOCH = 32;
const SWEEP = 5;
const NEVER = Number.POSITIVE_INFINITY;
export const PODS: readonly Hex[] = [
  "0x00000000000000000000000000000000000d0001",
  "0x00000000000000000000000000000000000d0002",
];

export interface MadeValidator {
  /** Of the account list; null: a stranger. */
  readonly operator: number | null;
  readonly pod: Hex;
  readonly compounding: boolean;
  balanceGwei: bigint;
  slashed: boolean;
  activationEpoch: number;
  exitEpoch: number;
  withdrawableEpoch: number;
  /** Principal that has not come back, gwei. */
  owedGwei: bigint;
}

export interface RawWithdrawal {
  readonly index: number;
  readonly validatorIndex: number;
  readonly address: Hex;
  readonly amountGwei: bigint;
}

export interface RawBlock {
  readonly slot: number;
  readonly hash: Hex;
  /** As a node answers. */
  readonly json: Record<string, unknown>;
  readonly withdrawals: readonly RawWithdrawal[];
}

type Fork = "electra" | "gloas";

/** By fork, made once: what nobody fills is 90,000 values, whose nodes all states share. */
const EMPTY_STATES = new Map<Fork, Node>();

function emptyState(fork: Fork): Node {
  const node = EMPTY_STATES.get(fork) ?? ssz[fork].BeaconState.defaultViewDU().node;
  EMPTY_STATES.set(fork, node);
  return node;
}

/** What happened to principals, by the slot of the block. */
export interface PrincipalReturn {
  readonly slot: number;
  readonly validator: number;
  readonly gwei: bigint;
}

const word = (n: number): Hex => numberToHex(n, { size: 32 });

export class MadeNetwork {
  readonly validators: MadeValidator[] = [];
  readonly blocks: RawBlock[] = [];
  readonly returns: PrincipalReturn[] = [];
  /** States between the ends, by slot: of the last block but one before an epoch in which somebody can withdraw all. */
  readonly between = new Map<number, VerifiedState>();
  readonly done: { readonly slot: number; readonly source: number; readonly target: number }[] = [];
  private pending: { readonly source: number; readonly target: number }[] = [];
  private nextWithdrawal = 1_000;
  private sweepAt = 0;
  private slot = 0;

  /** @param rewardGwei  of a validator in an epoch; may be below 0. */
  constructor(
    private readonly fork: Fork,
    private readonly rewardGwei: (validator: number, epoch: number) => bigint,
  ) {}

  addValidator(
    operator: number | null,
    { compounding = false, balanceGwei = 32n * ETH_GWEI, pod = 0, owedGwei = 32n * ETH_GWEI } = {},
  ) {
    this.validators.push({
      operator,
      pod: PODS[pod]!,
      compounding,
      balanceGwei,
      slashed: false,
      activationEpoch: this.epoch(),
      exitEpoch: NEVER,
      withdrawableEpoch: NEVER,
      owedGwei: operator === null ? 0n : owedGwei,
    });
    return this.validators.length - 1;
  }

  exit(index: number, delayEpochs = 2): void {
    const validator = this.validators[index]!;
    validator.exitEpoch = this.epoch() + 1;
    validator.withdrawableEpoch = this.epoch() + delayEpochs;
  }

  slash(index: number, penaltyGwei: bigint, delayEpochs = 3): void {
    const validator = this.validators[index]!;
    this.exit(index, delayEpochs);
    validator.slashed = true;
    validator.balanceGwei -= penaltyGwei;
  }

  consolidate(source: number, target: number, delayEpochs = 2): void {
    this.exit(source, delayEpochs);
    this.pending.push({ source, target });
  }

  topUp(index: number, gwei: bigint): void {
    this.validators[index]!.balanceGwei += gwei;
  }

  epoch(): number {
    return Math.floor(this.slot / SLOTS_PER_EPOCH);
  }

  async advance(slots: number): Promise<void> {
    for (let i = 0; i < slots; i++) {
      this.slot++;
      if (this.slot % SLOTS_PER_EPOCH === 0) this.endEpoch();
      await this.makeBlock(this.withdraw());
      if (this.isLastButOneBeforeSomebodyLeaves()) this.between.set(this.slot, (await this.end()).state);
    }
  }

  private isLastButOneBeforeSomebodyLeaves(): boolean {
    const next = this.epoch() + 1;
    const isLastButOne = this.slot % SLOTS_PER_EPOCH === SLOTS_PER_EPOCH - 2;
    return isLastButOne && this.validators.some(({ withdrawableEpoch }) => withdrawableEpoch === next);
  }

  private endEpoch(): void {
    const epoch = this.epoch();
    for (const [index, validator] of this.validators.entries()) {
      if (validator.exitEpoch <= epoch || validator.balanceGwei === 0n) continue;
      const balanceGwei = validator.balanceGwei + this.rewardGwei(index, epoch);
      validator.balanceGwei = balanceGwei > 0n ? balanceGwei : 0n;
    }
    this.pending = this.pending.filter(({ source, target }) => {
      const [from, to] = [this.validators[source]!, this.validators[target]!];
      if (from.slashed) return false;
      if (from.withdrawableEpoch > epoch) return true;
      const effective = effectiveGwei(from);
      const moved = effective < from.balanceGwei ? effective : from.balanceGwei;
      from.balanceGwei -= moved;
      to.balanceGwei += moved;
      to.owedGwei += from.owedGwei;
      from.owedGwei = 0n;
      this.done.push({ slot: this.slot, source, target });
      return false;
    });
  }

  private withdraw(): RawWithdrawal[] {
    const made: RawWithdrawal[] = [];
    for (let i = 0; i < Math.min(SWEEP, this.validators.length); i++) {
      const validatorIndex = this.sweepAt % this.validators.length;
      this.sweepAt = validatorIndex + 1;
      const validator = this.validators[validatorIndex]!;
      const isFull = validator.withdrawableEpoch <= this.epoch() && validator.balanceGwei > 0n;
      const keeps = isFull ? 0n : mostGwei(validator.compounding);
      const amountGwei = validator.balanceGwei - keeps;
      if (amountGwei <= 0n) continue;
      validator.balanceGwei = keeps;
      made.push({ index: this.nextWithdrawal++, validatorIndex, address: validator.pod, amountGwei });
      if (isFull && validator.owedGwei > 0n) {
        this.returns.push({ slot: this.slot, validator: validatorIndex, gwei: validator.owedGwei });
        validator.owedGwei = 0n;
      }
    }
    return made;
  }

  private async makeBlock(withdrawals: readonly RawWithdrawal[]): Promise<void> {
    const trie = await createMPT();
    for (const [position, { index, validatorIndex, address, amountGwei }] of withdrawals.entries()) {
      const item = (n: number | bigint): Hex => (n === 0 ? "0x" : even(numberToHex(n)));
      const value = toRlp([item(index), item(validatorIndex), address, item(amountGwei)]);
      await trie.put(fromHex(toRlp(item(position))), fromHex(value));
    }
    const json: Record<string, unknown> = {
      parentHash: this.blocks.at(-1)?.hash ?? word(1),
      sha3Uncles: word(2),
      miner: PODS[1],
      stateRoot: word(this.slot),
      transactionsRoot: word(3),
      receiptsRoot: word(4),
      logsBloom: `0x${"00".repeat(256)}`,
      difficulty: "0x0",
      number: numberToHex(this.slot),
      gasLimit: "0x1c9c380",
      gasUsed: "0x0",
      timestamp: numberToHex(GENESIS_TIME + SLOT_SECONDS * this.slot),
      extraData: "0x",
      mixHash: word(5),
      nonce: `0x${"00".repeat(8)}`,
      baseFeePerGas: "0x7",
      withdrawalsRoot: toHex(trie.root()),
      blobGasUsed: "0x0",
      excessBlobGas: "0x0",
      parentBeaconBlockRoot: this.between.get(this.slot - 1)?.blockRoot ?? word(6),
      requestsHash: word(7),
    };
    const quantities = new Set([
      "difficulty",
      "number",
      "gasLimit",
      "gasUsed",
      "timestamp",
      "baseFeePerGas",
      "blobGasUsed",
      "excessBlobGas",
    ]);
    const items = Object.entries(json).map(
      ([name, value]): Hex =>
        quantities.has(name) ? (value === "0x0" ? "0x" : even(value as Hex)) : (value as Hex),
    );
    this.blocks.push({
      slot: this.slot,
      hash: keccak256(toRlp(items)),
      json: {
        ...json,
        withdrawals: withdrawals.map(({ index, validatorIndex, address, amountGwei }) => ({
          index: numberToHex(index),
          validatorIndex: numberToHex(validatorIndex),
          address,
          amount: numberToHex(amountGwei),
        })),
      },
      withdrawals,
    });
  }

  /** The state of the newest slot, and the execution block up to which it has paid. */
  async end() {
    const [before, last] = this.blocks.slice(-2) as [RawBlock, RawBlock];
    const paid = this.fork === "gloas" ? before : last;
    const state = await this.state(paid, this.fork === "gloas" ? last.withdrawals : []);
    return { state, execution: { blockNumber: BigInt(paid.slot), blockHash: paid.hash } };
  }

  private async state(paid: RawBlock, underWay: readonly RawWithdrawal[]): Promise<VerifiedState> {
    await useFastHasher();
    const type = ssz[this.fork].BeaconState as typeof ssz.electra.BeaconState;
    const view = type.getViewDU(emptyState(this.fork));
    Object.assign(view, {
      slot: this.slot,
      genesisTime: GENESIS_TIME,
      nextWithdrawalIndex: this.nextWithdrawal,
    });
    view.balances = type.fields.balances.toViewDU(
      this.validators.map(({ balanceGwei }) => Number(balanceGwei)),
    );
    view.validators = type.fields.validators.toViewDU(
      this.validators.map((validator, index) => ({
        pubkey: new Uint8Array(48).fill(index + 1),
        withdrawalCredentials: fromHex(
          `0x0${validator.compounding ? 2 : 1}${"00".repeat(11)}${validator.pod.slice(2)}`,
        ),
        effectiveBalance: Number(effectiveGwei(validator)),
        slashed: validator.slashed,
        activationEligibilityEpoch: 0,
        activationEpoch: validator.activationEpoch,
        exitEpoch: validator.exitEpoch,
        withdrawableEpoch: validator.withdrawableEpoch,
      })),
    );
    view.pendingConsolidations = type.fields.pendingConsolidations.toViewDU(
      this.pending.map(({ source, target }) => ({ sourceIndex: source, targetIndex: target })),
    );
    view.latestBlockHeader.slot = this.slot;
    if (this.fork === "gloas") {
      const gloas = view as unknown as ReturnType<typeof ssz.gloas.BeaconState.defaultViewDU>;
      gloas.latestBlockHash = fromHex(paid.hash);
      gloas.payloadExpectedWithdrawals = ssz.gloas.BeaconState.fields.payloadExpectedWithdrawals.toViewDU(
        underWay.map(({ index, validatorIndex, address, amountGwei }) => ({
          index,
          validatorIndex,
          address: fromHex(address),
          amount: amountGwei,
        })),
      );
    } else {
      view.latestExecutionPayloadHeader.blockHash = fromHex(paid.hash);
      view.latestExecutionPayloadHeader.blockNumber = paid.slot;
    }
    view.commit();
    const header: BeaconHeader = {
      slot: this.slot,
      proposerIndex: 0,
      parentRoot: word(0),
      stateRoot: toHex(view.node.root),
      bodyRoot: word(0),
    };
    const state: VerifiedState = {
      ...summaryOf(view.node, this.fork, header),
      validatorBytes: null,
      fetchNodes: async () => state,
    };
    return state;
  }

  /** An execution node. @param edit  what it makes of a block. */
  chain(edit: (block: RawBlock) => unknown = ({ json }) => json): ChainClient {
    const request = async ({ params: [number] }: { params: [Hex] }) => {
      const block = this.blocks.find(({ slot }) => slot === Number(number));
      return block === undefined ? null : edit(block);
    };
    return {
      name: "made",
      viem: { request },
      ask: (_: string, answer: Promise<unknown>) => answer,
    } as unknown as ChainClient;
  }
}

function effectiveGwei({ balanceGwei, compounding }: MadeValidator): bigint {
  const most = mostGwei(compounding);
  return balanceGwei > most ? most : balanceGwei - (balanceGwei % ETH_GWEI);
}

/** What a validator keeps at most. */
function mostGwei(compounding: boolean): bigint {
  return (compounding ? 2048n : 32n) * ETH_GWEI;
}

function even(hex: Hex): Hex {
  return hex.length % 2 === 0 ? hex : `0x0${hex.slice(2)}`;
}
