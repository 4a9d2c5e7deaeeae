/**
 * Balances and slots under one execution state root, from trie nodes alone or from a node that is asked for those that are
 * missing. Whoever reads does not see the difference: what a prover reads is what a verifier reads, in the same order.
 * @module
 */
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { askAccount } from "./ask-account.ts";
import type { ExecutionAnchor } from "./execution-anchor.ts";
import { ExecutionProofError, TrieNodeMissingError } from "./proof-errors.ts";
import { slotKey, type TrieNodes } from "./trie-nodes.ts";
import { EMPTY_TRIE_ROOT } from "./trie-proof.ts";

export interface ProvedContents {
  readonly balanceWei: bigint;
  /** Of the slots that were asked for, in their order. */
  readonly values: readonly bigint[];
}

export interface ProvedStorage {
  /** An account or a slot that is proved absent holds 0. */
  read(account: Hex, slots: readonly bigint[]): Promise<ProvedContents>;
}

/** Slots of one request: answers stay below a megabyte. */
const SLOTS_PER_REQUEST = 200;

/** @throws TrieNodeMissingError, ExecutionProofError when something is read. */
export function storageOfNodes(stateRoot: Hex, nodes: TrieNodes): ProvedStorage {
  return { read: async (account, slots) => contentsOf(stateRoot, nodes, account, slots) };
}

/**
 * Asks for what `nodes` lack, and adds it to them.
 * @param onNodes  called with nodes that are new, before anything is read from them.
 */
export function storageOfChain(
  chain: ChainClient,
  { blockNumber, stateRoot }: Pick<ExecutionAnchor, "blockNumber" | "stateRoot">,
  nodes: TrieNodes,
  onNodes: (added: readonly Hex[]) => void = () => {},
): ProvedStorage {
  const ask = async (account: Hex, slots: readonly bigint[]) => {
    const answer = await askAccount(chain, account, slots.map(slotKey), blockNumber);
    const added = nodes.add([...answer.accountProof, ...answer.storageProof.flatMap(({ proof }) => proof)]);
    if (added.length > 0) onNodes(added);
  };
  return {
    async read(account, slots) {
      const asked = missingSlots(stateRoot, nodes, account, slots);
      if (asked !== undefined) {
        for (let from = 0; from === 0 || from < asked.length; from += SLOTS_PER_REQUEST) {
          await ask(account, asked.slice(from, from + SLOTS_PER_REQUEST));
        }
      }
      try {
        return contentsOf(stateRoot, nodes, account, slots);
      } catch (error) {
        if (!(error instanceof TrieNodeMissingError)) throw error;
        const reason = `the trie nodes of ${chain.name} do not lead from ${stateRoot} to it`;
        throw new ExecutionProofError(error.subject, reason, error);
      }
    },
  };
}

/** @returns undefined where nothing is missing, not even the account. */
function missingSlots(
  stateRoot: Hex,
  nodes: TrieNodes,
  account: Hex,
  slots: readonly bigint[],
): readonly bigint[] | undefined {
  const storageRoot = ifThere(() => nodes.account(stateRoot, account)?.storageRoot ?? EMPTY_TRIE_ROOT);
  if (storageRoot === undefined) return slots;
  const missing = slots.filter((slot) => ifThere(() => nodes.slot(storageRoot, slot, account)) === undefined);
  return missing.length === 0 ? undefined : missing;
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof TrieNodeMissingError) return undefined;
    throw error;
  }
}

function contentsOf(
  stateRoot: Hex,
  nodes: TrieNodes,
  account: Hex,
  slots: readonly bigint[],
): ProvedContents {
  const proved = nodes.account(stateRoot, account);
  const storageRoot = proved?.storageRoot ?? EMPTY_TRIE_ROOT;
  return {
    balanceWei: proved?.balanceWei ?? 0n,
    values: slots.map((slot) => nodes.slot(storageRoot, slot, account)),
  };
}
