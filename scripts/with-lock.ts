/**
 * Runs alone among the processes of one machine. Who waits is woken when the holder ends, and polls nothing. Where there
 * is no lock nobody waits: so it saves work that is done twice, and whatever it guards is renamed into place.
 * @module
 */
import { connect } from "node:net";
import { holdLock, lockAddress } from "../prover/hold-lock.ts";

/** Runs alone among all that hold a lock of this name. Not reentrant. */
export async function withLock<T>(name: string, run: () => Promise<T>): Promise<T> {
  let release = await holdLock(name);
  while (release === undefined) {
    await untilReleased(name);
    release = await holdLock(name);
  }
  try {
    return await run();
  } finally {
    await release();
  }
}

/** Connected for as long as the holder lives and holds. */
function untilReleased(name: string): Promise<void> {
  return new Promise((resolve) => {
    connect(lockAddress(name))
      .on("error", () => {})
      .on("close", () => resolve())
      .resume();
  });
}
