/**
 * The one `fetch` for services: through a proxy where one is set, and without telling the headers of one service to another
 * host that it redirects to.
 * @module
 */
import { ownEnvironment, proxyOf } from "./proxy-choice.ts";
import type { ServiceHeaders } from "./service-address.ts";

/** As browsers do. Source: Fetch, §4.4 (HTTP-redirect fetch). */
const MAX_REDIRECTS = 20;
const REDIRECTS = [301, 302, 303, 307, 308];

type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/**
 * @param configured  headers that are for this service alone, also those of its user info; they are among those of `init`.
 * @throws what `fetch` throws, ProxyInvalidError
 */
export async function serviceFetch(
  url: URL,
  init: RequestInit,
  configured: ServiceHeaders = {},
): Promise<Response> {
  const names = Object.keys(configured);
  // A browser shows no redirects, and there are no such headers there.
  if (names.length === 0) return proxiedFetch(url, init);
  let at = url;
  let how: RequestInit = { ...init, redirect: "manual" };
  for (let redirects = 0; ; redirects++) {
    const response = await proxiedFetch(at, how);
    const location = response.headers.get("location");
    if (!REDIRECTS.includes(response.status) || location === null) return response;
    await response.body?.cancel();
    if (redirects === MAX_REDIRECTS) throw new Error(`it redirects more than ${MAX_REDIRECTS} times`);
    const next = new URL(location, at);
    how = { ...how, ...redirected(response.status, how) };
    if (!isSameService(at, next)) how = { ...how, headers: without(how.headers, names) };
    at = next;
  }
}

/** Another port may be another service; the same host with TLS is not. */
function isSameService(from: URL, to: URL): boolean {
  const isUpgrade =
    from.hostname === to.hostname &&
    from.port === "" &&
    to.port === "" &&
    from.protocol === "http:" &&
    to.protocol === "https:";
  return from.origin === to.origin || isUpgrade;
}

function redirected(status: number, { method = "GET", headers }: RequestInit): RequestInit {
  const isGet = method === "GET" || method === "HEAD";
  const becomesGet = !isGet && (status === 303 || (method === "POST" && (status === 301 || status === 302)));
  return becomesGet
    ? { method: "GET", body: null, headers: without(headers, ["content-type", "content-length"]) }
    : {};
}

function without(given: RequestInit["headers"], names: readonly string[]): Headers {
  const headers = new Headers(given);
  for (const name of names) headers.delete(name);
  return headers;
}

async function proxiedFetch(url: URL, init: RequestInit): Promise<Response> {
  const proxy = proxyOf(url, ownEnvironment());
  return proxy === undefined ? fetch(url, init) : (await fetchThrough(proxy))(url, init);
}

/** What is used of undici. Named here, so that a page for browsers needs none of it. */
interface Undici {
  readonly fetch: (url: URL, init: object) => Promise<Response>;
  readonly ProxyAgent: new (options: { uri: string; proxyTunnel: boolean }) => unknown;
}

const fetches = new Map<string, Promise<Fetch>>();

/** Node's own `fetch` knows proxies only since Node 22.21. Loaded where a proxy is set. */
function fetchThrough(proxy: URL): Promise<Fetch> {
  const known = fetches.get(proxy.href);
  if (known !== undefined) return known;
  const made = (async (): Promise<Fetch> => {
    const name = "undici";
    const undici: Undici = await import(/* @vite-ignore */ name);
    // Without a tunnel for http://: most proxies allow one to port 443 alone.
    const dispatcher = new undici.ProxyAgent({ uri: proxy.href, proxyTunnel: false });
    return (url, init) => undici.fetch(url, { ...init, dispatcher });
  })();
  fetches.set(proxy.href, made);
  return made;
}
