/**
 * A static file server on loopback that knows ranges, and can be told to fail as servers do.
 * @module
 */

import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { startServer } from "../state/loopback-server.ts";
import { until } from "../support/until.ts";

export interface KeyServer {
  readonly url: string;
  /** `path` or `path bytes=100-`, in order. */
  readonly asked: string[];
  /** For files that end so; undefined: honest. */
  behave: Behaviour | undefined;
  close(): Promise<void>;
}

export type Behaviour = (content: Buffer, request: IncomingMessage, response: ServerResponse) => void;

/** Applies to the proving key alone: the verification key comes first. */
export async function startKeyServer(folder: string): Promise<KeyServer> {
  const asked: string[] = [];
  const server = await startServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://x");
    const { range } = request.headers;
    asked.push(range === undefined ? pathname : `${pathname} ${range}`);
    let content: Buffer;
    try {
      content = readFileSync(join(folder, pathname));
    } catch {
      response.writeHead(404).end("no such file");
      return;
    }
    const behave = pathname.endsWith(".zkey") ? keyServer.behave : undefined;
    (behave ?? sendRange)(content, request, response);
  });
  const keyServer: KeyServer = { url: server.url, asked, behave: undefined, close: server.close };
  return keyServer;
}

/** As nginx does. */
export const sendRange: Behaviour = (content, request, response) => {
  const first = request.headers.range?.match(/^bytes=(\d+)-$/)?.[1];
  if (first === undefined) return sendWhole(content, request, response);
  if (Number(first) >= content.length) {
    response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
    return;
  }
  const part = content.subarray(Number(first));
  response
    .writeHead(206, {
      "content-length": part.length,
      "content-range": `bytes ${first}-${content.length - 1}/${content.length}`,
    })
    .end(part);
};

/** A server without ranges. */
export const sendWhole: Behaviour = (content, _, response) => {
  response.writeHead(200, { "content-length": content.length }).end(content);
};

/**
 * The connection breaks after so many bytes of the answer.
 * @param sizeOf  what the client has on disk: a connection that breaks at once may take along what is on its way.
 */
export const breakAfter =
  (bytes: number, sizeOf: () => number): Behaviour =>
  (content, request, response) => {
    const { write, end } = response;
    const before = sizeOf();
    Object.assign(response, {
      end(body?: Buffer) {
        if (body === undefined || body.length <= bytes) return end.call(response, body, "binary");
        write.call(response, body.subarray(0, bytes), "binary", () => {});
        void until(() => sizeOf() === before + bytes).then(() => response.destroy());
        return response;
      },
    });
    sendRange(content, request, response);
  };

/** It stops sending and holds the line. */
export const silentAfter =
  (bytes: number): Behaviour =>
  (content, _, response) => {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, bytes));
  };

export const answer =
  (status: number, headers: Record<string, string | number>, body: (content: Buffer) => Buffer): Behaviour =>
  (content, _, response) => {
    response.writeHead(status, headers).end(body(content));
  };
