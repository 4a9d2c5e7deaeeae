/**
 * A proxy before the RPC of a network: it says what is asked for, makes blocks when somebody waits for one, and cuts all connections
 * at a chosen moment.
 * @module
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Devnet } from "../../../scripts/devnet/start-devnet.ts";

export interface Moment {
  readonly method: "eth_sendRawTransaction" | "eth_getTransactionReceipt";
  /** Whether the node has answered already. */
  readonly isAfter: boolean;
}

export const MOMENTS: readonly Moment[] = [
  { method: "eth_sendRawTransaction", isAfter: true },
  { method: "eth_getTransactionReceipt", isAfter: false },
  { method: "eth_sendRawTransaction", isAfter: false },
  { method: "eth_getTransactionReceipt", isAfter: true },
];

export function nameOf({ method, isAfter }: Moment): string {
  return `${isAfter ? "after" : "before"} ${method}`;
}

/** Transactions that the node has taken, and how many of them wait for a block. */
export interface Taken {
  total: number;
  waiting: number;
}

export interface CuttingProxy {
  readonly url: string;
  /** Resolves at the moment. */
  readonly cut: Promise<void>;
  close(): Promise<void>;
}

/** Counts that are asked for before a block comes: an earlier transaction is waited for. */
const COUNTS_IN_VAIN = 2;

export interface ProxyOptions {
  /** The first of its kind; default: none. */
  readonly moment?: Moment;
  /** Called once, before the first question for the receipt of a transaction that waits. */
  readonly onWaiting?: () => Promise<void>;
}

export async function startCuttingProxy(
  network: Devnet,
  taken: Taken,
  { moment, onWaiting = async () => {} }: ProxyOptions,
): Promise<CuttingProxy> {
  let [isCut, counts, isTold] = [false, 0, false];
  let tell = () => {};
  const cut = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const isNow = (method: string, isAfter: boolean) => {
    isCut ||= method === moment?.method && isAfter === moment.isAfter;
    if (isCut) tell();
    return isCut;
  };
  const mine = async () => {
    if (taken.waiting === 0) return;
    taken.waiting = 0;
    await network.produceSlot();
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { method } = JSON.parse(body) as { method: string };
    if (isNow(method, false)) return void response.destroy();
    if (method === "eth_getTransactionCount") counts += 1;
    if (method === "eth_getTransactionReceipt") {
      if (taken.waiting > 0 && !isTold) {
        isTold = true;
        await onWaiting();
      }
      await mine();
    } else if (counts > COUNTS_IN_VAIN) await mine();
    const answer = await fetch(network.rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body,
    });
    const text = await answer.text();
    if (method === "eth_sendRawTransaction" && !text.includes('"error"')) {
      taken.total += 1;
      taken.waiting += 1;
      counts = 0;
    }
    if (isNow(method, true)) return void response.destroy();
    response.setHeader("content-type", "application/json");
    response.end(text);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
