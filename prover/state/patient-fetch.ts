/**
 * A `fetch` that gives up on silence and not on length: a state of mainnet is hundreds of megabytes, so any fixed
 * time for the whole download is wrong for somebody. @lodestar/api knows only fixed times, but takes this instead.
 * @module
 */
import { ProverError } from "../errors.ts";
import { pathBelow } from "../redact.ts";

/** How a failure is called: whoever is asked has errors of its own. `request` is the path below `baseUrl`. */
export interface FetchFailures {
  /** Nothing was received within the time limit. */
  silent(request: string, inactivityTimeoutMs: number, receivedBytes: number): ProverError;
  /** The connection failed or was interrupted. */
  broken(request: string, reason: string, cause: unknown): ProverError;
  /** The body goes on beyond `maxBytes`. */
  endless(request: string, maxBytes: number): ProverError;
}

export interface Patience {
  /** What is asked lies below it. Its own path may hold a provider's key and is not told. */
  readonly baseUrl: string;
  readonly failures: FetchFailures;
  /** Gives up when nothing came for so long. Node's own limit of 300,000 ms stands behind it. */
  readonly inactivityTimeoutMs: number;
  /** A body that never ends must end here. */
  readonly maxBytes: number;
  readonly onBytes?: ((receivedBytes: number) => void) | undefined;
}

/**
 * The returned function rejects, and its response bodies fail, with one of `failures`.
 */
export function patientFetch({ baseUrl, failures, inactivityTimeoutMs, maxBytes, onBytes }: Patience) {
  return async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const request = pathBelow(baseUrl, url);
    let receivedBytes = 0;
    const silence = new AbortController();
    const giveUp = () => silence.abort(failures.silent(request, inactivityTimeoutMs, receivedBytes));
    const timer = setTimeout(giveUp, inactivityTimeoutMs);
    // What aborts is the timer alone, with the error as its reason; anything else is the connection.
    const typed = (error: unknown) =>
      silence.signal.aborted ? silence.signal.reason : failures.broken(request, reasonOf(error), error);

    let response: Response;
    try {
      response = await fetch(url, { ...init, signal: silence.signal });
    } catch (error) {
      clearTimeout(timer);
      throw typed(error);
    }
    const { status, statusText, headers } = response;
    if (response.body === null) {
      clearTimeout(timer);
      return new Response(null, { status, statusText, headers });
    }
    const body = response.body.getReader();
    const watched = new ReadableStream<Uint8Array>({
      async pull(controller) {
        timer.refresh();
        try {
          const part = await body.read();
          if (part.done) {
            clearTimeout(timer);
            controller.close();
            return;
          }
          receivedBytes += part.value.length;
          if (receivedBytes > maxBytes) throw failures.endless(request, maxBytes);
          onBytes?.(receivedBytes);
          controller.enqueue(part.value);
        } catch (error) {
          clearTimeout(timer);
          silence.abort(error instanceof ProverError ? error : typed(error));
          controller.error(silence.signal.reason);
        }
      },
      async cancel(reason) {
        clearTimeout(timer);
        await body.cancel(reason);
      },
    });
    return new Response(watched, { status, statusText, headers });
  };
}

/** fetch says "fetch failed" and hides the reason in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== "" ? cause.message : message;
}
