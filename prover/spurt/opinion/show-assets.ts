/**
 * Shows everything beside the validators that a second opinion's report of a spurt takes, as far as the chain does not have it: the
 * vault's accounting, deposits that wait, pods and modules, late pairs.
 * @module
 */
import { type CheckedDeployment, checkDeployment } from "../../bundle/check-deployment.ts";
import { readView } from "../../chain/client/read-view.ts";
import type { Sender, TransactionResult } from "../../chain/client/send-transaction.ts";
import { storageOfChain } from "../../chain/execution/proved-storage.ts";
import { TrieNodes } from "../../chain/execution/trie-nodes.ts";
import { readProgress } from "../../chain/views/oracle-views.ts";
import { opinionAssetsAt, opinionRegistryAt } from "../../chain/views/protocol-contracts.ts";
import { readAreActive, readPairRecords } from "../../chain/views/read-pairs.ts";
import { PRINCIPAL_GWEI, PRINCIPAL_WEI } from "../../puffer/accounting.ts";
import { networkOf } from "../../puffer/network.ts";
import { type Pair, protocolBase } from "../../puffer/read-deployment.ts";
import { validatorSlots } from "../../puffer/storage-slots.ts";
import {
  type OpinionCallContext,
  proveCoreCall,
  showLateCall,
  showSourcesCall,
  showWaitingCall,
} from "../calls/opinion-calls.ts";
import { pairArgument } from "../calls/pair-calls.ts";
import type { OnStep } from "../chain-steps.ts";
import type { PartLimits } from "../parts/fill-parts.ts";
import { sendFitting } from "../parts/send-fitting.ts";
import { findLatePairs } from "./late-pairs.ts";
import { lackingWei, neededSources, sourcePlaces } from "./needed-sources.ts";
import type { PreparedOpinion } from "./prepare-opinion.ts";
import { requireLayout } from "./require-layout.ts";

export interface ShowingOptions {
  readonly sender: Sender;
  readonly limits: PartLimits;
  readonly onStep: OnStep;
  readonly onNotice: (text: string) => void;
}

/**
 * One transaction after another. A dry run ends where the next one would need one that was not sent.
 * @throws OpinionLayoutError, the errors of `sendFitting`, and those of reading.
 */
export async function* showAssets(
  prepared: PreparedOpinion,
  options: ShowingOptions,
): AsyncGenerator<TransactionResult> {
  const { chain, contracts, bundle, spurt } = prepared;
  const { sender, onStep } = options;
  const checked = (await checkDeployment(bundle))!;
  const { file, reading } = checked;
  const context: OpinionCallContext = {
    assets: contracts.assets,
    spurt,
    network: networkOf(file.network),
    execution: { ...file, nodes: new TrieNodes(file.nodes) },
  };
  const layout = await requireLayout(chain, contracts, context.network, reading.vault);
  const { timestamp } = await readView(chain, opinionAssetsAt(contracts.assets), "amountsOf", [spurt]);
  if (timestamp === 0) {
    yield await sender.send(proveCoreCall(context, reading.vault, file, layout), onStep);
    if (sender.dryRun) return;
  }
  yield* showWaiting(prepared, context, checked, options);
  yield* showSources(prepared, context, checked, options);
  yield* showLate(prepared, context, checked, options);
}

/**
 * Deposits of 32 ETH whose pairs are announced and still ACTIVE: the contract counts no others, and each pair and each deposit once.
 * It passes over what it has, and does not say what that is: with a pair that has exited since, so many as it has may still lack one.
 */
