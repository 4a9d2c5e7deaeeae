/** A service that asks for patience, whichever it is. @module */
import { BadInputError, UnavailableError } from "../errors.ts";

/** It asks to wait longer than anybody would, or goes on refusing. */
export class RateLimitedError extends UnavailableError {
  readonly code = "RATE_LIMITED";
  constructor(
    /** Its origin: path and credentials may be secret. */
    readonly service: string,
    readonly request: string,
    /** How long it asks to wait; undefined: it does not say. */
    readonly retryAfterSeconds: number | undefined,
    readonly waitedSeconds: number,
  ) {
    const waited = waitedSeconds === 0 ? "" : ` after ${waitedSeconds} s of waiting`;
    const wish = retryAfterSeconds === undefined ? "" : ` and asks to wait ${retryAfterSeconds} s`;
    super(`${service} limits the rate of requests: it refuses ${request}${waited}${wish}.`, {
      hints: ["Run again later, use another service, or a plan of the provider that allows more requests."],
    });
  }
}

/** A variable names no proxy. It is not repeated, because it may contain a password. */
export class ProxyInvalidError extends BadInputError {
  readonly code = "PROXY_INVALID";
  constructor(readonly variable: string) {
    super(`${variable} is not the address of an HTTP proxy.`, {
      hints: [
        `Write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT, or unset ${variable}. SOCKS is not supported.`,
      ],
    });
  }
}
