/**
 * The network's JSON-RPC endpoint on the loopback interface: the execution client's, with its answers corrected.
 * @module
 */
import type { AddressInfo } from "node:net";
import { fastify } from "fastify";
import { answerRpc, type RpcAnswer, type RpcCall } from "./rpc-corrections.ts";

/** A report with many pages, as hex, in JSON. */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

export interface RpcServer {
  readonly url: string;
  /** Ends open connections too. */
  stop(): Promise<void>;
}

/** @param onTransaction  called when the client has taken a transaction into its pool. */
export async function startRpcServer(clientUrl: string, onTransaction: () => void): Promise<RpcServer> {
  const forward = async (call: RpcCall) => {
    const response = await fetch(clientUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(call),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = (await response.json()) as RpcAnswer;
    if (call.method === "eth_sendRawTransaction" && "result" in answer) onTransaction();
    return answer;
  };
  const server = fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT_BYTES });
  // The auditor's page asks from a browser, as of a node with an option for it. Everything here is public.
  server.addHook("onRequest", async (_request, reply) => {
    reply.header("access-control-allow-origin", "*").header("access-control-allow-headers", "content-type");
  });
  server.options("/", (_request, reply) => reply.code(204).send());
  server.post<{ Body: RpcCall | RpcCall[] }>("/", ({ body }) =>
    Array.isArray(body)
      ? Promise.all(body.map((call) => answerRpc(call, forward)))
      : answerRpc(body, forward),
  );
  await server.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.server.address() as AddressInfo; // A TCP server's address is never a string.
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}
