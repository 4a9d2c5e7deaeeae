/**
 * One bundle and one fake chain for the tests of the submit stage.
 * @module
 */

import { afterEach, beforeAll, beforeEach } from "vitest";
import { type VerifiedBundle, verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import { type ChainClient, createChainClient } from "../../prover/chain/client/chain-client.ts";
import { syntheticBundle } from "../bundle/synthetic-bundle.ts";
import { type FakeRpc, startFakeRpc } from "../chain/client/fake-rpc.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { type ToyGroth16, toyGroth16 } from "../support/toy-groth16.ts";
import { type FakeChain, fakeChain, ORACLE } from "./fake-chain.ts";

export interface SubmitSetup {
  readonly toy: ToyGroth16;
  /** Three pages: 2, 3 and 2 validators. */
  readonly bundle: VerifiedBundle;
  /** New for each test. */
  readonly chain: FakeChain;
  readonly rpc: FakeRpc;
  readonly options: {
    readonly chain: ChainClient;
    readonly oracle: typeof ORACLE;
    readonly receiptTimeoutMs: number;
  };
  /** Transactions sent. */
  sent(): number;
}

/** Call it at the top of a test file; what it returns is filled in before each test. */
export function submitSetup(): SubmitSetup {
  const setup = {} as { -readonly [Key in keyof SubmitSetup]: SubmitSetup[Key] };
  beforeAll(async () => {
    setup.toy = await toyGroth16();
    setup.bundle = await verifyBundle(await syntheticBundle(setup.toy));
  });
  beforeEach(async () => {
    setup.chain = fakeChain(setup.bundle);
    setup.rpc = await startFakeRpc(setup.chain.answers);
    const chain = createChainClient({ url: setup.rpc.url, timeoutMs: PATIENCE_MS, pollingMs: 20 });
    setup.options = { chain, oracle: ORACLE, receiptTimeoutMs: PATIENCE_MS };
    setup.sent = () => setup.rpc.asked.filter((method) => /^eth_send/.test(method)).length;
  });
  afterEach(() => setup.rpc.close());
  return setup;
}

/** Marks the spurt open, as if somebody had done it. */
export function openSpurt(chain: FakeChain): void {
  chain.isStored = true;
  chain.progress.openedAt = 1n;
}
