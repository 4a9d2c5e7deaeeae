/**
 * `state-tries.json`, `keyed-tries.json`: Merkle-Patricia tries by @ethereumjs/mpt, with proofs of keys that they hold
 * and of keys that they do not hold. What must be read from a proof comes from the maps that the tries were filled from.
 * `mainnet-header.json`: RLP of a real execution header.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createMerkleProof, createMPT } from "@ethereumjs/mpt";
import {
  encodeAbiParameters,
  type Hex,
  keccak256,
  numberToHex,
  pad,
  parseAbiParameters,
  toBytes,
  toHex,
  toRlp,
} from "viem";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";

const MAINNET = join(REPOSITORY_ROOT, "../shared/realdata/mainnet-el/block.json");

/** ExecutionState.sol, then the value that is expected; for TrieReader, an empty value is an absent key. */
const STATE = parseAbiParameters([
  "bytes32 stateRoot, Case[] cases",
  "struct Case { Source source; NodeLists proof; uint256 expectedWei; }",
  "struct Source { bytes32 name; uint8 kind; address account; uint256 slot; }",
  "struct NodeLists { bytes[] account; bytes[] slot; }",
]);
const KEYED = parseAbiParameters([
  "Case[] cases",
  "struct Case { bytes32 root; bytes32 key; bytes value; bytes[] proof; }",
]);

const BALANCE = 0;
const SLOT = 1;
const ACCOUNTS = 150;
/** Slots of the first accounts; all others have no storage. */
const STORAGE_SIZES = [0, 1, 2, 17, 60];
const CODE_HASH = keccak256("0x60");

/** Accounts and their storage: what ExecutionState reads. */
export async function stateTrieVectors() {
  return { state: encodeAbiParameters(STATE, await stateCases()) };
}

/** Tries whose keys are laid out: what TrieReader reads. */
export async function keyedTrieVectors() {
  return { cases: encodeAbiParameters(KEYED, [await keyedCases()]) };
}

/** @returns nothing where the folder is absent. */
export function mainnetHeader() {
  if (!existsSync(MAINNET)) return undefined;
  const block = JSON.parse(readFileSync(MAINNET, "utf8"));
  const integer = (hex: Hex): Hex => minimal(BigInt(hex));
  const header = toRlp([
    block.parentHash,
    block.sha3Uncles,
    block.miner,
    block.stateRoot,
    block.transactionsRoot,
    block.receiptsRoot,
    block.logsBloom,
    integer(block.difficulty),
    integer(block.number),
    integer(block.gasLimit),
    integer(block.gasUsed),
    integer(block.timestamp),
    block.extraData,
    block.mixHash,
    block.nonce,
    integer(block.baseFeePerGas),
    block.withdrawalsRoot,
    integer(block.blobGasUsed),
    integer(block.excessBlobGas),
    block.parentBeaconBlockRoot,
  ] as Hex[]);
  return { header };
}

async function stateCases() {
  const accounts = await createMPT({ useKeyHashing: true });
  const holders = [];
  for (let number = 0; number < ACCOUNTS; number++) {
    const account = addressOf(`account ${number}`);
    const storage = await createMPT({ useKeyHashing: true });
    const values = new Map<bigint, bigint>();
    for (let slot = 0n; slot < BigInt(STORAGE_SIZES[number] ?? 0); slot++) {
      // One byte to 32 of them.
      const value = BigInt(keccak256(toBytes(`value ${number} ${slot}`))) >> ((slot * 8n) % 256n);
      values.set(slot, value);
      await storage.put(toBytes(slot, { size: 32 }), rlpOf(value));
    }
    // 0, small ones, and 86 bits and more.
    const balanceWei =
      number % 7 === 0 ? 0n : BigInt(keccak256(toBytes(account))) >> BigInt(128 + (number % 120));
    const fields: Hex[] = ["0x01", minimal(balanceWei), toHex(storage.root()), CODE_HASH];
    await accounts.put(toBytes(account), toBytes(toRlp(fields)));
    holders.push({ account, balanceWei, storage, values });
  }
  const cases = [];
  const accountProof = (account: Hex) => proofOf(accounts, toBytes(account));
  for (const { account, balanceWei, storage, values } of holders) {
    const proof = await accountProof(account);
    cases.push(caseOf(BALANCE, account, 0n, proof, [], balanceWei));
    if (values.size === 0 && cases.length > 20) continue;
    for (let slot = 0n; slot < 2n * BigInt(values.size) + 1n; slot++) {
      const slotProof = values.size === 0 ? [] : await proofOf(storage, toBytes(slot, { size: 32 }));
      cases.push(caseOf(SLOT, account, slot, proof, slotProof, values.get(slot) ?? 0n));
    }
  }
  for (let number = 0; number < ACCOUNTS; number++) {
    const account = addressOf(`nobody ${number}`);
    const kind = number % 10 === 0 ? SLOT : BALANCE;
    cases.push(caseOf(kind, account, 0n, await accountProof(account), [], 0n));
  }
  return [toHex(accounts.root()), cases] as const;
}

