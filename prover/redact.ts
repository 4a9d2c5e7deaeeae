/**
 * Removes secrets from printed, logged and thrown texts. Node providers put API keys into user info, path or query of
 * an address, so only the origin of an endpoint is shown; free text, e.g. a library's message, is searched for
 * addresses.
 * @module
 */
import { HIDDEN, hideSecrets, secretsOfAddress } from "./secrets.ts";

/** The shortest known API key in a provider's path has 22 characters. A root is not a key. */
const TOKEN = /^(?=.*[0-9])(?!0x[0-9a-f]{64}$)[\w-]{20,}$/;
const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'`<>()[\]{}]+/gi;
/** Where no address can be read: a slash in a password, a mistyped scheme. */
const USER_INFO = /(?<![^\s"'`@/:])[^\s"'`@/:]{1,256}:(?!\/)[^\s"'`@]{1,256}@(?=[\w.[-])/g;
/** Punctuation that ends a sentence, not an address. */
const PUNCTUATION = /[.,;:!?…]+$/;

/**
 * The origin of an endpoint.
 * @returns The text unchanged if it is not an address, so that a typo stays visible.
 */
export function redactUrl(text: string): string {
  const url = parse(text);
  return url === undefined ? text : originOf(url);
}

/**
 * Redacts the addresses in a text: user info, query, and every part of a path that looks like a key; the whole path if
 * the address is at one of `endpoints`. What of these is secret, and the secrets, are removed wherever they occur.
 */
export function redactText(
  text: string,
  endpoints: readonly string[] = [],
  secrets: readonly string[] = [],
): string {
  const origins = new Set(endpoints.map((endpoint) => parse(endpoint)).map((url) => url && originOf(url)));
  const addressed = text.replace(URL_IN_TEXT, (found) => {
    const end = found.match(PUNCTUATION)?.[0] ?? "";
    const address = found.slice(0, found.length - end.length);
    const url = parse(address);
    if (url === undefined) return found;
    const origin = originOf(url);
    return `${origins.has(origin) ? withoutPath(origin, address) : withoutTokens(url, address)}${end}`;
  });
  const named = [...endpoints.flatMap(secretsOfAddress), ...secrets];
  return hideSecrets(addressed, named).replace(USER_INFO, `${HIDDEN}@`);
}

/** The request path below an endpoint's address, without the address's own path and any query. */
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
  // Keeps the original form: URL adds a slash to a bare origin.
  const path = /^[^/]*\/\/[^/?#]*\//.test(address) ? parts.join("/") : "";
  return `${originOf(url)}${path}${url.search === "" ? "" : `?${HIDDEN}`}`;
}

/** `URL.origin` is "null" for non-web schemes, and never includes the user info. */
function originOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

function parse(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.host ? url : undefined;
}
