/**
 * Keeps secrets out of what is printed, logged and thrown. Node providers put their API keys into user info, path or
 * query of an address, so of an endpoint only the origin is told; free text, e.g. a library's message, is searched for
 * addresses.
 * @module
 */

/** Stands for what was left out. */
const HIDDEN = "…";
/** The shortest key in a path that a provider is known to use has 22 characters. A root is no key. */
const TOKEN = /^(?=.*[0-9])(?!0x[0-9a-f]{64}$)[\w-]{20,}$/;
/** What is shorter would also be found in words, and is no key. */
const SHORTEST_SECRET = 16;
const URL_IN_TEXT = /\b(?:https?|wss?|rediss?):\/\/[^\s"'`<>()[\]{}]+/gi;
/** They end a sentence, not an address. */
const PUNCTUATION = /[.,;:!?…]+$/;

/**
 * The origin of an endpoint.
 * @returns What is no address unchanged: it was mistyped, and the reader has to see how.
 */
export function redactUrl(text: string): string {
  const url = parse(text);
  return url === undefined ? text : originOf(url);
}

/**
 * A text with the addresses in it redacted: user info, query, and every part of a path that looks like a key; all of
 * the path where the address lies at one of `endpoints`.
 * @param secrets  Left out wherever they stand.
 */
export function redactText(
  text: string,
  endpoints: readonly string[] = [],
  secrets: readonly string[] = [],
): string {
  const origins = new Set(endpoints.map((endpoint) => parse(endpoint)).map((url) => url && originOf(url)));
  const visible = secrets.reduce(
    (rest, secret) => (secret.length < SHORTEST_SECRET ? rest : rest.replaceAll(secret, HIDDEN)),
    text,
  );
  return visible.replace(URL_IN_TEXT, (found) => {
    const end = found.match(PUNCTUATION)?.[0] ?? "";
    const address = found.slice(0, found.length - end.length);
    const url = parse(address);
    if (url === undefined) return found;
    const origin = originOf(url);
    return `${origins.has(origin) ? withoutPath(origin, address) : withoutTokens(url, address)}${end}`;
  });
}

/** What is asked of an endpoint: the path below its address, without the address's own path and any query. */
export function pathBelow(baseUrl: string, url: string | URL): string {
  const base = new URL(baseUrl).pathname.replace(/\/$/, "");
  const path = new URL(url).pathname;
  return path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}

function withoutPath(origin: string, address: string): string {
  return /^[^/]*\/\/[^/?#]*\/?$/.test(address) ? origin : `${origin}/${HIDDEN}`;
}

function withoutTokens(url: URL, address: string): string {
  const parts = url.pathname.split("/").map((part) => (TOKEN.test(part) ? HIDDEN : part));
  // As it was written: URL adds a slash to a bare origin.
  const path = /^[^/]*\/\/[^/?#]*\//.test(address) ? parts.join("/") : "";
  return `${originOf(url)}${path}${url.search === "" ? "" : `?${HIDDEN}`}`;
}

/** `URL.origin` is "null" for schemes other than the web's, and never has the user info. */
function originOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

function parse(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.host ? url : undefined;
}
