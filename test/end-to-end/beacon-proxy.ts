/**
 * Stands in front of a real Beacon API and passes everything on, but for the answers that a test replaces: how a node
 * that lies, fails or stalls looks to the command line.
 * @module
 */
import type { AddressInfo } from "node:net";
import { type FastifyReply, fastify } from "fastify";
import { afterAll } from "vitest";

export interface NodeAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly version: string;
  readonly body: Buffer;
}

/** Changes the answer to one request; "stall" never sends any. */
export type Replace = (answer: NodeAnswer) => NodeAnswer | "stall";

export interface BeaconProxy {
  readonly url: string;
  /** Settles with the first request that is left without an answer. */
  readonly stalled: Promise<void>;
}

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

/**
 * @param matching  part of the path whose answers are replaced.
 * @returns A server that is stopped after the tests of the file.
 */
export async function startBeaconProxy(
  nodeUrl: string,
  matching: string,
  replace: Replace,
): Promise<BeaconProxy> {
  let stalls = () => {};
  const stalled = new Promise<void>((resolve) => {
    stalls = resolve;
  });
  const server = fastify({ forceCloseConnections: true });
  server.get("/*", async (request, reply) => {
    const honest = await ask(`${nodeUrl}${request.url}`, request.headers.accept);
    const answer = request.url.includes(matching) ? replace(honest) : honest;
    if (answer !== "stall") return send(reply, answer);
    stalls();
    return new Promise(() => {});
  });
  await server.listen({ host: "127.0.0.1", port: 0 });
  stops.push(() => server.close());
  const { port } = server.server.address() as AddressInfo; // A TCP server's address is never a string.
  return { url: `http://127.0.0.1:${port}`, stalled };
}

async function ask(url: string, accept = "application/json"): Promise<NodeAnswer> {
  const response = await fetch(url, { headers: { accept } });
  return {
    status: response.status,
    contentType: response.headers.get("content-type") ?? "",
    version: response.headers.get("eth-consensus-version") ?? "",
    body: Buffer.from(await response.arrayBuffer()),
  };
}

function send(reply: FastifyReply, { status, contentType, version, body }: NodeAnswer): FastifyReply {
  if (version !== "") reply.header("eth-consensus-version", version);
  return reply.status(status).header("content-type", contentType).send(body);
}
