/** What a command that must not send anything leaves unchanged. @module */
import type { Address } from "viem";
import { expect } from "vitest";
import type { TestNetwork } from "../support/test-network.ts";

/** @param accounts  that could have sent, beside the network's own. */
export async function sendsNothing<T>(
  { chain, network }: TestNetwork,
  accounts: readonly Address[],
  run: () => Promise<T>,
): Promise<T> {
  const sent = () =>
    Promise.all(
      [network.account.address, ...accounts].map((address) => chain.reader.getTransactionCount({ address })),
    );
  const before = await sent();
  const answer = await run();
  expect(await sent()).toEqual(before);
  return answer;
}
