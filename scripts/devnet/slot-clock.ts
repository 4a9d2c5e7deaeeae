/**
 * Drives the slots of the network, one at a time: when a caller asks for one, when transactions wait, or at a pace for
 * people to watch. The network's time is its slots' and nothing else: whatever the clock of the machine says, slot s
 * begins at genesisTime + 12 s, slots can follow one another as fast as blocks are made, and those that are skipped cost
 * no more than the epochs that they complete.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ChainBlock } from "./beacon-chain.ts";
import { DevnetOptionError } from "./errors.ts";

export interface SlotRun {
  /** Settles when the run has ended; rejects with the error that ended it. Unwatched, that ends the program. */
  readonly ended: Promise<void>;
  /** Ends the run after the block in progress. */
  stop(): Promise<void>;
}

export class SlotClock {
  readonly #produce: (slot: number, isWithheld: boolean) => Promise<ChainBlock>;
  /** The last slot that was produced or skipped. */
  #slot = 0;
  /** The work in progress; the next one waits for it. */
  #tail: Promise<unknown> = Promise.resolve();
  #run: { stopping: AbortController; ended: Promise<void> } | undefined;
  /** Ends the wait for a transaction. */
  #wake = () => {};
  /** Transactions that were taken and stand in no block yet. */
  #waiting = 0;

  constructor(produce: (slot: number, isWithheld: boolean) => Promise<ChainBlock>) {
    this.#produce = produce;
  }

  /**
   * @param isWithheld  its payload is never revealed.
   * @throws why the block could not be made: the slot is tried again next time.
   */
  produceSlot(isWithheld = false): Promise<ChainBlock> {
    return this.#inTurn(async () => {
      const slot = this.#slot + 1;
      const block = await this.#produce(slot, isWithheld);
      this.#slot = slot;
      // Those that a block has no room for come with the next one; those that no block can take, with none.
      this.#waiting = block.transactions === 0 ? 0 : Math.max(0, this.#waiting - block.transactions);
      return block;
    });
  }

  /** Leaves the next `count` slots without a block. Takes effect with the next block. */
  skipSlot(count = 1): Promise<void> {
    return this.#inTurn(async () => {
      if (!Number.isInteger(count) || count < 1) {
        throw new DevnetOptionError("count", count, "must be a positive integer");
      }
      this.#slot += count;
    });
  }

  /** Produces a slot every `intervalMs`, or slower where a block takes longer. */
  run(intervalMs: number): SlotRun {
    if (!(intervalMs > 0)) throw new DevnetOptionError("intervalMs", intervalMs, "must be above 0");
    return this.#start((stopping) => this.#loop(intervalMs, stopping));
  }

  /** Produces a slot whenever transactions wait: those that were sent in one request share a block. */
  runOnDemand(): SlotRun {
    return this.#start((stopping) => this.#loopOnDemand(stopping));
  }

  /** The execution client has taken so many transactions. */
  noteTransactions(count: number): void {
    this.#waiting += count;
    this.#wake();
  }

  /** Ends a run and waits for the work in progress. Does not throw: `ended` carries the error. */
  async stop(): Promise<void> {
    const run = this.#run;
    run?.stopping.abort();
    await Promise.allSettled([run?.ended, this.#tail]);
  }

  #start(loop: (stopping: AbortSignal) => Promise<void>): SlotRun {
    if (this.#run) throw new DevnetOptionError("run", "a second one", "the network is running already");
    const stopping = new AbortController();
    const ended = loop(stopping.signal).finally(() => {
      this.#run = undefined;
    });
    this.#run = { stopping, ended };
    return { ended, stop: () => this.stop() };
  }

  async #loopOnDemand(stopping: AbortSignal): Promise<void> {
    stopping.addEventListener("abort", () => this.#wake());
    while (!stopping.aborted) {
      if (this.#waiting > 0) await this.produceSlot();
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  async #loop(intervalMs: number, stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const startedAt = performance.now();
      await this.produceSlot();
      const spentMs = performance.now() - startedAt;
      // Aborting the sleep is how the run ends; the loop condition notices.
      await sleep(Math.max(0, intervalMs - spentMs), undefined, { signal: stopping }).catch(() => {});
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work, work);
    this.#tail = result.catch(() => {}); // Its caller has the error; the next in turn starts anew.
    return result;
  }
}
