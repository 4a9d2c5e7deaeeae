/**
 * A `fetch` that writes an SSZ body to a download as it arrives and returns an empty one: @lodestar/api would keep all
 * of it in memory. If a part is present, only the rest is requested; a node without range support, or with a rest of
 * something else, sends everything again. Source: RFC 9110, sections 8.4 (Content-Encoding), 8.8 (validators), 14 (Range,
 * Content-Range, 206, 416).
 * @module
 */
import { createHash } from "node:crypto";
import type { Download } from "./download.ts";

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

const PARTIAL_CONTENT = 206;
const RANGE_NOT_SATISFIABLE = 416;

/** @param onBytes  bytes received since the last call. */
export function savingFetch(
  fetch: Fetch,
  download: Download,
  onBytes: (byteCount: number) => void = () => {},
): Fetch {
  return async (url, init) => {
    const whole = withHeaders(init, {});
    const isResuming = download.byteCount > 0 && download.validator !== undefined;
    // From the last byte on: of a part that is whole, because a run was killed while it was verified, there is a rest too.
    const firstByte = download.byteCount - 1;
    const range = { range: `bytes=${firstByte}-` };
    let response = await fetch(url, isResuming ? withHeaders(init, range) : whole);
    if (isResuming && !isRestOf(download, response)) {
      await response.body?.cancel();
      await download.begin(undefined);
      response = await fetch(url, whole);
    }
    const { status, headers } = response;
    const isSsz = headers.get("content-type")?.startsWith("application/octet-stream");
    if (!response.ok || !isSsz || response.body === null) return response;
    if (status !== PARTIAL_CONTENT) {
      await download.begin(validatorOf(headers, headers.get("content-length")));
    } else if (!isResuming) {
      throw new Error("it sends a part of what was asked for (HTTP status 206)");
    }
    let known = status === PARTIAL_CONTENT ? 1 : 0;
    for await (const part of response.body) {
      const rest = part.subarray(known);
      known = Math.max(0, known - part.length);
      await download.append(rest);
      onBytes(rest.length);
    }
    return new Response(new Uint8Array(0), { status: 200, headers });
  };
}

/** A range counts encoded bytes, and those that arrive are decoded: none are asked for. */
function withHeaders(init: RequestInit | undefined, more: Record<string, string>): RequestInit {
  const headers = new Headers(init?.headers);
  for (const [name, value] of Object.entries({ "accept-encoding": "identity", ...more }))
    headers.set(name, value);
  return { ...init, headers };
}

/** False for a rest that does not belong to the present part, or where that is longer than the whole. */
function isRestOf({ byteCount, validator }: Download, { status, headers }: Response): boolean {
  if (status === RANGE_NOT_SATISFIABLE) return false;
  if (status !== PARTIAL_CONTENT) return true;
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
  return Number(first) === byteCount - 1 && validatorOf(headers, total ?? null) === validator;
}

/** Undefined where the bytes were encoded, or nothing tells them from others. */
function validatorOf(headers: Headers, length: string | null): string | undefined {
  const etag = headers.get("etag");
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding.trim().toLowerCase() !== "identity" || (etag === null && length === null)) return undefined;
  return createHash("sha256")
    .update(JSON.stringify([etag, length]))
    .digest("hex")
    .slice(0, 16);
}
