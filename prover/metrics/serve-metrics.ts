/**
 * A small HTTP server for Prometheus: only GET /metrics. It has no authentication, so it binds to the loopback
 * interface unless the operator gives another address.
 * @module
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, isIPv6 } from "node:net";
import type { Registry } from "prom-client";
import { MetricsServerError } from "./errors.ts";

export const DEFAULT_METRICS_HOST = "127.0.0.1";

export interface MetricsServer {
  /** URL of the metrics, with the actual port. */
  readonly url: string;
  close(): Promise<void>;
}

export interface MetricsAddress {
  /** Default: loopback. */
  readonly host?: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly registry: Registry;
}

/** @throws MetricsServerError if the address cannot be used. */
export async function serveMetrics({
  host = DEFAULT_METRICS_HOST,
  port,
  registry,
}: MetricsAddress): Promise<MetricsServer> {
  const server = createServer((request, response) => void answer(request, response, registry));
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new MetricsServerError(host, port, cause);
  }
  const { port: got } = server.address() as AddressInfo; // A TCP server's address is never a string.
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${got}/metrics`,
    async close() {
      const closed = once(server, "close");
      server.close();
      // Prometheus keeps its connection open between scrapes.
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, registry: Registry): Promise<void> {
  if (request.url?.split("?")[0] !== "/metrics") {
    response.writeHead(404).end("Metrics are at /metrics.\n");
    return;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD" }).end();
    return;
  }
  try {
    const text = await registry.metrics();
    response.writeHead(200, { "content-type": registry.contentType }).end(text);
  } catch {
    // A collector failed. The reason is not sent, because anybody may read this answer.
    response.writeHead(500).end("The metrics could not be collected.\n");
  }
}
