/**
 * What an execution node answered, kept so that the same questions can be asked again without a node. Only readings are kept;
 * whoever replays them checks the answers like those of a node.
 * @module
 */
import { z } from "zod";
import { BadInputError } from "../../errors.ts";
import { type ChainClient, createChainClient } from "./chain-client.ts";
import type { RpcFetch } from "./rpc-fetch.ts";

/** Blocks with their transactions have six. Whatever goes into a value deeper than a stack is, fails. */
const MAX_LEVELS = 16;
const TOO_DEEP = `nested in more than ${MAX_LEVELS} levels`;

const exchange = z.strictObject({
  method: z.string().min(1).max(100),
  params: z.array(z.unknown()).refine((value) => isShallow(value, MAX_LEVELS), TOO_DEEP),
  /** `result` or `error` of JSON-RPC. */
  answer: z.record(z.string(), z.unknown()).refine((value) => isShallow(value, MAX_LEVELS), TOO_DEEP),
});

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((part) => isShallow(part, levels - 1));
}

export const rpcRecordingSchema = z.array(exchange);

export type RpcExchange = z.output<typeof exchange>;

/** The recording has no answer to a question: it was made with other questions. */
export class NotRecordedError extends BadInputError {
  readonly code = "NOT_RECORDED";
  constructor(readonly method: string) {
    super(`The recording has no answer to this ${method}.`, {
      hints: ["It was made by another release, or for another network file: record again."],
    });
  }
}

/** @param kept  gets each exchange once, in order. */
export function recordingFetch(kept: RpcExchange[]): (fetch: RpcFetch) => RpcFetch {
  const known = new Set<string>();
  return (fetch) => async (input, init) => {
    const response = await fetch(input, init);
    const text = await response.text();
    const { method, params } = questionOf(init);
    const key = keyOf(method, params);
    if (response.ok && !known.has(key)) {
      const { result, error } = JSON.parse(text) as { result?: unknown; error?: unknown };
      known.add(key);
      kept.push({ method, params, answer: error === undefined ? { result } : { error } });
    }
    const { status, statusText, headers } = response;
    return new Response(text, { status, statusText, headers });
  };
}

/** A client that is answered from a recording. @throws NotRecordedError when something else is asked. */
export function replayingClient(recording: readonly RpcExchange[]): ChainClient {
  const answers = new Map(recording.map(({ method, params, answer }) => [keyOf(method, params), answer]));
  return createChainClient({
    url: "http://recorded.invalid",
    around: () => async (_, init) => {
      const { method, params, id } = questionOf(init);
      const answer = answers.get(keyOf(method, params));
      if (answer === undefined) throw new NotRecordedError(method);
      return new Response(JSON.stringify({ jsonrpc: "2.0", id, ...answer }), {
        headers: { "content-type": "application/json" },
      });
    },
  });
}

function questionOf(init: RequestInit | undefined) {
  const {
    method,
    params = [],
    id,
  } = JSON.parse(String(init?.body)) as {
    method: string;
    params?: unknown[];
    id: unknown;
  };
  return { method, params, id };
}

function keyOf(method: string, params: readonly unknown[]): string {
  return `${method} ${JSON.stringify(params)}`;
}
