/**
 * A lock between the processes of one machine, released when its process dies: a Unix socket in Linux's abstract
 * namespace, which the kernel closes with its process. Other systems have no such thing, and there nobody is kept out.
 * @module
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { platform } from "node:os";

export type Release = () => Promise<void>;

/** Of a socket that others may connect to: it closes when the lock is free. */
export function lockAddress(name: string): string {
  return `\0pufeth-por-${createHash("sha256").update(name).digest("hex")}`;
}

/** Not reentrant. @returns how to let go; undefined where somebody else holds it. */
export async function holdLock(name: string): Promise<Release | undefined> {
  if (platform() !== "linux") return async () => {};
  const waiting = new Set<Socket>();
  const server: Server = createServer((socket) => {
    waiting.add(socket);
    // One that ends while it waits is no error of ours.
    socket.on("error", () => {}).on("close", () => waiting.delete(socket));
  });
  try {
    server.listen(lockAddress(name));
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
