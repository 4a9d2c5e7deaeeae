/**
 * The one policy for services that limit the rate of requests: wait as they ask, within a limit, and say so. Beyond it
 * the request fails. Source: RFC 6585 §4 (429), RFC 9110 §10.2.3 (Retry-After) and §15.6.4 (503).
 * @module
 */
import { RateLimitedError } from "./errors.ts";
import { pause } from "./pause.ts";

/** For all waits of one request together. */
const LONGEST_WAIT_MS = 60_000;
/** Where the service does not say how long; doubled at each wait. */
const FIRST_WAIT_MS = 1_000;
const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;

export interface RateLimitWait {
  /** Its origin. */
  readonly service: string;
  readonly request: string;
  readonly waitMs: number;
}

export interface WaitingOptions {
  /** Called before each wait. */
  readonly onWait?: ((wait: RateLimitWait) => void) | undefined;
  /** Asked for at the start of each wait, which it ends. */
  readonly interruption?: (() => AbortSignal) | undefined;
}

export interface Asking extends WaitingOptions {
  readonly service: string;
  readonly request: string;
}

/** What a refusal for its rate says. */
export interface Refusal {
  /** Undefined: not said. */
  readonly retryAfterMs: number | undefined;
}

/**
 * Asks until the answer is no refusal.
 * @param refusalOf  undefined: the answer is to be used.
 * @throws RateLimitedError, the reason of the interruption, and what `ask` throws.
 */
export async function withinRateLimits<T>(
  { service, request, onWait, interruption }: Asking,
  ask: () => Promise<T>,
  refusalOf: (answer: T) => Refusal | undefined,
): Promise<T> {
  let waitedMs = 0;
  for (let ownMs = FIRST_WAIT_MS; ; ownMs *= 2) {
    const answer = await ask();
    const refusal = refusalOf(answer);
    if (refusal === undefined) return answer;
    const { retryAfterMs } = refusal;
    // 0 would be a race with the service, and a whole second is the unit that it counts in.
    const waitMs = Math.max(retryAfterMs ?? ownMs, FIRST_WAIT_MS);
    if (waitedMs + waitMs > LONGEST_WAIT_MS) {
      const asked = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000);
      throw new RateLimitedError(service, request, asked, waitedMs / 1000);
    }
    onWait?.({ service, request, waitMs });
    await pause(waitMs, interruption?.());
    waitedMs += waitMs;
  }
}

/**
 * Whether an HTTP answer asks to come back later.
 * @param isRepeatable  a 503 does not say whether the request had an effect.
 */
export function httpRefusal(
  { status, headers }: Pick<Response, "status" | "headers">,
  isRepeatable = true,
): Refusal | undefined {
  const retryAfterMs = retryAfter(headers);
  const asksToWait = status === UNAVAILABLE && retryAfterMs !== undefined && isRepeatable;
  return status === TOO_MANY_REQUESTS || asksToWait ? { retryAfterMs } : undefined;
}

/** Seconds, or a date, by the clock of the service where it tells it: this machine's may be hours wrong. */
function retryAfter(headers: Headers): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  if (/^\s*[0-9]+\s*$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  const told = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? undefined : Math.max(0, date - (Number.isNaN(told) ? Date.now() : told));
}
