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
    .option("--metrics-port <port>", "serve Prometheus metrics at this port, 0: any that is free", parsePort)
    .option("--metrics-host <address>", "address of this machine to serve them at", "127.0.0.1");
}

function parsePort(text: string): number {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65535)
    throw new InvalidArgumentError("It must be a port.");
  return Number(text);
}
