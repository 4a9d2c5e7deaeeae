/**
 * One HTTP request with a short timeout, for the checks of `doctor`.
 * @module
 */
import type { WaitingOptions } from "../service/rate-limits.ts";
import { type ServiceHeaders, serviceAddress } from "../service/service-address.ts";
import { patientFetch } from "../state/patient-fetch.ts";
import { NoAnswerError } from "./errors.ts";

const PATIENCE_MS = 15_000;
const WHOLE_PATIENCE_MS = 30_000;
/** Bodies of interest are short. */
const MAX_BODY_BYTES = 64 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Text of the body; "" if not requested. */
  readonly body: string;
}

export interface HttpQuestion extends WaitingOptions {
  /** Address of a node; its path, user info and query are kept. */
  readonly base: string;
  readonly path: string;
  /** Whether to read the body, or only the headers. */
  readonly wanted: "body" | "head";
  /** Of the service alone. */
  readonly headers?: ServiceHeaders | undefined;
  readonly accept?: string | undefined;
}

/** @throws NoAnswerError with the reason as its message, RateLimitedError */
export async function askHttp({
  base,
  path,
  wanted,
  headers,
  accept,
  ...waiting
}: HttpQuestion): Promise<HttpAnswer> {
  const address = serviceAddress(base, headers);
  const ask = patientFetch({
    address,
    failures: {
      silent: (_, timeoutMs) => new NoAnswerError(`no answer within ${timeoutMs / 1000} s`),
      broken: (_, reason, cause) => new NoAnswerError(address.hide(reason), { cause }),
      endless: (_, maxBytes) => new NoAnswerError(`it sends more than ${maxBytes} bytes`),
    },
    inactivityTimeoutMs: PATIENCE_MS,
    whole: {
      timeoutMs: WHOLE_PATIENCE_MS,
      slow: (_, timeoutMs) => new NoAnswerError(`no whole answer within ${timeoutMs / 1000} s`),
    },
    maxBytes: MAX_BODY_BYTES,
    ...waiting,
  });
  const url = `${address.baseUrl.replace(/\/$/, "")}${path}`;
  const response = await ask(url, accept === undefined ? {} : { headers: { accept } });
  const body = wanted === "body" ? await response.text() : "";
  if (wanted === "head") await response.body?.cancel();
  return { status: response.status, headers: response.headers, body };
}

/** For tables and messages: paths and credentials may be secret. */
export function originOf(url: string): string {
  return new URL(url).origin;
}
