/**
 * A lock between the processes of one machine, released when its process dies: a Unix socket in Linux's abstract
 * namespace, which the kernel closes with its process. Who waits is woken by that, and polls nothing. Other systems have
 * no such thing, and nobody waits there: so it saves work that is done twice, and whatever it guards is renamed into place.
 * @module
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { platform } from "node:os";

/** Runs alone among all that hold a lock of this name. Not reentrant. */
export async function withLock<T>(name: string, run: () => Promise<T>): Promise<T> {
  if (platform() !== "linux") return run();
  const address = `\0pufeth-por-${createHash("sha256").update(name).digest("hex")}`;
  let release = await tryToHold(address);
  while (release === undefined) {
    await untilReleased(address);
    release = await tryToHold(address);
  }
  try {
    return await run();
  } finally {
    await release();
  }
}

/** @returns how to let go; undefined where somebody else holds it. */
async function tryToHold(address: string): Promise<(() => Promise<void>) | undefined> {
  const waiting = new Set<Socket>();
  const server: Server = createServer((socket) => {
    waiting.add(socket);
    // One that ends while it waits is no error of ours.
    socket.on("error", () => {}).on("close", () => waiting.delete(socket));
  });
  try {
    server.listen(address);
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return undefined;
    throw error;
  }
  return async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of waiting) socket.destroy();
    await closed;
  };
}

/** Connected for as long as the holder lives and holds. */
function untilReleased(address: string): Promise<void> {
  return new Promise((resolve) => {
    connect(address)
      .on("error", () => {})
      .on("close", () => resolve())
      .resume();
  });
}
