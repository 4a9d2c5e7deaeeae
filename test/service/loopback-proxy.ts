/**
 * A real HTTP proxy on loopback. It knows hosts that nobody else does: every name that ends in `.test` is this machine.
 * @module
 */
import { once } from "node:events";
import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";

export interface LoopbackProxy {
  readonly url: string;
  /** What it was asked for: `CONNECT host:port`, or `GET http://host:port/path`. */
  readonly asked: string[];
  /** Of each request. */
  readonly credentials: (string | undefined)[];
  close(): Promise<void>;
}

export async function startProxy(status?: number): Promise<LoopbackProxy> {
  const asked: string[] = [];
  const credentials: (string | undefined)[] = [];
  const placeOf = (host: string) => (host.endsWith(".test") ? "127.0.0.1" : host);
  const server = createServer((near, answer) => {
    asked.push(`${near.method} ${near.url}`);
    credentials.push(near.headers["proxy-authorization"]);
    if (status !== undefined) return answer.writeHead(status).end();
    const { hostname, port, pathname, search } = new URL(near.url!);
    const { method, headers } = near;
    const far = request({ host: placeOf(hostname), port, path: `${pathname}${search}`, method, headers });
    far.on("response", (response) => {
      answer.writeHead(response.statusCode!, response.headers);
      response.pipe(answer);
    });
    far.on("error", () => answer.destroy());
    near.pipe(far);
  });
  server.on("connect", (near, socket) => {
    asked.push(`CONNECT ${near.url}`);
    credentials.push(near.headers["proxy-authorization"]);
    socket.on("error", () => {});
    if (status !== undefined) return socket.end(`HTTP/1.1 ${status} Refused\r\n\r\n`);
    const [host, port] = near.url!.split(":");
    const far = connect(Number(port), placeOf(host!), () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      far.pipe(socket);
      socket.pipe(far);
    });
    far.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    credentials,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
