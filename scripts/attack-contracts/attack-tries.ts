/**
 * Edited Merkle-Patricia proofs against TrieReader. Tries and true proofs are those of @ethereumjs/mpt; what is true is the
 * map that a trie was filled from. Under a trie's root the contract must say what the map holds, or revert; a true proof it
 * must not refuse. Where @ethereumjs/mpt takes an edited proof too, it must say the same.
 * @module
 */
import { createMerkleProof, createMPT, verifyMerkleProof } from "@ethereumjs/mpt";
import { concatBytes } from "@ethereumjs/util";
import { toHex } from "../../prover/hex.ts";
import { type Draw, swapped, withOneMore, withOtherByte, without } from "./draw.ts";
import type { Readers } from "./readers.ts";
import type { Tally } from "./tally.ts";

const KEY_BYTES = 32;
const HASH_BYTES = 32;

interface Trie {
  readonly root: Uint8Array;
  readonly values: ReadonlyMap<string, Uint8Array>;
  readonly keys: readonly Uint8Array[];
  /** Root first; inline nodes, which stand in their parents, are left out. */
  proofOf(key: Uint8Array): Promise<Uint8Array[]>;
}

interface Question {
  readonly root: Uint8Array;
  readonly key: Uint8Array;
  readonly nodes: readonly Uint8Array[];
  readonly path: Uint8Array;
}

/** Asks one question for each kind of edit, about one key of a trie. */
export async function attackTrie(readers: Readers, draw: Draw, tally: Tally, repeats: number): Promise<void> {
  const [trie, other] = [await drawTrie(draw), await drawTrie(draw)];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const key = draw.below(3) === 0 ? nearKey(draw.pick(trie.keys), draw) : draw.pick(trie.keys);
    const proof = await trie.proofOf(key);
    const foreignKey = draw.pick(trie.keys);
    const foreign = await trie.proofOf(foreignKey);
    const elsewhere = await other.proofOf(draw.pick(other.keys));
    const plain = (nodes: readonly Uint8Array[], changes: Partial<Question> = {}): Question => ({
      root: trie.root,
      key,
      nodes,
      path: pathOf(nodes.map((_, i) => i)),
      ...changes,
    });
    const edited = (change: (node: Uint8Array) => Uint8Array) => {
      const place = draw.below(proof.length);
      return plain(proof.map((node, i) => (i === place ? change(node) : node)));
    };
    const shuffledNodes = [...proof, ...foreign, ...elsewhere];
    const questions: Record<string, Question> = {
      "true proof": plain(proof),
      "true proof among other nodes": plain([...elsewhere, ...proof, ...foreign], {
        path: pathOf(proof.map((_, i) => elsewhere.length + i)),
      }),
      "a byte flipped": edited((node) => withOtherByte(node, draw)),
      "trailing bytes": edited((node) => concatBytes(node, draw.bytes(1 + draw.below(3)))),
      "a node cut short": edited((node) => node.slice(0, draw.below(node.length))),
      "a node in long form": edited(inLongForm),
      "a node dropped": plain(without(proof, draw)),
      "nodes swapped": plain(swapped(proof, draw)),
      "a node twice": plain(withOneMore(proof, draw.pick(proof), draw)),
      "a node of another key": plain(withOneMore(proof, draw.pick(foreign), draw)),
      "a node of another trie": plain(withOneMore(proof, draw.pick(elsewhere), draw)),
      "another key's proof": plain(foreign),
      "another trie's proof": plain(elsewhere),
      "another trie's root": plain(proof, { root: other.root }),
      "another key": plain(proof, { key: nearKey(key, draw) }),
      "a key at random": plain(proof, { key: draw.bytes(KEY_BYTES) }),
      "positions at random": plain(shuffledNodes, {
        path: pathOf(proof.map((_, i) => (draw.below(4) === 0 ? draw.below(shuffledNodes.length + 2) : i))),
      }),
      "an odd path": plain(proof, {
        path: concatBytes(pathOf(proof.map((_, i) => i)), draw.bytes(1)).slice(draw.below(2)),
      }),
      "half a proof of each": plain([
        ...proof.slice(0, draw.below(proof.length) + 1),
        ...foreign.slice(draw.below(foreign.length)),
      ]),
      nothing: plain([]),
    };
    for (const [attack, question] of Object.entries(questions)) {
      const isTrue = attack.startsWith("true proof");
      await judge(readers, { attack: `trie: ${attack}`, question, isTrue, tries: [trie, other] }, tally);
    }
  }
}

