/**
 * How a JSON-RPC request is sent: limited in time and in what it may answer, repeated where the connection failed and it is no transaction, and
 * within the rate that the node allows. Providers also refuse for the rate in the body of an answer with status 200.
 * @module
 */
import { pause } from "../../service/pause.ts";
import {
  httpRefusal,
  type Refusal,
  type WaitingOptions,
  withinRateLimits,
} from "../../service/rate-limits.ts";
import type { ServiceHeaders } from "../../service/service-address.ts";
import { serviceFetch } from "../../service/service-fetch.ts";

/** Two more attempts. */
const RETRIES = 2;
const FIRST_PAUSE_MS = 150;
const TIMEOUT = 408;
const SERVER_ERROR = 500;
/** Of an answer: many times a block with its transactions, or the events of a registry. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** Refusals for the rate are short. */
const LONGEST_REFUSAL = 4096;
/** Source: EIP-1474 (-32005, limit exceeded); QuickNode (-32007), Alchemy (429). */
const RATE_CODES = [429, -32005, -32007];
const RATE_WORDS =
  /rate.?limit|too many requests|request limit|(throughput|capacity|quota|credits?).*exceeded/i;

export interface RpcFetchOptions extends WaitingOptions {
  /** Of the node, for messages. */
  readonly name: string;
  /** For one attempt. */
  readonly timeoutMs: number;
  /** Those of the service, which are among those of each request. */
  readonly headers?: ServiceHeaders | undefined;
}

/** No answer within the time limit. */
export class SilentRpc extends Error {}
/** An answer longer than any could be. */
export class EndlessRpc extends Error {}

export type RpcFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** @throws SilentRpc, EndlessRpc, RateLimitedError, the reason of the interruption, and what `fetch` throws. */
export function rpcFetch({ name, timeoutMs, headers, ...waiting }: RpcFetchOptions): RpcFetch {
  return (input, init) => {
    const method = methodOf(init?.body);
    const isRepeatable = !method.startsWith("eth_send");
    const asked = { input, init, headers, timeoutMs };
    const ask = () => (isRepeatable ? repeated(asked, waiting.interruption) : whole(asked));
    const answer = withinRateLimits(
      { service: name, request: method, ...waiting },
      ask,
      ({ response, text }) => httpRefusal(response, isRepeatable) ?? bodyRefusal(text),
    );
    return answer.then(({ response, text }) => {
      const { status, statusText, headers } = response;
      return new Response(text === "" ? null : text, { status, statusText, headers });
    });
  };
}

interface WholeAnswer {
  readonly response: Response;
  readonly text: string;
}

interface Asked extends Pick<RpcFetchOptions, "timeoutMs" | "headers"> {
  readonly input: string | URL | Request;
  readonly init: RequestInit | undefined;
}

async function repeated(asked: Asked, interruption: WaitingOptions["interruption"]): Promise<WholeAnswer> {
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await whole(asked);
      const { status } = answer.response;
      const mayPass = status >= SERVER_ERROR || status === TIMEOUT;
      if (!mayPass || attempt === RETRIES || httpRefusal(answer.response) !== undefined) return answer;
    } catch (error) {
      if (attempt === RETRIES || error instanceof EndlessRpc) throw error;
    }
    await pause(FIRST_PAUSE_MS * 2 ** attempt, interruption?.());
  }
}

/** With its body: a node that stalls there is silent too. */
async function whole({ input, init, headers, timeoutMs }: Asked): Promise<WholeAnswer> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new SilentRpc(`no answer in ${timeoutMs} ms`)), timeoutMs);
  try {
    const response = await serviceFetch(urlOf(input), { ...init, signal: silence.signal }, headers);
    return { response, text: await textOf(response, silence) };
  } finally {
    clearTimeout(timer);
  }
}

/** The announced length is not trusted. @throws EndlessRpc */
async function textOf(response: Response, connection: AbortController): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let receivedBytes = 0;
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) return text + decoder.decode();
    receivedBytes += part.value.length;
    if (receivedBytes > MAX_ANSWER_BYTES) {
      const endless = new EndlessRpc(`it has more than ${MAX_ANSWER_BYTES} bytes`);
      connection.abort(endless);
      throw endless;
    }
    text += decoder.decode(part.value, { stream: true });
  }
}

function bodyRefusal(text: string): Refusal | undefined {
  if (text.length > LONGEST_REFUSAL || !text.includes('"error"')) return undefined;
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
    const isRate = RATE_CODES.includes(error?.code as number) || RATE_WORDS.test(String(error?.message));
    return isRate ? { retryAfterMs: undefined } : undefined;
  } catch {
    return undefined;
  }
}

function urlOf(input: string | URL | Request): URL {
  return new URL(input instanceof Request ? input.url : input);
}

function methodOf(body: unknown): string {
  try {
    return String((JSON.parse(String(body)) as { method?: unknown }).method);
  } catch {
    return "a request";
  }
}
