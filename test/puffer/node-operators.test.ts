/** Who operates a validator stands beside its status, under the same root. @module */
import { expect, it } from "vitest";
import { storageOfNodes } from "../../prover/chain/execution/proved-storage.ts";
import { TrieNodes } from "../../prover/chain/execution/trie-nodes.ts";
import type { Hex } from "../../prover/hex.ts";
import { readNodeOperators } from "../../prover/puffer/node-operators.ts";
import { STATUS } from "../../prover/puffer/storage-slots.ts";
import { toyKey, toyPuffer } from "./toy-puffer.ts";

const nodeOf = (digits: string): Hex => `0x${digits.repeat(20)}`;
const active = (seed: number, node: Hex) => ({ status: STATUS.active, pubkey: toyKey(seed), node });

it("each pair has its own operator, without the bond that shares its slot; other pairs were not read", async () => {
  const [ada, bob, eve] = [nodeOf("aa"), nodeOf("bb"), nodeOf("cc")];
  const modules = [
    { name: "A", validators: [active(1, ada), active(2, bob), active(3, ada)] },
    { name: "B", validators: [active(4, eve)] },
  ];
  const { network, stateRoot, nodes } = await toyPuffer(modules, 4);
  const read = new TrieNodes(nodes);
  const operatorOf = await readNodeOperators(storageOfNodes(stateRoot, read), network, [
    { name: "A", active: [0, 1] },
    { name: "B", active: [0] },
  ]);
  const found = [
    ["A", 0],
    ["A", 1],
    ["B", 0],
  ].map(([module, position]) => operatorOf({ module: module as string, position: position as number }));
  expect(found).toEqual([ada, bob, eve]);
  expect(() => operatorOf({ module: "A", position: 2 })).toThrow(RangeError);

  const fewer = new TrieNodes(read.used().slice(0, -1));
  const again = readNodeOperators(storageOfNodes(stateRoot, fewer), network, [
    { name: "A", active: [0, 1] },
    { name: "B", active: [0] },
  ]);
  await expect(again).rejects.toMatchObject({ code: expect.stringMatching(/^(TRIE|EXECUTION)/) });
});
