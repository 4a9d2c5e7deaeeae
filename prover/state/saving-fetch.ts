/**
 * A `fetch` that writes an SSZ body to a download as it arrives and returns an empty one: @lodestar/api would keep all
 * of it in memory. If a part is present, only the rest is requested; a node without range support sends everything
 * again. Source: RFC 9110, section 14 (Range, Content-Range, 206, 416).
 * @module
 */
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
    let response = await fetch(url, withRange(init, download.byteCount));
    if (response.status === RANGE_NOT_SATISFIABLE && download.byteCount > 0) {
      // The range starts past the end, so the present part cannot be the beginning of this state.
      await response.body?.cancel();
      await download.restart();
      response = await fetch(url, init);
    }
    const { status, headers } = response;
    const isSsz = headers.get("content-type")?.startsWith("application/octet-stream");
    if (!response.ok || !isSsz || response.body === null) return response;
    if (status !== PARTIAL_CONTENT) await download.restart();
    else if (firstByteOf(headers) !== download.byteCount) {
      throw new Error(
        `the range from byte ${download.byteCount} was requested, but it sends ${headers.get("content-range")}`,
      );
    }
    for await (const part of response.body) {
      await download.append(part);
      onBytes(part.length);
    }
    return new Response(new Uint8Array(0), { status: 200, headers });
  };
}

function withRange(init: RequestInit | undefined, from: number): RequestInit | undefined {
  if (from === 0) return init;
  const headers = new Headers(init?.headers);
  headers.set("range", `bytes=${from}-`);
  return { ...init, headers };
}

function firstByteOf(headers: Headers): number {
  return Number(/^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
}
