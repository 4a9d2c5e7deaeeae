/**
 * A static server for the page and one bundle: on loopback, only GET, nothing outside the two folders.
 * @module
 */
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, sep } from "node:path";
import { PAGE_HEADER_POLICY, WORKER_POLICY } from "../../auditor/content-security-policy.ts";

/** Below the page's own address. */
export const BUNDLE_PATH = "/bundle/";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

export interface AuditorServer {
  /** With a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * @param page          Folder of the built page.
 * @param bundleFolder  Served at `BUNDLE_PATH`.
 * @param port          0: any free port.
 */
export async function serveAuditor(page: string, bundleFolder?: string, port = 0): Promise<AuditorServer> {
  const roots = { page: await realpath(page), bundle: bundleFolder && (await realpath(bundleFolder)) };
  const server: Server = createServer((request, response) => {
    answer(request.method ?? "", request.url ?? "/", roots, response).catch(() => refuse(response, 404));
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

interface Roots {
  readonly page: string;
  readonly bundle: string | undefined;
}

async function answer(method: string, target: string, roots: Roots, response: ServerResponse): Promise<void> {
  if (method !== "GET" && method !== "HEAD") return refuse(response, 405);
  const path = decodeURIComponent(new URL(target, "http://127.0.0.1").pathname);
  const inBundle = path.startsWith(BUNDLE_PATH);
  const root = inBundle ? roots.bundle : roots.page;
  if (root === undefined) return refuse(response, 404);
  const name = inBundle ? path.slice(BUNDLE_PATH.length) : path === "/" ? "index.html" : path.slice(1);
  const file = await realpath(join(root, name));
  // Symbolic links and `..` must not lead outside.
  if (!file.startsWith(root + sep) || !(await stat(file)).isFile()) return refuse(response, 404);
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-security-policy": /^assets\/worker-/.test(name) ? WORKER_POLICY : PAGE_HEADER_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    // A bundle can be rewritten while the page is open.
    "cache-control": "no-cache",
  });
  if (method === "HEAD") response.end();
  else createReadStream(file).pipe(response);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${status}\n`);
}
