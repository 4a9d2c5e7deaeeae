/**
 * A transaction of `open` on a real network, replaced by the account's wallet before it is mined: cancelled it is said, and a next
 * run opens; sped up it counts.
 * @module
 */
import { beaconArguments, type TestNetwork } from "../../support/test-network.ts";
import type { Taken } from "./cutting-proxy.ts";
import { runOnce } from "./run-once.ts";

const SLOTS_OF_A_WEEK = 50_400;

/** Goes on to the next spurt. @returns what was wrong. */
export async function replaceSends(world: TestNetwork, taken: Taken): Promise<string[]> {
  const { network } = world;
  await network.skipSlot(SLOTS_OF_A_WEEK);
  await network.produceSlot();
  await network.produceSlot();
  const open = ["open", ...beaconArguments(world)];
  const cancelled = await runOnce(network, taken, open, { onWaiting: () => sendInPlace(world, false) });
  const faults: string[] = [];
  if (cancelled.exitCode !== 3 || !cancelled.text.includes("TRANSACTION_REPLACED")) {
    faults.push(`cancelled: ended with ${cancelled.exitCode}: ${cancelled.text}`);
  }
  const faster = await runOnce(network, taken, open, { onWaiting: () => sendInPlace(world, true) });
  if (faster.exitCode !== 0) faults.push(`sped up: ended with ${faster.exitCode}: ${faster.text}`);
  const again = await runOnce(network, taken, open);
  if (!/"alreadyOpen": true/.test(again.text)) faults.push(`opened twice: ${again.text}`);
  return faults;
}

/** What a wallet sends under the number of a transaction that waits, for twice its price: the same, or nothing. */
async function sendInPlace(world: TestNetwork, isSame: boolean): Promise<void> {
  const { reader, wallet } = world.chain;
  const { address } = world.network.account;
  const nonce = await reader.getTransactionCount({ address });
  const content = (await reader.request({ method: "txpool_content" } as never)) as TxpoolContent;
  const waiting = Object.values(content.pending).flatMap((byNonce) => Object.values(byNonce));
  const one = waiting.find((found) => Number(found.nonce) === nonce);
  if (one === undefined) throw new Error(`No transaction ${nonce} waits`);
  await wallet.sendTransaction({
    to: isSame ? one.to : address,
    data: isSame ? one.input : "0x",
    nonce,
    gas: isSame ? BigInt(one.gas) : 21_000n,
    maxFeePerGas: 2n * BigInt(one.maxFeePerGas),
    maxPriorityFeePerGas: 2n * BigInt(one.maxPriorityFeePerGas),
    chain: null,
  });
}

type Quantity = `0x${string}`;
interface TxpoolContent {
  readonly pending: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          Readonly<
            Record<"nonce" | "to" | "input" | "gas" | "maxFeePerGas" | "maxPriorityFeePerGas", Quantity>
          >
        >
      >
    >
  >;
}
