/**
 * Keys at a web address: any static file server. Interrupted downloads resume with HTTP range requests (RFC 9110 §14);
 * a server without range support sends the whole file.
 * @module
 */
import { pathBelow, redactUrl } from "../redact.ts";
import type { WaitingOptions } from "../service/rate-limits.ts";
import { serviceAddress } from "../service/service-address.ts";
import { type FetchFailures, patientFetch } from "../state/patient-fetch.ts";
import { KeyServerSilentError, KeyServerUnreachableError, KeyServerUnusableError } from "./errors.ts";
import type { KeySource, KeyStream } from "./key-source.ts";

/** Fails if nothing is received for this time; a download that makes progress may take any time. */
export const KEY_INACTIVITY_TIMEOUT_MS = 60_000;

/** The reader stops at the size that the manifest names. */
const MAX_BYTES = Number.MAX_SAFE_INTEGER;

const WHOLE = 200;
const PART = 206;
const RANGE_NOT_SATISFIABLE = 416;

/** @param baseUrl  http or https; user info and query, which may contain a token, are sent with every request. */
export function webSource(
  baseUrl: string,
  inactivityTimeoutMs = KEY_INACTIVITY_TIMEOUT_MS,
  waiting: WaitingOptions = {},
): KeySource {
  const name = redactUrl(baseUrl);
  const address = serviceAddress(baseUrl);
  const failures: FetchFailures = {
    silent: (request, timeoutMs, received) => new KeyServerSilentError(name, request, timeoutMs, received),
    broken: (request, reason, cause) => new KeyServerUnreachableError(name, request, reason, cause),
    endless: (request, limit) =>
      new KeyServerUnusableError(name, request, `it sends more than ${limit} bytes`),
  };
  const open = async (file: string, firstByte: number): Promise<KeyStream> => {
    const url = urlOf(address.baseUrl, file);
    const unusable = (reason: string) =>
      new KeyServerUnusableError(name, pathBelow(baseUrl, url), address.hide(reason));
    const ask = patientFetch({ address, failures, inactivityTimeoutMs, maxBytes: MAX_BYTES, ...waiting });
    // With compression, byte ranges would not match the file.
    const headers = { "accept-encoding": "identity" };
    const response = await ask(url, {
      headers: firstByte === 0 ? headers : { ...headers, range: `bytes=${firstByte}-` },
    });
    const { status, body } = response;
    if (status === RANGE_NOT_SATISFIABLE && firstByte > 0) {
      await body?.cancel();
      return open(file, 0);
    }
    if ((status !== WHOLE && status !== PART) || body === null) {
      await body?.cancel();
      throw unusable(`it answers with HTTP status ${status}`);
    }
    if (status === WHOLE) {
      return { firstByte: 0, totalBytes: lengthOf(response.headers), body };
    }
    const range = rangeOf(response.headers);
    if (range === undefined || range.firstByte !== firstByte) {
      await body.cancel();
      throw unusable(`asked for bytes ${firstByte}-, it sends ${response.headers.get("content-range")}`);
    }
    return { firstByte, totalBytes: range.totalBytes, body };
  };
  return { name, open };
}

function urlOf(baseUrl: string, file: string): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${file}`;
  return url;
}

function lengthOf(headers: Headers): number | undefined {
  // With compression it is the compressed length.
  const text = headers.has("content-encoding") ? null : headers.get("content-length");
  return text !== null && /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `bytes 100-199/200`; the total may be `*`. */
function rangeOf(headers: Headers) {
  const [, first, total] =
    headers.get("content-range")?.match(/^bytes ([0-9]{1,15})-[0-9]{1,15}\/([0-9]{1,15}|\*)$/) ?? [];
  if (first === undefined) return undefined;
  return { firstByte: Number(first), totalBytes: total === "*" ? undefined : Number(total) };
}
