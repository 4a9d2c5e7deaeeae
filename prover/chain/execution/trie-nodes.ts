/**
 * Trie nodes of many proofs, each once: a multiproof. Accounts and slots are read from a root by hash, so a node that is in the
 * set proves whatever leads through it, and order and origin of the nodes say nothing. Also runs in browsers.
 * @module
 */
import { fromRlp, hexToBigInt, keccak256, numberToHex } from "viem";
import type { Hex } from "../../hex.ts";
import { ExecutionProofError, TrieNodeMissingError } from "./proof-errors.ts";
import { EMPTY_TRIE_ROOT, type ProvedAccount } from "./trie-proof.ts";
import { type RlpItem, trieStep } from "./trie-step.ts";

/** "0x" and 32 bytes. */
const HASH_LENGTH = 66;

export class TrieNodes {
  readonly #byHash = new Map<Hex, Hex>();
  readonly #decoded = new Map<Hex, RlpItem>();
  readonly #used = new Set<Hex>();

  constructor(nodes: Iterable<Hex> = []) {
    this.add(nodes);
  }

  /** @param nodes  RLP. @returns those that are new. */
  add(nodes: Iterable<Hex>): Hex[] {
    const added: Hex[] = [];
    for (const node of nodes) {
      const hash = keccak256(node);
      if (this.#byHash.has(hash)) continue;
      this.#byHash.set(hash, node);
      added.push(node);
    }
    return added;
  }

  all(): IterableIterator<Hex> {
    return this.#byHash.values();
  }

  get size(): number {
    return this.#byHash.size;
  }

  /** What was read so far leads through these nodes: in the order of their first use. */
  used(): Hex[] {
    return [...this.#used].map((hash) => this.#byHash.get(hash)!);
  }

  /**
   * @returns null where the nodes show that there is no such account.
   * @throws TrieNodeMissingError, ExecutionProofError
   */
  account(stateRoot: Hex, address: Hex): ProvedAccount | null {
    const subject = `account ${address}`;
    const value = this.#valueAt(stateRoot, address, subject);
    if (value === null) return null;
    const fields = decode(value, subject);
    // nonce, balance, storage root, code hash
    if (typeof fields !== "string" && fields.length === 4) {
      const [, balance, storageRoot] = fields;
      if (
        typeof balance === "string" &&
        typeof storageRoot === "string" &&
        storageRoot.length === HASH_LENGTH
      ) {
        return { balanceWei: rlpInteger(balance), storageRoot };
      }
    }
    throw new ExecutionProofError(subject, "the proved value is not an account");
  }

  /**
   * 0 where the nodes show that the slot is empty.
   * @throws TrieNodeMissingError, ExecutionProofError
   */
  slot(storageRoot: Hex, slot: bigint, owner: Hex): bigint {
    const subject = `storage slot ${slotKey(slot)} of ${owner}`;
    const value = this.#valueAt(storageRoot, slotKey(slot), subject);
    if (value === null) return 0n;
    const integer = decode(value, subject);
    if (typeof integer !== "string")
      throw new ExecutionProofError(subject, "the proved value is not a number");
    return rlpInteger(integer);
  }

  /**
   * Nodes that lead from a root to a key, or to where the nodes show that it is absent; root first, embedded ones left out.
   * @param key  not hashed.
   * @throws TrieNodeMissingError, ExecutionProofError
   */
  path(root: Hex, key: Hex): Hex[] {
    const path: Hex[] = [];
    this.#valueAt(root, key, `key ${key}`, (hash) => path.push(this.#byHash.get(hash)!));
    return path;
  }

  #valueAt(root: Hex, key: Hex, subject: string, onNode: (hash: Hex) => void = () => {}): Hex | null {
    if (root === EMPTY_TRIE_ROOT) return null;
    const read = (hash: Hex) => {
      const item = this.#nodeOf(hash, subject);
      onNode(hash);
      return item;
    };
    let node = read(root);
    let rest = keccak256(key).slice(2);
    for (;;) {
      const step = trieStep(node, rest);
      switch (step.kind) {
        case "absent":
          return null;
        case "value":
          if (typeof step.value === "string") return step.value;
          throw new ExecutionProofError(subject, "the path ends in a node");
        case "malformed":
          throw new ExecutionProofError(subject, "a node of its path is no trie node");
        case "child":
          rest = step.rest;
          node = typeof step.child === "string" ? read(step.child) : step.child;
      }
    }
  }

  #nodeOf(hash: Hex, subject: string): RlpItem {
    const known = this.#decoded.get(hash);
    if (known !== undefined) {
      this.#used.add(hash);
      return known;
    }
    const node = this.#byHash.get(hash);
    if (node === undefined) throw new TrieNodeMissingError(subject, hash);
    const decoded = decode(node, subject);
    this.#decoded.set(hash, decoded);
    this.#used.add(hash);
    return decoded;
  }
}

function decode(rlp: Hex, subject: string): RlpItem {
  try {
    return fromRlp(rlp, "hex");
  } catch (cause) {
    throw new ExecutionProofError(subject, "a node or value of its path is not RLP", cause);
  }
}

/** RLP writes 0 as the empty string. */
function rlpInteger(hex: Hex): bigint {
  return hex === "0x" ? 0n : hexToBigInt(hex);
}

/** The key of a slot, 32 bytes. */
export function slotKey(slot: bigint): Hex {
  return numberToHex(slot, { size: 32 });
}
