/**
 * Whether the queue works: it is asked to write now and then, and every change is told once, however often the same thing
 * fails. Whoever waits too long is told to give up.
 * @module
 */
import type { Redis } from "ioredis";
import { QueueClosedError, QueueLostError, QueueUnusableError } from "./errors.ts";
import { checkWrite, isRefusal } from "./write-check.ts";

const CHECK_INTERVAL_MS = 10_000;
/** A command that is refused so often while others are not is never accepted. */
const REFUSALS_OF_A_COMMAND = 3;

export interface QueueHealth {
  /** Aborts with a QueueLostError or a QueueUnusableError if the queue did not work for too long, and with what `lose` was given. */
  readonly lost: AbortSignal;
  readonly isGood: () => boolean;
  /** To be called where a command was refused. */
  refused(error: Error): void;
  /** To be called where it will never work. */
  lose(error: Error): void;
  /**
   * Runs a command again until Redis takes it.
   * @throws QueueUnusableError where it takes others, QueueClosedError, and what `run` throws.
   */
  persist<T>(run: () => Promise<T>): Promise<T>;
  /** Called at each change. */
  onChange(listener: (isGood: boolean) => void): void;
  close(): void;
}

export interface HealthOptions {
  /** Printable. */
  readonly name: string;
  readonly say: (text: string) => void;
  /** Maximum outage; Infinity for a service that keeps waiting. */
  readonly giveUpAfterMs: number;
  /** Maximum time in which Redis answers and refuses. */
  readonly refusedForMs: number;
  readonly checkIntervalMs?: number | undefined;
}

/** `trial`: a write was taken after a refusal; whether other commands are, is not known yet. */
type Condition = "good" | "away" | "refusing" | "trial";

/** @param client  connected. */
export function watchHealth(client: Redis, options: HealthOptions): QueueHealth {
  const { name, say, giveUpAfterMs, refusedForMs, checkIntervalMs = CHECK_INTERVAL_MS } = options;
  const lost = new AbortController();
  const listeners = new Set<(isGood: boolean) => void>();
  const waiting: Waiting[] = [];
  let condition: Condition = "good";
  let patience: NodeJS.Timeout | undefined;
  let isChecking = false;

  const isGood = () => condition === "good" || condition === "trial";
  function become(next: Condition): void {
    const wasGood = isGood();
    condition = next;
    if (isGood()) for (const { resolve } of waiting.splice(0)) resolve();
    if (isGood() !== wasGood) for (const listener of listeners) listener(isGood());
  }
  function giveUpAfter(ms: number, error: () => Error): void {
    clearTimeout(patience);
    if (Number.isFinite(ms)) patience = setTimeout(() => lost.abort(error()), ms);
  }

  function onClose(): void {
    if (condition === "away" || lost.signal.aborted) return;
    become("away");
    say(`Redis at ${name} is unreachable; reconnecting.`);
    giveUpAfter(giveUpAfterMs, () => new QueueLostError(name, giveUpAfterMs));
  }
  function refused(error: Error): void {
    const isNews = condition === "good" || condition === "away";
    become("refusing");
    if (isNews) void tellOfRefusal(error);
  }
  async function tellOfRefusal(error: Error): Promise<void> {
    giveUpAfter(refusedForMs, () => new QueueUnusableError(name, error, refusedForMs));
    // A command that was interrupted when Redis changed does not say why.
    const reason = await refusalOf(client).catch(() => undefined);
    if (condition === "good" || condition === "away") return;
    say(`Redis at ${name} refuses: ${(reason ?? error).message}. Trying again.`);
    if (reason !== undefined)
      giveUpAfter(refusedForMs, () => new QueueUnusableError(name, reason, refusedForMs));
  }
  function taken(): void {
    if (condition === "good") return;
    const isTrial = condition === "refusing";
    become(isTrial ? "trial" : "good");
    if (isTrial) return;
    clearTimeout(patience);
    say(`Redis at ${name} is back.`);
  }
  async function check(): Promise<void> {
    // An answer may take as long as the connection lives.
    if (isChecking || client.status !== "ready") return;
    isChecking = true;
    try {
      const refusal = await refusalOf(client);
      if (refusal === undefined) taken();
      else refused(refusal);
    } catch {
      // A connection that closes tells so itself.
    } finally {
      isChecking = false;
    }
  }
  const onReady = () => void check();
  const timer = setInterval(onReady, checkIntervalMs);
  client.on("close", onClose);
  client.on("ready", onReady);

  return {
    lost: lost.signal,
    isGood,
    refused,
    lose: (error) => lost.abort(error),
    async persist(run) {
      for (let refusals = 1; ; refusals++) {
        try {
          return await run();
        } catch (error) {
          if (!isRefusal(error)) throw error;
          if (refusals > REFUSALS_OF_A_COMMAND) throw new QueueUnusableError(name, error as Error);
          refused(error as Error);
          await new Promise<void>((resolve, reject) => void waiting.push({ resolve, reject }));
        }
      }
    },
    onChange: (listener) => void listeners.add(listener),
    close() {
      clearInterval(timer);
      clearTimeout(patience);
      client.off("close", onClose);
      client.off("ready", onReady);
      for (const { reject } of waiting.splice(0)) reject(new QueueClosedError(name));
    },
  };
}

/** @returns undefined where Redis takes a write. @throws Error where the connection is closed. */
async function refusalOf(client: Redis): Promise<Error | undefined> {
  try {
    await checkWrite(client);
    return undefined;
  } catch (error) {
    if (isRefusal(error)) return error as Error;
    throw error;
  }
}

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}
