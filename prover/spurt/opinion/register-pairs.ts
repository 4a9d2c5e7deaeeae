/**
 * Brings a PufferRegistry up to date with the protocol: its modules, the pairs that it counts and which validators they are, and
 * those that it no longer counts. Anyone may do this, and nobody has to: what is not registered counts 0.
 * @module
 */

import type { Address } from "viem";
import { readView } from "../../chain/client/read-view.ts";
import type { ContractCall, TransactionResult } from "../../chain/client/send-transaction.ts";
import { createSender, type SenderOptions } from "../../chain/client/send-transaction.ts";
import { isRefusal } from "../../chain/client/transaction-errors.ts";
import { requireBlock } from "../../chain/execution/ask-account.ts";
import { storageOfChain } from "../../chain/execution/proved-storage.ts";
import { TrieNodes } from "../../chain/execution/trie-nodes.ts";
import { connectOpinion } from "../../chain/views/opinion-contracts.ts";
import { opinionRegistryAt } from "../../chain/views/protocol-contracts.ts";
import {
  type PairRecord,
  readAnnouncedPairs,
  readAreActive,
  readPairRecords,
} from "../../chain/views/read-pairs.ts";
import { networkOf } from "../../puffer/network.ts";
import type { PlacedValidator } from "../../puffer/place-validators.ts";
import { type ActiveValidator, type Pair, protocolBase } from "../../puffer/read-deployment.ts";
import { nameOfKey } from "../../puffer/storage-slots.ts";
import type { BeaconAccess } from "../../state/beacon-access.ts";
import type { BlockId } from "../../state/beacon-node.ts";
import { executionAnchorOf } from "../../state/execution-anchor-of.ts";
import { withExpectedWithdrawals } from "../../state/expected-withdrawals.ts";
import { fetchBeaconState } from "../../state/fetch-beacon-state.ts";
import {
  addModuleCall,
  announceCall,
  pairArgument,
  registerCall,
  registerProvedCall,
  settleCall,
} from "../calls/pair-calls.ts";
import { shownExecution } from "../calls/state-paths.ts";
import type { OnStep } from "../chain-steps.ts";
import { readPartLimits } from "../parts/fill-parts.ts";
import { sendFitting } from "../parts/send-fitting.ts";
import { type DeployedProtocol, readDeployedProtocol } from "../read-deployed-protocol.ts";
import { rememberedState } from "../remembered-state.ts";
import { requireSameProtocol } from "./check-opinion.ts";

