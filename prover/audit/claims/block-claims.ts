/**
 * Checks that the bundle's block is canonical and is the last one of its spurt: by the execution chain, which stores
 * beacon block roots, and by the beacon node.
 * @module
 */

import { findSpurtBlock } from "../../chain/blocks/find-spurt-block.ts";
import { firstBlockAfter } from "../../chain/blocks/first-block-after.ts";
import { readBeaconRoot } from "../../chain/blocks/read-beacon-root.ts";
import { slotAt, timeOfSlot } from "../../chain/views/oracle-contracts.ts";
import type { Hex } from "../../hex.ts";
import { blockAtOrBefore } from "../../state/block-at-or-before.ts";
import { formatTime } from "../../units.ts";
import type { Claim } from "../claim.ts";
import { type Comparison, differencesOf } from "../differences.ts";
import { NotCheckableError } from "../errors.ts";
import type { Evidence } from "../evidence.ts";
import { asked } from "./asked.ts";

export const BLOCK_CLAIMS: readonly Claim[] = [
  {
    id: "block-of-chain",
    sentence:
      "The chain knows this block root: the next execution block has it as its parent beacon block root, or names a later block that goes back to it.",
    offline: false,
    async check({ bundle: { manifest }, evidence }) {
      const clock = await evidence.clock();
      const chain = evidence.chain();
      const time = timeOfSlot(clock, manifest.header.slot);
      const next = await asked(() => firstBlockAfter(chain, time, clock.secondsPerSlot));
      if (next === undefined) {
        throw new NotCheckableError(`the chain has no block yet after ${formatTime(time)}`);
      }
      const remembered = await asked(() => readBeaconRoot(chain, next.timestamp));
      const { parentBeaconBlockRoot: named } = next;
      const slot = BigInt(manifest.header.slot);
      const own = named && (await lastBlockUntil(evidence, slot, named, manifest.blockRoot));
      return differencesOf([
        [
          `last block of this slot or before that execution block ${next.number} goes back to`,
          manifest.blockRoot,
          own,
        ],
        // Forgotten after 27 hours.
        ...(remembered === undefined
          ? []
          : [[`block root that EIP-4788 holds for time ${next.timestamp}`, named, remembered] as const]),
      ]);
    },
  },
  {
    id: "block-of-node",
    sentence: "Your beacon node has this block, with this header.",
    offline: false,
    async check({ bundle: { manifest }, evidence }) {
      const state = await evidence.state();
      const { header } = manifest;
      return differencesOf([
        ["block root", manifest.blockRoot, state.blockRoot],
        ["fork", manifest.fork, state.fork],
        ["slot", header.slot, state.header.slot],
        ["proposer", header.proposerIndex, state.header.proposerIndex],
        ["parent root", header.parentRoot, state.header.parentRoot],
        ["state root", header.stateRoot, state.header.stateRoot],
        ["body root", header.bodyRoot, state.header.bodyRoot],
        ["length of the balances list", manifest.listLength, state.listLength],
      ]);
    },
  },
  {
    id: "block-of-spurt",
    sentence: "It is the last block of its spurt, and the one that the oracle's contracts store for it.",
    offline: false,
    async check({ bundle: { manifest }, evidence }) {
      const spurt = await evidence.spurt();
      if (spurt.number === 0n) {
        const own = `the first spurt begins after ${formatTime((await evidence.contracts()).firstStart)}`;
        return [{ what: "spurt of the slot", bundle: `slot ${manifest.header.slot}`, own }];
      }
      const contracts = await evidence.contracts();
      const found = await asked(() => findSpurtBlock(evidence.chain(), contracts, spurt));
      const lastSlot = slotAt(contracts, spurt.end);
      const own = await lastBlockUntil(evidence, lastSlot, found.blockRoot, manifest.blockRoot);
      const stored = await evidence.storedBlock();
      const comparisons: Comparison[] = [
        [`last block of spurt ${spurt.number} on the chain`, manifest.blockRoot, own],
      ];
      if (stored !== undefined) {
        comparisons.push(
          [`block root that BeaconRoots stores for spurt ${spurt.number}`, manifest.blockRoot, stored.root],
          ["slot that BeaconRoots stores", manifest.header.slot, stored.slot],
        );
      }
      return differencesOf(comparisons);
    },
  },
];

/**
 * Up to Fulu an execution block names the last beacon block before its own; from Gloas on payloads may be missing in
 * between, and only headers tell.
 * @param named     by the execution chain.
 * @param expected  no header is asked for if it is the named one.
 */
export async function lastBlockUntil(
  evidence: Evidence,
  slot: bigint,
  named: Hex,
  expected: Hex,
): Promise<Hex> {
  if (named === expected) return named;
  const { loadHeader } = evidence.nodes();
  return asked(async () => {
    const header = await loadHeader(named);
    return (await blockAtOrBefore(slot, { root: named, header }, loadHeader)).root;
  });
}
