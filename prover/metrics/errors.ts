/** Failures of the metrics server. @module */
import { BadInputError } from "../errors.ts";

/** The metrics address is in use, not of this machine, or not permitted. */
export class MetricsServerError extends BadInputError {
  readonly code = "METRICS_SERVER_FAILED";
  constructor(host: string, port: number, cause: unknown) {
    super(`Metrics cannot be served at ${host} port ${port}: ${(cause as Error).message}.`, {
      cause,
      hints: [
        "Choose another port with --metrics-port, or another address of this machine with --metrics-host.",
      ],
    });
  }
}
