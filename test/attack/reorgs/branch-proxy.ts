/**
 * One address in front of the nodes of two branches of a chain, as a node looks that reorganizes between two answers, or a load
 * balancer in front of nodes with different heads. Requests are numbered, of both layers together.
 * @module
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface BranchNodes {
  readonly rpcUrl: string;
  readonly beaconUrl: string;
}

export interface BranchProxy extends BranchNodes {
  /** Starts to count anew. @param sideOf  which branch answers the n-th request, from 0. */
  begin(sideOf: (n: number) => 0 | 1): void;
  /** Since it began. */
  readonly asked: () => number;
  stop(): Promise<void>;
}

export async function startBranchProxy(branches: readonly [BranchNodes, BranchNodes]): Promise<BranchProxy> {
  let [count, sideOf]: [number, (n: number) => 0 | 1] = [0, () => 0];
  const serve = async (layer: keyof BranchNodes) => {
    const server = createServer(async (request, response) => {
      const side = sideOf(count);
      count += 1;
      const answer = await fetch(new URL(request.url ?? "/", branches[side][layer]), await passedOn(request));
      const body = Buffer.from(await answer.arrayBuffer());
      const headers = [...answer.headers].filter(([name]) => !OF_CONNECTION.includes(name));
      response.writeHead(answer.status, Object.fromEntries(headers)).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
  };
  const [rpc, beacon] = [await serve("rpcUrl"), await serve("beaconUrl")];
  const urlOf = (server: typeof rpc) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    rpcUrl: urlOf(rpc),
    beaconUrl: urlOf(beacon),
    begin(next) {
      [count, sideOf] = [0, next];
    },
    asked: () => count,
    async stop() {
      for (const server of [rpc, beacon]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

const OF_CONNECTION = ["connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"];

async function passedOn(request: IncomingMessage): Promise<RequestInit> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { accept, "content-type": type } = request.headers;
  return {
    method: request.method ?? "GET",
    headers: {
      ...(accept === undefined ? {} : { accept }),
      ...(type === undefined ? {} : { "content-type": type }),
    },
    ...(parts.length === 0 ? {} : { body: Buffer.concat(parts) }),
  };
}
