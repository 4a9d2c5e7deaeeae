/**
 * An execution RPC that says what a test wants: late, never, with an error, with nonsense, with a lie. The chain that
 * is not faked is in test/end-to-end.
 * @module
 */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Hex } from "viem";

type Params = readonly unknown[];
export type Answer = (params: Params, response: ServerResponse) => unknown;
/** Thrown by an answer: becomes a JSON-RPC error. */
export class RpcFault {
  readonly error: { readonly code: number; readonly message: string; readonly data?: Hex };
  constructor(code: number, message: string, data?: Hex) {
    this.error = data === undefined ? { code, message } : { code, message, data };
  }
}
/** Returned by an answer: the request is left without a response. */
export const NO_ANSWER = Symbol("no answer");

export interface FakeRpc {
  readonly url: string;
  /** Methods asked for, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** @param answers  instead of the honest ones. */
export async function startFakeRpc(answers: Readonly<Record<string, Answer>>): Promise<FakeRpc> {
  const asked: string[] = [];
  const server: Server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { id, method, params = [] } = JSON.parse(body) as { id: number; method: string; params?: Params };
    asked.push(method);
    const answer = answers[method];
    try {
      if (!answer) throw new RpcFault(-32601, `method ${method} not found`);
      const result = answer(params, response);
      if (result === NO_ANSWER || response.writableEnded) return;
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    } catch (fault) {
      if (!(fault instanceof RpcFault)) {
        // A fault of the test: the client must not wait for an answer that never comes.
        response.destroy();
        throw fault;
      }
      response.end(JSON.stringify({ jsonrpc: "2.0", id, error: fault.error }));
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-key-of-a-provider`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
