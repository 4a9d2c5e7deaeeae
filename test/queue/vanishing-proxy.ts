/** A TCP proxy on loopback whose packets vanish when told so: both sides keep their connection, and nobody says goodbye. @module */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface VanishingProxy {
  readonly port: number;
  /** From now on nothing is forwarded, on new connections neither. */
  vanish(): void;
  /** New connections are forwarded again; the old ones stay dead. */
  heal(): void;
  close(): Promise<void>;
}

export async function startVanishingProxy(targetPort: number): Promise<VanishingProxy> {
  const sockets = new Set<Socket>();
  let isDead = false;
  const server = createServer((near) => {
    sockets.add(near);
    near.on("error", () => {});
    if (isDead) return;
    const far = connect(targetPort, "127.0.0.1");
    sockets.add(far);
    far.on("error", () => {});
    near.pipe(far);
    far.pipe(near);
    // A side that leaves takes the other along, unless packets vanish.
    near.on("close", () => isDead || far.destroy());
    far.on("close", () => isDead || near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    vanish() {
      isDead = true;
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    heal() {
      isDead = false;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