async function* showWaiting(
  { chain, contracts, spurt }: PreparedOpinion,
  context: OpinionCallContext,
  { file }: CheckedDeployment,
  options: ShowingOptions,
): AsyncGenerator<TransactionResult> {
  const whole = file.waiting.entries.filter(({ amountGwei }) => BigInt(amountGwei) === PRINCIPAL_GWEI);
  const pairs = whole.map(({ module, position }) =>
    pairArgument({ module: file.modules[module]!.name, position }),
  );
  const [records, isActive, { waitingWei }] = await Promise.all([
    readPairRecords(chain, contracts.registry, pairs),
    readAreActive(chain, contracts.source, pairs),
    readView(chain, opinionAssetsAt(contracts.assets), "amountsOf", [spurt]),
  ]);
  const announced = whole.filter((_, i) => records[i]!.number !== 0);
  const parts = whole.filter((_, i) => records[i]!.number !== 0 && isActive[i]);
  if (parts.length === 0 || waitingWei >= PRINCIPAL_WEI * BigInt(takenOf(announced))) return;
  const callOf = (some: typeof parts) => showWaitingCall(context, file, some);
  yield* sendFitting({ ...options, parts, callOf });
}

/** How many of them the contract takes. Pairs of one key and pod have the same deposits, so the order is all the same. */
export function takenOf(
  entries: readonly { readonly module: number; readonly position: number; readonly place: number }[],
): number {
  const [pairs, places] = [new Set<string>(), new Set<number>()];
  for (const { module, position, place } of entries) {
    const pair = `${module}[${position}]`;
    if (pairs.has(pair) || places.has(place)) continue;
    pairs.add(pair);
    places.add(place);
  }
  return pairs.size;
}

/** Only until stake reaches what the vault claims. */
async function* showSources(
  { chain, contracts, spurt }: PreparedOpinion,
  context: OpinionCallContext,
  { reading }: CheckedDeployment,
  options: ShowingOptions,
): AsyncGenerator<TransactionResult> {
  const assets = opinionAssetsAt(contracts.assets);
  const [amounts, { principalWei }, listed] = await Promise.all([
    readView(chain, assets, "amountsOf", [spurt]),
    readProgress(chain, contracts, spurt),
    readView(chain, opinionRegistryAt(contracts.registry), "modules", []),
  ]);
  const needWei = lackingWei({ ...amounts, principalWei });
  const places = sourcePlaces(reading.modules, listed);
  const isShown = await Promise.all(
    places.map(({ place }) => readView(chain, assets, "isShown", [spurt, BigInt(place)])),
  );
  const parts = neededSources(
    places.filter((_, i) => !isShown[i]),
    needWei,
  );
  const callOf = (some: typeof parts) => showSourcesCall(context, some);
  yield* sendFitting({ ...options, parts, callOf });
}

async function* showLate(
  { chain, contracts, spurt, bundle }: PreparedOpinion,
  context: OpinionCallContext,
  { file, reading }: CheckedDeployment,
  options: ShowingOptions,
): AsyncGenerator<TransactionResult> {
  let late: { readonly base: bigint; readonly parts: readonly Pair[] };
  try {
    const active = reading.modules.flatMap((module) => module.active);
    const { lateIn, lateOut } = await findLatePairs(chain, contracts, active, BigInt(file.blockTimestamp));
    const parts = [...lateIn, ...lateOut];
    const shown = await readView(chain, opinionAssetsAt(contracts.assets), "amountsOf", [spurt]);
    if (shown.lateIn >= lateIn.length && shown.lateOut >= lateOut.length) return;
    // The bundle shows ACTIVE pairs; the node has to show the others.
    const anchor = { blockNumber: BigInt(file.blockNumber), stateRoot: file.stateRoot };
    const storage = storageOfChain(chain, anchor, context.execution.nodes);
    const base = await protocolBase(storage, context.network);
    const slots = parts.map(({ module, position }) => validatorSlots(base, module, BigInt(position)).status);
    await storage.read(context.network.protocol.address, slots);
    late = { base, parts };
  } catch (error) {
    options.onNotice(
      `Pairs that were announced or settled after the block of slot ${bundle.summary.slot} are not shown, so the ` +
        `report may not be complete: ${(error as Error).message}`,
    );
    return;
  }
  const callOf = (some: readonly Pair[]) => showLateCall(context, late.base, some);
  yield* sendFitting({ ...options, parts: late.parts, callOf });
}