export interface RegisterPairsOptions extends SenderOptions, DeployedProtocol {
  readonly beacon: BeaconAccess;
  /** PufferSecondOpinion. */
  readonly opinion: Address;
  /** Block whose state is searched; it must be within EIP-4788's 27 hours, and its storage proofs served. */
  readonly slot: BlockId;
  /** At most; undefined: as many as fit. */
  readonly validatorsPerTransaction?: number | undefined;
  /** Called before each step. */
  readonly onStep?: OnStep | undefined;
  /** E.g. that events cannot be read. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** Plain JSON: what this run sent, or simulated in a dry run, and what it could not do. */
export interface RegisterPairsResult {
  readonly registry: Address;
  readonly slot: number;
  /** Names of modules. */
  readonly modulesAdded: readonly string[];
  /** By rising index; also those that somebody else registered in between. */
  readonly registered: readonly PairName[];
  /** Exited since the block, and shown by the storage there. */
  readonly registeredProved: readonly PairName[];
  /** Of both, those that withdraw to somebody else: they count 0. */
  readonly foreign: readonly PairName[];
  /** Without a validator yet. */
  readonly announced: readonly PairName[];
  readonly settled: readonly PairName[];
  /** ACTIVE pairs whose deposit waits, and those that are neither validators nor waiting; announced all the same. */
  readonly waiting: readonly PairName[];
  readonly missing: readonly PairName[];
  readonly transactions: readonly TransactionResult[];
}

export interface PairName extends Pair {
  /** Null without a validator. */
  readonly validatorIndex: number | null;
}

/**
 * Sends nothing that the chain has already.
 * @throws OpinionMismatchError, the errors of the state stage, of `readDeployedProtocol` and of `Sender.send`, and how contracts
 * and RPC fail.
 */
export async function registerPairs(options: RegisterPairsOptions): Promise<RegisterPairsResult> {
  const { chain, beacon, slot, validatorsPerTransaction, onStep = () => {}, onNotice = () => {} } = options;
  const network = networkOf(options.network);
  const contracts = await connectOpinion(chain, options.opinion);
  await requireSameProtocol(chain, contracts, network);
  const { registry, source } = contracts;

  const sender = await createSender(chain, options);
  onStep({ kind: "reading-registry" });
  const fetchAt = (blockId: BlockId) => fetchBeaconState({ ...beacon, blockId });
  const asked = await fetchAt(slot);
  const { state, nextTimestamp } = await rememberedState(asked, chain, (blockRoot) => {
    onStep({ kind: "other-block-used", slot: asked.header.slot, used: blockRoot });
    return fetchAt(blockRoot);
  });
  const nodes = new TrieNodes();
  const { reading, places } = await readDeployedProtocol(options, await withExpectedWithdrawals(state), {
    nodes,
    onNotice,
  });
  const active = reading.modules.flatMap((module) => module.active);
  const records = await recordsOf(active);
  const isShown = (pair: Pair) => records.get(keyOf(pair))!.placement !== "unknown";

  // As they stand now: the block is some minutes old.
  const placed = [...places.validators, ...places.foreign]
    .sort((a, b) => a.index - b.index)
    .filter((pair) => !isShown(pair));
  const others = [...places.waiting, ...places.missing];
  const unannounced = unique(others).filter((pair) => records.get(keyOf(pair))!.number === 0);
  const [live, gone] = await byActivity(placed);
  const [toAnnounce] = await byActivity(unannounced);
  const known = await readView(chain, opinionRegistryAt(registry), "modules", []);
  const listed = new Set(known.map((module) => module.toLowerCase()));
  const newModules = reading.modules.filter(({ module }) => !listed.has(module));
  // Who is registered late has exited, too; before that a simulation refuses it.
  const toSettle = unique([...(await exitedPairs()), ...(options.dryRun ? [] : gone)]);

  const limits = await readPartLimits(chain, validatorsPerTransaction);
  const transactions: TransactionResult[] = [];
  const send = async <T>(parts: readonly T[], callOf: (some: readonly T[]) => ContractCall) => {
    if (parts.length === 0) return;
    const task = { sender, parts, callOf, limits, onStep, kind: "pairs" } as const;
    for await (const sent of sendFitting(task)) transactions.push(sent);
  };
  /** Others may register at the same time: the contract skips those, and the branch after one then lacks what the two share. */
  const sendUnknown = async <T extends PlacedValidator>(
    pairs: readonly T[],
    callOf: (some: readonly T[]) => ContractCall,
  ) => {
    for (let left = pairs; ; ) {
      try {
        return await send(left, callOf);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const now = await recordsOf(left);
        const unknown = left.filter((pair) => now.get(keyOf(pair))!.placement === "unknown");
        if (unknown.length === left.length) throw error;
        left = unknown;
      }
    }
  };
  for (const { name } of newModules) await send([name], () => addModuleCall(registry, name));
  const shown = { state, nextTimestamp };
  await sendUnknown(live, (some) => registerCall(registry, shown, some));
  if (gone.length > 0) {
    const anchor = await executionAnchorOf(chain, state);
    await requireBlock(chain, anchor);
    const base = await protocolBase(storageOfChain(chain, anchor, nodes), network);
    const execution = shownExecution(anchor, nodes);
    await sendUnknown(gone, (some) => registerProvedCall(registry, shown, some, execution, network, base));
  }
  await send(toAnnounce, (some) => announceCall(registry, some));
  await send(toSettle, (some) => settleCall(registry, some.map(pairArgument)));

  const foreign = new Set(places.foreign.map(({ index }) => index));
  return {
    registry,
    slot: state.header.slot,
    modulesAdded: newModules.map(({ name }) => name),
    registered: live.map(nameOf),
    registeredProved: gone.map(nameOf),
    foreign: [...live, ...gone].filter(({ index }) => foreign.has(index)).map(nameOf),
    announced: toAnnounce.map(nameOf),
    settled: toSettle.map(nameOf),
    waiting: unique(places.waiting).map(nameOf),
    missing: places.missing.map(nameOf),
    transactions,
  };

  async function recordsOf(pairs: readonly Pair[]): Promise<ReadonlyMap<string, PairRecord>> {
    const read = await readPairRecords(chain, registry, pairs.map(pairArgument));
    return new Map(pairs.map((pair, i) => [keyOf(pair), read[i]!]));
  }

  async function byActivity<T extends Pair>(pairs: readonly T[]): Promise<[active: T[], exited: T[]]> {
    const isActive = await readAreActive(chain, source, pairs.map(pairArgument));
    return [pairs.filter((_, i) => isActive[i]), pairs.filter((_, i) => !isActive[i])];
  }

  /** Announced, not settled, and no longer counted. */
  async function exitedPairs(): Promise<Pair[]> {
    let announced: Pair[];
    try {
      const pairs = await readAnnouncedPairs(chain, registry);
      announced = pairs.map(({ name, index }) => ({
        module: nameOfKey(name) ?? name,
        position: Number(index),
      }));
    } catch (error) {
      onNotice(`Pairs that have exited are not settled: ${(error as Error).message}`);
      return [];
    }
    const [, exited] = await byActivity(announced);
    const noted = await recordsOf(exited);
    return exited.filter((pair) => noted.get(keyOf(pair))!.settledNumber === 0);
  }
}

/** A validator may wait with several deposits. */
function unique<T extends Pair>(pairs: readonly T[]): T[] {
  return [...new Map(pairs.map((pair) => [keyOf(pair), pair])).values()];
}

function keyOf({ module, position }: Pair): string {
  return `${module}[${position}]`;
}

function nameOf(pair: Pair | PlacedValidator | ActiveValidator): PairName {
  const { module, position } = pair;
  return { module, position, validatorIndex: "index" in pair ? pair.index : null };
}
