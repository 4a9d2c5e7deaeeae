/**
 * The address of a service as it is configured, and what a request to it takes: `fetch` refuses user info, and a query
 * that holds a key belongs behind the path of every request.
 * @module
 */
import { base64Of, decoded, hideSecrets, secretsOfAddress, secretsOfHeader } from "../secrets.ts";

/** By name. */
export type ServiceHeaders = Readonly<Record<string, string>>;

export interface ServiceAddress {
  /** With the path, without user info and query. */
  readonly baseUrl: string;
  /** Begins with `?`, or is empty. */
  readonly query: string;
  /** The user info as Basic (RFC 7617), and those that are configured, which replace it. */
  readonly headers: ServiceHeaders;
  /** The address of a request, with the query behind its own. */
  withQuery(url: string | URL): URL;
  /** Removes what is secret of the address and its headers from a text of the service. */
  hide(text: string): string;
}

export function serviceAddress(address: string, headers: ServiceHeaders = {}): ServiceAddress {
  const { protocol, host, pathname, search, username, password } = new URL(address);
  const userInfo = `${decoded(username)}:${decoded(password)}`;
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const isOwn = userInfo === ":" || names.includes("authorization");
  const secrets = [
    ...secretsOfAddress(address),
    ...Object.entries(headers).flatMap(([name, value]) => secretsOfHeader(`${name}: ${value}`)),
  ];
  return {
    baseUrl: `${protocol}//${host}${pathname}`,
    query: search,
    headers: isOwn ? headers : { ...headers, authorization: `Basic ${base64Of(userInfo)}` },
    withQuery(url) {
      const full = new URL(url);
      full.search = [full.search.slice(1), search.slice(1)].filter((part) => part !== "").join("&");
      return full;
    },
    hide: (text) => hideSecrets(text, secrets),
  };
}
