/**
 * Merkle-Patricia proofs of accounts and storage slots (EIP-1186, Yellow Paper §4.1), checked by @ethereumjs/mpt.
 * Returned values are proved under the given root; other data of the RPC is not used. A proof is exactly the nodes of
 * one path in order, as the contract reads them.
 * @module
 */
import { verifyMerkleProof } from "@ethereumjs/mpt";
import { fromRlp, hexToBigInt, keccak256, toHex as numberToHex, pad } from "viem";
import { fromHex, type Hex, toHex } from "../../hex.ts";
import { ExecutionProofError } from "./proof-errors.ts";

export interface ProvedAccount {
  readonly balanceWei: bigint;
  readonly storageRoot: Hex;
}

type RlpItem = Hex | readonly RlpItem[];

/** keccak256(rlp("")): the root of an empty trie. Nodes send no proof under it. */
export const EMPTY_TRIE_ROOT: Hex = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

/**
 * @returns Null when the proof shows that there is no such account.
 * @throws ExecutionProofError
 */
export async function proveAccount(
  stateRoot: Hex,
  address: Hex,
  proof: readonly Hex[],
): Promise<ProvedAccount | null> {
  const subject = `account ${address}`;
  const value = await valueUnder(stateRoot, address, proof, subject);
  if (value === null) return null;
  const fields = decode(value, subject);
  // nonce, balance, storage root, code hash
  if (typeof fields !== "string" && fields.length === 4) {
    const [, balance, storageRoot] = fields;
    if (typeof balance === "string" && typeof storageRoot === "string" && storageRoot.length === 66) {
      return { balanceWei: rlpInteger(balance), storageRoot };
    }
  }
  throw new ExecutionProofError(subject, "the proved value is not an account");
}

/**
 * Value of a storage slot, 0 when the proof shows that it is empty.
 * @throws ExecutionProofError
 */
export async function proveStorage(
  storageRoot: Hex,
  slot: bigint,
  proof: readonly Hex[],
  owner: Hex,
): Promise<bigint> {
  const subject = `storage slot ${slot} of ${owner}`;
  if (storageRoot === EMPTY_TRIE_ROOT) {
    if (proof.length > 0) throw new ExecutionProofError(subject, "an empty storage has no trie nodes");
    return 0n;
  }
  const value = await valueUnder(storageRoot, pad(numberToHex(slot)), proof, subject);
  if (value === null) return 0n;
  const integer = decode(value, subject);
  if (typeof integer !== "string") throw new ExecutionProofError(subject, "the proved value is not a number");
  return rlpInteger(integer);
}

async function valueUnder(
  root: Hex,
  key: Hex,
  proof: readonly Hex[],
  subject: string,
): Promise<Uint8Array | null> {
  const walk = (nodes: readonly Hex[]) =>
    verifyMerkleProof(fromHex(key), nodes.map(fromHex), { root: fromHex(root), useKeyHashing: true });
  let value: Uint8Array | null;
  try {
    value = await walk(proof);
  } catch (cause) {
    throw new ExecutionProofError(subject, `its trie nodes do not lead from ${root} to it`, cause);
  }
  const endsEarlier = await walk(proof.slice(0, -1)).then(
    () => true,
    () => false,
  );
  if (endsEarlier || !isOnePath(proof)) {
    throw new ExecutionProofError(subject, "its trie nodes are not exactly those of one path, in order");
  }
  return value;
}

/** Each node is referenced by the one before it: by hash, or embedded if shorter than 32 bytes. */
function isOnePath(nodes: readonly Hex[]): boolean {
  return nodes.every((node, i) => {
    if (i === 0) return true;
    const name = node.length >= 2 + 2 * 32 ? keccak256(node) : node;
    return nodes[i - 1]!.includes(name.slice(2));
  });
}

function decode(rlp: Uint8Array, subject: string): RlpItem {
  try {
    return fromRlp(toHex(rlp), "hex");
  } catch (cause) {
    throw new ExecutionProofError(subject, "the proved value is not RLP", cause);
  }
}

/** RLP writes 0 as the empty string. */
function rlpInteger(hex: Hex): bigint {
  return hex === "0x" ? 0n : hexToBigInt(hex);
}
