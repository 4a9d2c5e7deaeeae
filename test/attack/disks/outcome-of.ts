/** How a run ends that may not end at all. @module */

/** A command that waits for ever for a file: nothing here takes minutes. */
const PATIENCE_MS = 300_000;

/** @returns what it threw, also where nobody waited for it; undefined where all went well. */
export async function outcomeOf(run: () => Promise<unknown>, patienceMs = PATIENCE_MS): Promise<unknown> {
  let unhandled: unknown;
  const note = (error: unknown) => {
    unhandled ??= new Error(`nobody waited for: ${error instanceof Error ? error.message : error}`);
  };
  process.on("unhandledRejection", note);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(DOES_NOT_END)), patienceMs);
  });
  try {
    await Promise.race([run(), patience]);
    // Rejections that nobody waits for are told after the microtasks.
    await new Promise((next) => setImmediate(next));
    return unhandled;
  } catch (error) {
    return unhandled ?? error ?? new Error("nothing");
  } finally {
    clearTimeout(timer);
    process.off("unhandledRejection", note);
  }
}

export const DOES_NOT_END = "it does not end";

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
