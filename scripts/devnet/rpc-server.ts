/**
 * The network's JSON-RPC endpoint on the loopback interface: the execution client's, with its answers corrected.
 * @module
 */
import type { AddressInfo } from "node:net";
import { fastify } from "fastify";
import { RPC_HEADERS, RPC_TIMEOUT_MS } from "./json-rpc.ts";
import { answerRpc, type RpcAnswer, type RpcCall } from "./rpc-corrections.ts";

/** A report with many pages, as hex, in JSON. */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;

export interface RpcServer {
  readonly url: string;
  /** Ends open connections too. */
  stop(): Promise<void>;
}

/** @param onTransactions  called with how many transactions of a request, or of a batch, the client has taken. */
export async function startRpcServer(
  clientUrl: string,
  onTransactions: (count: number) => void,
): Promise<RpcServer> {
  const forward = async (call: RpcCall) => {
    const response = await fetch(clientUrl, {
      method: "POST",
      headers: RPC_HEADERS,
      body: JSON.stringify(call),
      signal: AbortSignal.timeout(RPC_TIMEOUT_MS),
    });
    return (await response.json()) as RpcAnswer;
  };
  const answerAll = async (calls: readonly RpcCall[]): Promise<RpcAnswer[]> => {
    const answers: RpcAnswer[] = [];
    // One after the other: they lie in the client's pool in the order of the batch.
    for (const call of calls) answers.push(await answerRpc(call, forward));
    const taken = answers.filter(
      (answer, k) => calls[k]?.method === "eth_sendRawTransaction" && "result" in answer,
    );
    if (taken.length > 0) onTransactions(taken.length);
    return answers;
  };
  const server = fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT_BYTES });
  // The auditor's page asks from a browser, as of a node with an option for it. Everything here is public.
  server.addHook("onRequest", async (_request, reply) => {
    reply.header("access-control-allow-origin", "*").header("access-control-allow-headers", "content-type");
  });
  server.options("/", (_request, reply) => reply.code(204).send());
  server.post<{ Body: RpcCall | RpcCall[] }>("/", async ({ body }) =>
    Array.isArray(body) ? answerAll(body) : (await answerAll([body]))[0],
  );
  await server.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.server.address() as AddressInfo; // A TCP server's address is never a string.
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}
