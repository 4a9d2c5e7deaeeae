/**
 * Opens a spurt: finds its last block and proves it on chain, which fixes the block and the registry of the spurt.
 * @module
 */
import type { Address } from "viem";
import { findSpurtBlock } from "../chain/blocks/find-spurt-block.ts";
import { atOneBlock } from "../chain/client/at-one-block.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { RpcContradictionError } from "../chain/client/rpc-errors.ts";
import {
  createSender,
  type SenderOptions,
  type TransactionResult,
} from "../chain/client/send-transaction.ts";
import { isPayloadApartAt } from "../chain/views/is-payload-apart-at.ts";
import { connectOracle, type OracleContracts, slotAt, timeOfSlot } from "../chain/views/oracle-contracts.ts";
import { readProgress, readStoredBlock } from "../chain/views/oracle-views.ts";
import { endedSpurt, type Spurt } from "../chain/views/spurts.ts";
import type { Hex } from "../hex.ts";
import { askBeaconNodes, type BeaconAccess } from "../state/beacon-access.ts";
import { blockAtOrBefore } from "../state/block-at-or-before.ts";
import { pinHeader } from "../state/pin-header.ts";
import { openCall, type SpurtBlock } from "./calls/oracle-calls.ts";
import type { OnStep } from "./chain-steps.ts";
import { storeFromNewerCall } from "./store-from-newer.ts";

export interface OpenOptions extends SenderOptions {
  readonly chain: ChainClient;
  readonly beacon: BeaconAccess;
  readonly oracle: Address;
  readonly spurt: bigint | "latest";
  /** Called before each step. */
  readonly onStep?: OnStep | undefined;
}

/** Plain JSON. */
export interface OpenResult {
  readonly spurt: string;
  /** It was already open; nothing was sent. */
  readonly alreadyOpen: boolean;
  readonly blockRoot: Hex;
  readonly slot: string;
  /** How the block was proved to BeaconRoots; null if it was stored before. */
  readonly shownBy: "eip-4788" | "newer-state" | null;
  readonly transactions: readonly TransactionResult[];
}

/**
 * Sends one transaction; two if EIP-4788 no longer has the block; none if the spurt is open.
 * @throws NoSpurtEndedError, SpurtNotEndedError, SpurtBeforeGenesisError, and the errors of beacon nodes, of `Sender.send`
 * and of the RPC.
 */
export async function openSpurt(options: OpenOptions): Promise<OpenResult> {
  const { chain, onStep = () => {} } = options;
  const contracts = await connectOracle(chain, options.oracle);
  const sender = await createSender(chain, options);
  const now = atOneBlock(chain);
  const spurt = await endedSpurt(now, contracts, options.spurt);
  const [progress, stored] = await Promise.all([
    readProgress(now, contracts, spurt.number),
    readStoredBlock(now, contracts, spurt.number),
  ]);
  if (stored !== undefined && progress.openedAt !== 0n) return resultOf(spurt, stored, null, [], true);

  if (stored !== undefined) {
    const opened = await sender.send(openCall(options.oracle, spurt.number, undefined), onStep);
    return resultOf(spurt, stored, null, [opened]);
  }

  onStep({ kind: "finding-block", spurt: spurt.number });
  const found = await findSpurtBlock(now, contracts, spurt);
  const { beacon } = options;
  const headerOf = (root: Hex) => askBeaconNodes(beacon, (node) => pinHeader(node, { blockId: root }));
  const named = await headerOf(found.blockRoot);
  const isLate = timeOfSlot(contracts, named.slot) > spurt.end;
  if (isLate) await requirePayloadsApart(chain, contracts, spurt, named.slot);
  const lastSlot = slotAt(contracts, spurt.end);
  const { root, header } = await blockAtOrBefore(
    lastSlot,
    { root: found.blockRoot, header: named },
    headerOf,
  );
  const block = { root, slot: BigInt(header.slot) };
  if (!isLate && found.isRemembered) {
    const shown: SpurtBlock = { nextTimestamp: found.nextTimestamp, header };
    const opened = await sender.send(openCall(options.oracle, spurt.number, shown), onStep);
    return resultOf(spurt, block, "eip-4788", [opened]);
  }

  onStep({ kind: "proving-from-newer", isLate });
  const store = await storeFromNewerCall(chain, contracts, spurt, header, root, beacon);
  const transactions = [await sender.send(store, onStep)];
  // The next transaction cannot be simulated: it needs the block on chain.
  if (!sender.dryRun) {
    transactions.push(await sender.send(openCall(options.oracle, spurt.number, undefined), onStep));
  }
  return resultOf(spurt, block, "newer-state", transactions);
}

/**
 * Up to Fulu every beacon block has its execution block: the first one after the spurt's end names a parent that is not
 * after it, unless slots and timestamps disagree. From Gloas on the payload of a block may be missing.
 */
async function requirePayloadsApart(
  chain: ChainClient,
  contracts: OracleContracts,
  { number, end }: Spurt,
  slot: number,
): Promise<void> {
  if (await isPayloadApartAt(chain, contracts, BigInt(slot))) return;
  const what = `Time of the last block of spurt ${number}, slot ${slot}`;
  throw new RpcContradictionError(chain.name, what, `at most ${end}`, String(timeOfSlot(contracts, slot)));
}

function resultOf(
  { number }: Spurt,
  { root, slot }: { readonly root: Hex; readonly slot: bigint },
  shownBy: OpenResult["shownBy"],
  transactions: readonly TransactionResult[],
  alreadyOpen = false,
): OpenResult {
  return {
    spurt: number.toString(),
    alreadyOpen,
    blockRoot: root,
    slot: slot.toString(),
    shownBy,
    transactions,
  };
}
