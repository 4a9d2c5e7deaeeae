/**
 * Which proxy a request goes through, by the variables that most programs read: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in lower
 * case too, which counts more. Source: the manual of curl, section "Environment".
 * @module
 */
import { ProxyInvalidError } from "./errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Of this process; none in a browser. */
export function ownEnvironment(): Environment {
  return typeof process === "undefined" ? {} : (process.env ?? {});
}

/**
 * What listens on this machine is never asked through a proxy, which could not reach it.
 * @throws ProxyInvalidError
 */
export function proxyOf(url: URL, environment: Environment = ownEnvironment()): URL | undefined {
  const name = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const value = settingOf(environment, name);
  if (value === undefined || isLoopback(url.hostname) || isExempt(url, settingOf(environment, "NO_PROXY")))
    return undefined;
  const address = value.includes("://") ? value : `http://${value}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy === undefined || !["http:", "https:"].includes(proxy.protocol) || proxy.hostname === "")
    throw new ProxyInvalidError(name);
  return proxy;
}

function settingOf(environment: Environment, name: string): string | undefined {
  const value = environment[name.toLowerCase()] ?? environment[name];
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** A list of hosts, whose subdomains count too, with or without a port; `*` is all of them. */
function isExempt({ hostname, port, protocol }: URL, list = ""): boolean {
  const ownPort = port === "" ? (protocol === "https:" ? "443" : "80") : port;
  return list
    .split(/[,\s]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [, host = entry, entryPort] = /^(.+?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
      if (entryPort !== undefined && entryPort !== ownPort) return false;
      const name = host.replace(/^\*?\./, "");
      return host === "*" || hostname === name || hostname.endsWith(`.${name}`);
    });
}
