/**
 * Drives the slots of the network: by hand or in the background, one at a time.
 * Slots are 12 seconds apart on the chain but may be produced faster, since genesis lies in the past; a slot whose
 * time has not come is never produced.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ChainBlock } from "./beacon-chain.ts";
import { SECONDS_PER_SLOT } from "./beacon-config.ts";
import { DevnetOptionError, SlotInFutureError } from "./errors.ts";

/** How long a block on demand waits for more transactions. */
const GATHER_MS = 50;

export interface SlotRun {
  /** Settles when the run has ended; rejects with the error that ended it. Unwatched, that ends the program. */
  readonly ended: Promise<void>;
  /** Ends the run after the block in progress. */
  stop(): Promise<void>;
}

export class SlotClock {
  readonly #genesisTime: number;
  readonly #produce: (slot: number) => Promise<ChainBlock>;
  /** The last slot that was produced or skipped. */
  #slot = 0;
  /** The work in progress; the next one waits for it. */
  #tail: Promise<unknown> = Promise.resolve();
  #run: { stopping: AbortController; ended: Promise<void> } | undefined;
  /** Ends the wait for a transaction. */
  #wake = () => {};
  #hasTransactions = false;

  constructor(genesisTime: number, produce: (slot: number) => Promise<ChainBlock>) {
    this.#genesisTime = genesisTime;
    this.#produce = produce;
  }

  /** @throws SlotInFutureError, or why the block could not be made: the slot is tried again next time. */
  produceSlot(): Promise<ChainBlock> {
    return this.#inTurn(async () => {
      const slot = this.#slot + 1;
      this.#requirePast(slot);
      const block = await this.#produce(slot);
      this.#slot = slot;
      return block;
    });
  }

  /** Leaves the next `count` slots without a block. Takes effect with the next block. */
  skipSlot(count = 1): Promise<void> {
    return this.#inTurn(async () => {
      if (!Number.isInteger(count) || count < 1) {
        throw new DevnetOptionError("count", count, "must be a positive integer");
      }
      this.#requirePast(this.#slot + count);
      this.#slot += count;
    });
  }

  /** Produces a slot every `intervalMs`, or slower where a block takes longer or its time has not come. */
  run(intervalMs: number): SlotRun {
    if (!(intervalMs > 0)) throw new DevnetOptionError("intervalMs", intervalMs, "must be above 0");
    return this.#start((stopping) => this.#loop(intervalMs, stopping));
  }

  /** Produces a slot whenever transactions have come: those that come together share a block. */
  runOnDemand(): SlotRun {
    return this.#start((stopping) => this.#loopOnDemand(stopping));
  }

  /** The execution client has taken a transaction. */
  noteTransaction(): void {
    this.#hasTransactions = true;
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
      if (!this.#hasTransactions) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      await sleep(GATHER_MS);
      // Cleared before the block is built: what comes meanwhile has one of its own.
      this.#hasTransactions = false;
      await this.produceSlot();
    }
  }

  async #loop(intervalMs: number, stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const startedAt = Date.now();
      await this.produceSlot();
      const dueAt = Math.max(startedAt + intervalMs, this.#timeOf(this.#slot + 1) * 1000);
      // Aborting the sleep is how the run ends; the loop condition notices.
      await sleep(Math.max(0, dueAt - Date.now()), undefined, { signal: stopping }).catch(() => {});
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work, work);
    this.#tail = result.catch(() => {}); // Its caller has the error; the next in turn starts anew.
    return result;
  }

  #timeOf(slot: number): number {
    return this.#genesisTime + slot * SECONDS_PER_SLOT;
  }

  #requirePast(slot: number): void {
    if (this.#timeOf(slot) * 1000 > Date.now()) throw new SlotInFutureError(slot, this.#timeOf(slot));
  }
}
