/**
 * Where a command that runs for long serves its metrics.
 * @module
 */
import { type Command, InvalidArgumentError } from "commander";

export interface MetricsOptions {
  /** None are served without it. */
  readonly metricsPort?: number;
  readonly metricsHost: string;
}

export function addMetricsOptions(command: Command): Command {
  return command
    .option("--metrics-port <port>", "serve Prometheus metrics at this port; 0: any free port", parsePort)
    .option("--metrics-host <address>", "address to bind the metrics server to", "127.0.0.1");
}

function parsePort(text: string): number {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65535)
    throw new InvalidArgumentError("It must be a port.");
  return Number(text);
}
