/**
 * One HTTP request with a short timeout, for the checks of `doctor`.
 * @module
 */
import { type ServiceHeaders, serviceAddress } from "../service/service-address.ts";

const PATIENCE_MS = 15_000;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Text of the body; "" if not requested. */
  readonly body: string;
}

/**
 * @param base    address of a node; its path, user info and query are kept.
 * @param wanted  whether to read the body, or only the headers.
 * @throws Error with the reason as its message.
 */
export async function askHttp(
  base: string,
  path: string,
  wanted: "body" | "head",
  headers: ServiceHeaders = {},
): Promise<HttpAnswer> {
  const address = serviceAddress(base, headers);
  const url = address.withQuery(`${address.baseUrl.replace(/\/$/, "")}${path}`);
  try {
    const response = await fetch(url, { headers: address.headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    const body = wanted === "body" ? await response.text() : "";
    if (wanted === "head") await response.body?.cancel();
    return { status: response.status, headers: response.headers, body };
  } catch (error) {
    const { cause, name, message } = error as Error;
    if (name === "TimeoutError") throw new Error(`no answer within ${PATIENCE_MS / 1000} s`);
    throw new Error(address.hide(cause instanceof Error && cause.message !== "" ? cause.message : message));
  }
}

/** For tables and messages: paths and credentials may be secret. */
export function originOf(url: string): string {
  return new URL(url).origin;
}
