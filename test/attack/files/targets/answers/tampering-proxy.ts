/** Between a command and a node on loopback: changes some of the node's answers. @module */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "../../../../state/loopback-server.ts";

/** Of the answer with this number, from 0. */
export type Tamper = (body: Uint8Array, number: number) => Uint8Array;

export interface TamperingProxy {
  readonly url: string;
  /** Answers that went through. */
  readonly answers: () => number;
  close(): Promise<void>;
}

export async function startTamperingProxy(node: string, tamper: Tamper): Promise<TamperingProxy> {
  let answers = 0;
  const server = createServer(async (request, response) => {
    try {
      const isPost = request.method === "POST";
      const answer = await fetch(`${new URL(node).origin}${request.url}`, {
        method: request.method ?? "GET",
        headers: { accept: request.headers.accept ?? "*/*" },
        ...(isPost ? { body: await readBody(request) } : {}),
      });
      const body = tamper(new Uint8Array(await answer.arrayBuffer()), answers++);
      const { "content-type": type, "eth-consensus-version": version } = Object.fromEntries(answer.headers);
      response.writeHead(answer.status, {
        ...(type === undefined ? {} : { "content-type": type }),
        ...(version === undefined ? {} : { "eth-consensus-version": version }),
      });
      response.end(body);
    } catch {
      response.destroy();
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers: () => answers,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