function caseOf(
  kind: number,
  account: Hex,
  slot: bigint,
  proof: Hex[],
  slotProof: Hex[],
  expectedWei: bigint,
) {
  return {
    source: { name: pad("0x00"), kind, account, slot },
    proof: { account: proof, slot: slotProof },
    expectedWei,
  };
}

/** Keys that are not hashed, so that they can be laid out: what hashed keys reach once in a lifetime of the chain. */
async function keyedCases() {
  const short: Hex = "0x07";
  const long: Hex = `0x${"5a".repeat(40)}`;
  const tail = (nibbles: string) => `0x${nibbles.padStart(64, "a")}` as Hex;
  const lone = [[tail("0"), short]] as const;
  // The root is an extension of 62 nibbles; below it everything is inline.
  const inlineTail = ["00", "01", "0f", "70", "c5"].map((end) => [tail(end), short] as const);
  // A branch, an inline extension of three nibbles, an inline branch, inline leaves without a path.
  const inlineExtension = ["00000", "10000", "10001", "20000"].map((end) => [tail(end), short] as const);
  // The same places with values that make their nodes too long to be inline.
  const hashedTail = inlineExtension.map(([key]) => [key, long] as const);
  // Values that are the RLP of nodes: an empty list, a branch of nothing, a leaf.
  const nodeLike = (["0xc0", `0xd1${"80".repeat(17)}`, "0xc22007"] as const).map(
    (value, number) => [keccak256(toBytes(`node-like ${number}`)), value] as const,
  );
  const tries = [lone, inlineTail, inlineExtension, hashedTail, nodeLike, clusteredEntries(short, long)];
  return (await Promise.all(tries.map((entries) => casesOf(new Map<Hex, Hex>(entries))))).flat();
}

/** 60 keys, half of them sharing a beginning of any length with the one before. */
function clusteredEntries(short: Hex, long: Hex): (readonly [Hex, Hex])[] {
  const entries: (readonly [Hex, Hex])[] = [];
  let key = keccak256("0x00");
  for (let number = 0; number < 60; number++) {
    const fresh = keccak256(toBytes(`cluster ${number}`));
    const shared = number % 2 === 0 ? 0 : Number(BigInt(fresh) % 64n);
    key = `0x${key.slice(2, 2 + shared)}${fresh.slice(2 + shared)}`;
    entries.push([key, number % 3 === 0 ? long : short]);
  }
  return entries;
}

async function casesOf(entries: ReadonlyMap<Hex, Hex>) {
  const trie = await createMPT();
  for (const [key, value] of entries) await trie.put(toBytes(key), toBytes(value));
  const root = toHex(trie.root());
  const keys = new Set<Hex>(entries.keys());
  for (const key of entries.keys()) {
    // Keys that part from it at some nibble, the first and the last one among them.
    for (const place of [0, Number(BigInt(keccak256(key)) % 64n), 60, 61, 62, 63]) {
      const nibble = (Number.parseInt(key[2 + place]!, 16) + 1) % 16;
      keys.add(`0x${key.slice(2, 2 + place)}${nibble.toString(16)}${key.slice(3 + place)}`);
    }
  }
  const cases = [];
  for (const key of keys) {
    // Inline nodes are listed: the tests leave them out, too.
    const proof = (await createMerkleProof(trie, toBytes(key))).map((node) => toHex(node));
    cases.push({ root, key, value: entries.get(key) ?? ("0x" as Hex), proof });
  }
  return cases;
}

async function proofOf(trie: Parameters<typeof createMerkleProof>[0], key: Uint8Array): Promise<Hex[]> {
  return (await createMerkleProof(trie, key)).map((node) => toHex(node));
}

const addressOf = (name: string): Hex => `0x${keccak256(toBytes(name)).slice(26)}`;
const minimal = (value: bigint): Hex => (value === 0n ? "0x" : toHex(toBytes(numberToHex(value))));
const rlpOf = (value: bigint): Uint8Array => toBytes(toRlp(minimal(value)));
