/**
 * One JSON-RPC call over HTTP. Plain `fetch` because the Engine API needs a header that changes with every call.
 * @module
 */
import { RpcCallError } from "./errors.ts";

/** A limit for what hangs, not for what is slow. */
export const RPC_TIMEOUT_MS = 300_000;
/**
 * Every request has a connection of its own. A server closes an idle one after some seconds, and a process that was busy
 * meanwhile would send on it before it has noticed.
 */
export const RPC_HEADERS = { "content-type": "application/json", connection: "close" } as const;

/**
 * @returns the `result` of the answer, unchecked: the caller's type parameter is its claim about the method.
 * @throws RpcCallError when the server cannot be reached or answers with an error.
 */
export async function jsonRpc<Result>(
  url: string,
  method: string,
  params: readonly unknown[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const request = {
    method: "POST",
    headers: { ...RPC_HEADERS, ...headers },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    signal: AbortSignal.timeout(RPC_TIMEOUT_MS),
  };
  const response = await fetch(url, request).catch((cause: unknown) => {
    throw new RpcCallError(method, `${url} cannot be reached`, cause);
  });
  if (!response.ok) throw new RpcCallError(method, `HTTP status ${response.status}`);
  const answer = (await response.json()) as { result?: Result; error?: { code: number; message: string } };
  if (answer.error) throw new RpcCallError(method, `${answer.error.message} (${answer.error.code})`);
  return answer.result as Result;
}