async function judge(
  readers: Readers,
  {
    attack,
    question,
    isTrue,
    tries,
  }: {
    readonly attack: string;
    readonly question: Question;
    readonly isTrue: boolean;
    readonly tries: readonly Trie[];
  },
  tally: Tally,
): Promise<void> {
  const { root, key, nodes, path } = question;
  const answer = await readers.find(root, key, nodes, path);
  const trie = tries.find((one) => one.root === root)!;
  const truth = toHex(trie.values.get(toHex(key)) ?? new Uint8Array());
  const isWrong = answer === null ? isTrue : answer !== truth || (await otherwise(question, answer));
  const outcome = isWrong ? "found" : answer === null ? "refused" : "answered";
  tally.add(attack, outcome, () =>
    JSON.stringify({
      root: toHex(root),
      key: toHex(key),
      nodes: nodes.map(toHex),
      path: toHex(path),
      answer,
      truth,
    }),
  );
}

/** Whether @ethereumjs/mpt takes the nodes on the path as a proof of something else. */
async function otherwise({ root, key, nodes, path }: Question, answer: string): Promise<boolean> {
  const onPath: Uint8Array[] = [];
  for (let i = 0; i + 1 < path.length; i += 2) onPath.push(nodes[path[i]! * 256 + path[i + 1]!]!);
  const theirs = await verifyMerkleProof(key, onPath, { root }).then(
    (value) => toHex(value ?? new Uint8Array()),
    () => answer,
  );
  return theirs !== answer;
}

/** Half of the keys share a beginning of any length with another; a third of the values is short enough to be inline. */
async function drawTrie(draw: Draw): Promise<Trie> {
  const trie = await createMPT();
  const values = new Map<string, Uint8Array>();
  const keys: Uint8Array[] = [];
  for (let count = 1 + draw.below(40); count > 0; count--) {
    const key = draw.bytes(KEY_BYTES);
    if (keys.length > 0 && draw.below(2) === 0) key.set(draw.pick(keys).slice(0, draw.below(KEY_BYTES)));
    const value = draw.bytes(1 + draw.below(draw.below(3) === 0 ? 3 : 100));
    await trie.put(key, value);
    if (!values.has(toHex(key))) keys.push(key);
    values.set(toHex(key), value);
  }
  return {
    root: trie.root(),
    values,
    keys,
    async proofOf(key) {
      const proof = await createMerkleProof(trie, key);
      return proof.filter((node, i) => i === 0 || node.length >= HASH_BYTES);
    },
  };
}

/** Parts from it at some nibble. */
function nearKey(key: Uint8Array, draw: Draw): Uint8Array {
  return withOtherByte(key, draw);
}

function pathOf(positions: readonly number[]): Uint8Array {
  return Uint8Array.from(positions.flatMap((position) => [position >> 8, position & 255]));
}

/** The same list with its length in more bytes than it needs. */
function inLongForm(node: Uint8Array): Uint8Array {
  const first = node[0]!;
  if (first <= 0xf7) return concatBytes(Uint8Array.of(0xf8, node.length - 1), node.slice(1));
  const lengthBytes = first - 0xf7;
  return concatBytes(
    Uint8Array.of(first + 1, 0),
    node.slice(1, 1 + lengthBytes),
    node.slice(1 + lengthBytes),
  );
}
