/**
 * A TCP port that was free a moment ago on the loopback interface.
 * The operating system picks it at random, so two networks started at once do not meet in practice; if they do, the
 * second client fails to bind and says so.
 * @module
 */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A TCP server's address is never a string.
  server.close();
  await once(server, "close");
  return port;
}
