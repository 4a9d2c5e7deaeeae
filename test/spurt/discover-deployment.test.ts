/** What an interrupted discovery keeps, before a node that answers from tries of this process. @module */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { numberToHex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { type ChainClient, createChainClient } from "../../prover/chain/client/chain-client.ts";
import { pathNodes } from "../../prover/chain/execution/path-nodes.ts";
import { TrieNodes } from "../../prover/chain/execution/trie-nodes.ts";
import { canonicalJson } from "../../prover/groth16/canonical-json.ts";
import type { Hex } from "../../prover/hex.ts";
import { loadNetwork } from "../../prover/puffer/load-network.ts";
import type { NetworkFile } from "../../prover/puffer/network.ts";
import { discoverDeployment, nodesFileOf } from "../../prover/spurt/discover-deployment.ts";
import { moduleAddress } from "../../scripts/synthetic-deployment/deployment-contents.ts";
import { toyDeployment } from "../puffer/toy-deployment.ts";

const MODULES = 3;
let toy: Awaited<ReturnType<typeof toyDeployment>>;
let network: NetworkFile;
let whole: { readonly evidence: string; readonly proofs: number };
beforeAll(async () => {
  toy = await toyDeployment([["validator", "waiting"], ["validator"], ["foreign", "validator"]]);
  const file = await loadNetwork("mainnet");
  const seed = Array.from({ length: MODULES }, (_, k) => ({ name: `M${k}`, module: moduleAddress(k) }));
  network = { ...file, modules: { ...file.modules, seed: { ...file.modules.seed, value: seed } } };
  const node = toyNode(Number.POSITIVE_INFINITY);
  whole = { evidence: await evidenceBy(node, target()), proofs: node.proofs() };
});

/** @param proofs  that it answers before it refuses all. */
function toyNode(proofs: number): { readonly chain: ChainClient; readonly proofs: () => number } {
  const { stateRoot, nodes } = toy.puffer;
  const tries = new TrieNodes(nodes);
  const { blockNumber, blockHash } = toy.state.execution as { blockNumber: bigint; blockHash: Hex };
  let asked = 0;
  const answer = (method: string, params: readonly unknown[]): object => {
    if (method === "eth_getLogs") return { result: [] };
    if (method === "eth_getBlockByNumber") {
      return { result: { number: numberToHex(blockNumber), hash: blockHash } };
    }
    if (asked >= proofs) return { error: { code: -32_000, message: "cut" } };
    asked++;
    const [address, keys] = params as [Hex, readonly Hex[]];
    const account = tries.account(stateRoot, address);
    const root = account?.storageRoot;
    return {
      result: {
        balance: numberToHex(account?.balanceWei ?? 0n),
        accountProof: pathNodes(stateRoot, address, nodes),
        storageProof: keys.map((key) => ({
          key,
          value: "0x0",
          proof: root === undefined ? [] : pathNodes(root, key, nodes),
        })),
      },
    };
  };
  const chain = createChainClient({
    url: "http://toy.invalid",
    around: () => async (_, init) => {
      const { id, method, params } = JSON.parse(String(init?.body));
      return new Response(JSON.stringify({ jsonrpc: "2.0", id, ...answer(method, params) }), {
        headers: { "content-type": "application/json" },
      });
    },
  });
  return { chain, proofs: () => asked };
}

function target(): string {
  return join(mkdtempSync(join(tmpdir(), "discover-")), "found");
}

async function evidenceBy({ chain }: { readonly chain: ChainClient }, out: string): Promise<string> {
  const { deployment, kept } = await discoverDeployment(
    { chain, network },
    toy.state,
    nodesFileOf(out),
    () => {},
  );
  await kept.remove();
  return canonicalJson(deployment);
}

describe("a discovery that was cut", () => {
  it.each([0.2, 0.5, 0.9])(
    "goes on with what it has, after %s of its proofs, and finds the same to the byte",
    async (part) => {
      const out = target();
      const first = toyNode(Math.floor(part * whole.proofs));
      await expect(evidenceBy(first, out)).rejects.toThrow(/cut/);
      expect(first.proofs()).toBeGreaterThan(0);
      const second = toyNode(Number.POSITIVE_INFINITY);
      expect(await evidenceBy(second, out)).toBe(whole.evidence);
      // The question that was refused is asked again, and no other.
      expect(first.proofs() + second.proofs()).toBeLessThanOrEqual(whole.proofs);
      expect(existsSync(nodesFileOf(out))).toBe(false);
    },
  );

  it("in the middle of a line asks for that node again; lines of another block do no harm", async () => {
    const out = target();
    await expect(evidenceBy(toyNode(Math.floor(whole.proofs / 2)), out)).rejects.toThrow(/cut/);
    const file = nodesFileOf(out);
    truncateSync(file, readFileSync(file).length - 7);
    appendFileSync(file, "\n0xc0\nno node\n");
    const again = toyNode(Number.POSITIVE_INFINITY);
    expect(await evidenceBy(again, out)).toBe(whole.evidence);
    expect(again.proofs()).toBeLessThan(whole.proofs);
  });
});
