/**
 * A `fetch` with an inactivity timeout instead of a total one: a mainnet state has hundreds of megabytes, so no fixed
 * total time suits every connection. @lodestar/api has only total timeouts, but accepts a custom fetch.
 * @module
 */
import { ProverError } from "../errors.ts";
import { pathBelow, redactUrl } from "../redact.ts";
import { connectionFault } from "../service/broken-connection.ts";
import { httpRefusal, type WaitingOptions, withinRateLimits } from "../service/rate-limits.ts";
import type { ServiceAddress } from "../service/service-address.ts";
import { serviceFetch } from "../service/service-fetch.ts";

/** Constructors of the errors, which differ by service. `request` is the path below `baseUrl`. */
export interface FetchFailures {
  /** Nothing was received within the time limit. */
  silent(request: string, inactivityTimeoutMs: number, receivedBytes: number): ProverError;
  /** The connection failed or was interrupted. */
  broken(request: string, reason: string, cause: unknown): ProverError;
  /** The body is longer than `maxBytes`. */
  endless(request: string, maxBytes: number): ProverError;
}

export interface WholeTime {
  readonly timeoutMs: number;
  /** The error for an answer that began and was not all there in time. */
  slow(request: string, timeoutMs: number, receivedBytes: number): ProverError;
}

export interface Patience extends WaitingOptions {
  /** Requests are below it. Its own path may contain a provider's key and is not shown. */
  readonly address: ServiceAddress;
  readonly failures: FetchFailures;
  /** Inactivity timeout. Node's own limit of 300,000 ms also applies. */
  readonly inactivityTimeoutMs: number;
  /** For answers that are short: a limit of the whole time, so that no service holds a command by a byte now and then. */
  readonly whole?: WholeTime;
  /** Limit for bodies that never end. */
  readonly maxBytes: number;
  readonly onBytes?: ((receivedBytes: number) => void) | undefined;
}

/**
 * The returned function waits where the service limits the rate of requests. It rejects, and its response bodies fail,
 * with one of `failures`, or RateLimitedError.
 */
export function patientFetch({ onWait, interruption, ...patience }: Patience) {
  const { baseUrl } = patience.address;
  const ask = fetchOnce(patience);
  return async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const asking = { service: redactUrl(baseUrl), request: pathBelow(baseUrl, url), onWait, interruption };
    return withinRateLimits(
      asking,
      () => ask(url, init),
      (response) => {
        const refusal = httpRefusal(response);
        if (refusal !== undefined) void response.body?.cancel().catch(() => {});
        return refusal;
      },
    );
  };
}

/** Media types are case-insensitive (RFC 9110 §8.3.1), and readers compare them. */
function withPlainType(headers: Headers): Headers {
  const plain = new Headers(headers);
  const type = plain.get("content-type");
  if (type !== null) plain.set("content-type", type.toLowerCase());
  return plain;
}

function fetchOnce(patience: Patience) {
  const { address, failures, inactivityTimeoutMs, whole, maxBytes, onBytes } = patience;
  return async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const request = pathBelow(address.baseUrl, url);
    let receivedBytes = 0;
    const silence = new AbortController();
    const giveUp = () => silence.abort(failures.silent(request, inactivityTimeoutMs, receivedBytes));
    const timer = setTimeout(giveUp, inactivityTimeoutMs);
    const tooSlow = ({ timeoutMs, slow }: WholeTime) =>
      silence.abort(slow(request, timeoutMs, receivedBytes));
    const wholeTimer = whole === undefined ? undefined : setTimeout(() => tooSlow(whole), whole.timeoutMs);
    const stopTimers = () => {
      clearTimeout(timer);
      clearTimeout(wholeTimer);
    };
    // Only the timers abort, with the error as the reason; other failures are connection errors.
    const typed = (error: unknown) =>
      silence.signal.aborted || error instanceof ProverError
        ? (silence.signal.reason ?? error)
        : failures.broken(request, connectionFault(error), error);

    let response: Response;
    try {
      const headers = new Headers(init?.headers);
      for (const [name, value] of Object.entries(address.headers)) headers.set(name, value);
      const asked = { ...init, headers, signal: silence.signal };
      response = await serviceFetch(address.withQuery(url), asked, address.headers);
    } catch (error) {
      stopTimers();
      throw typed(error);
    }
    const { status, statusText } = response;
    const headers = withPlainType(response.headers);
    if (response.body === null) {
      stopTimers();
      return new Response(null, { status, statusText, headers });
    }
    const body = response.body.getReader();
    const watched = new ReadableStream<Uint8Array>({
      async pull(controller) {
        timer.refresh();
        try {
          const part = await body.read();
          if (part.done) {
            stopTimers();
            controller.close();
            return;
          }
          receivedBytes += part.value.length;
          if (receivedBytes > maxBytes) throw failures.endless(request, maxBytes);
          onBytes?.(receivedBytes);
          controller.enqueue(part.value);
        } catch (error) {
          stopTimers();
          silence.abort(error instanceof ProverError ? error : typed(error));
          controller.error(silence.signal.reason);
        }
      },
      async cancel(reason) {
        stopTimers();
        await body.cancel(reason);
      },
    });
    return new Response(watched, { status, statusText, headers });
  };
}
