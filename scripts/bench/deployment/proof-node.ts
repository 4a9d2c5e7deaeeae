/**
 * An execution node with one block, for measurements: it answers what `discover` asks, and counts it. On loopback.
 * @module
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { numberToHex, toHex } from "viem";
import type { Hex } from "../../../prover/hex.ts";
import { slotHex } from "../../../prover/puffer/storage-slots.ts";
import type { SyntheticDeployment } from "./synthetic-deployment.ts";

export interface ProofNode {
  readonly url: string;
  /** Since the last call. */
  counted(): { readonly requests: number; readonly answeredBytes: number };
  close(): Promise<void>;
}

interface Question {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly never[];
}

export async function startProofNode(world: SyntheticDeployment): Promise<ProofNode> {
  let [requests, answeredBytes] = [0, 0];
  const server = createServer(async (request, response) => {
    const asked = JSON.parse(await bodyOf(request)) as Question | readonly Question[];
    const text = JSON.stringify(
      Array.isArray(asked) ? asked.map((one) => answer(world, one)) : answer(world, asked as Question),
    );
    requests++;
    answeredBytes += text.length;
    response.writeHead(200, { "content-type": "application/json" }).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counted() {
      const counted = { requests, answeredBytes };
      [requests, answeredBytes] = [0, 0];
      return counted;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function answer(world: SyntheticDeployment, { id, method, params }: Question): object {
  try {
    return { jsonrpc: "2.0", id, result: resultOf(world, method, params) };
  } catch (error) {
    return { jsonrpc: "2.0", id, error: { code: -32_601, message: (error as Error).message } };
  }
}

function resultOf(world: SyntheticDeployment, method: string, params: readonly never[]): unknown {
  if (method === "eth_chainId") return "0x1";
  if (method === "eth_getLogs") return [];
  if (method === "eth_getBlockByNumber")
    return { number: numberToHex(world.blockNumber), hash: world.blockHash };
  // Operators, of whom discover asks it, are no contracts.
  if (method === "eth_getCode") return "0x";
  if (method !== "eth_getProof") throw new RangeError(`${method} is not served`);
  const [address, keys] = params as unknown as [Hex, readonly Hex[]];
  const account = world.accounts.get(address.toLowerCase() as Hex);
  if (account === undefined) throw new RangeError(`there is no path to ${address}`);
  return {
    address,
    balance: toHex(account.balanceWei),
    storageHash: account.storageRoot,
    accountProof: account.proof,
    storageProof: keys.map((key) => {
      const slot = account.slots.get(slotHex(BigInt(key)));
      if (slot === undefined) throw new RangeError(`there is no path to ${key} of ${address}`);
      return { key, value: toHex(slot.value), proof: slot.proof };
    }),
  };
}
