/**
 * Says which services are asked through a proxy.
 * @module
 */
import { ProxyInvalidError } from "../service/errors.ts";
import { type Environment, proxyOf } from "../service/proxy-choice.ts";
import { originOf } from "./ask-http.ts";
import { type Finding, failure, ok } from "./finding.ts";

/** @param urls  of the services. Nothing is said where none of them is asked through a proxy. */
export function checkProxy(urls: readonly string[], environment?: Environment): Finding[] {
  try {
    const proxies = new Map<string, string[]>();
    for (const url of urls) {
      const proxy = proxyOf(new URL(url), environment);
      if (proxy === undefined) continue;
      proxies.set(proxy.origin, [...(proxies.get(proxy.origin) ?? []), originOf(url)]);
    }
    return [...proxies].map(([proxy, services]) =>
      ok(`proxy ${proxy}`, `used for ${[...new Set(services)].join(", ")}; NO_PROXY makes exceptions`),
    );
  } catch (error) {
    if (!(error instanceof ProxyInvalidError)) throw error;
    return [failure("proxy", error)];
  }
}
