/**
 * Requests whose answers are checked by a schema: viem would return malformed answers unchecked.
 * @module
 */
import type { z } from "zod";
import type { ChainClient } from "./chain-client.ts";

/** @throws The errors of `ChainClient.ask`. */
export function askRaw<T>(
  chain: ChainClient,
  schema: z.ZodType<T>,
  method: string,
  params: unknown[],
): Promise<T> {
  const request = chain.viem.request as (args: { method: string; params: unknown[] }) => Promise<unknown>;
  return chain.ask(
    method,
    request({ method, params }).then((answer) => schema.parse(answer)),
  );
}
