/**
 * All commands that ask services, against services of each bad kind: every one ends within a bounded time, says why with an
 * exit code that fits, and leaves nothing open that would keep its process alive.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeBundle } from "../../prover/bundle/write-bundle.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { syntheticBundle } from "../bundle/synthetic-bundle.ts";
import { BIN } from "../cli/run-bin.ts";
import { installedEntry } from "../keys/installed-entry.ts";
import { keyExample } from "../keys/key-example.ts";
import { headerFields } from "../state/real-node.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { inputFile, registryFile } from "./input-files.ts";
import { startCommand } from "./running-command.ts";

const SCRIPT = fileURLToPath(new URL("./run-commands.mjs", import.meta.url));
/** Of one command; a key server is waited for a minute. */
const LONGEST_SECONDS = 120;
const ORACLE = `0x${"5a".repeat(20)}`;
const PRINCIPAL_GWEI = 32_000_000_000n;

interface Kind {
  readonly port: number;
  close(): Promise<void>;
}

async function listening(server: Server): Promise<Kind> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, "close");
    },
  };
}

const answering = (answer: RequestListener) => () => listening(createHttpServer(answer));
const json = { "content-type": "application/json" };

const KINDS: [string, () => Promise<Kind>][] = [
  [
    "nothing listens",
    async () => {
      const kind = await listening(createServer());
      await kind.close();
      return kind;
    },
  ],
  ["accepts connections and says nothing", () => listening(createServer(() => {}))],
  ["closes every connection", () => listening(createServer((socket) => void socket.destroy()))],
  [
    "speaks another protocol",
    () => listening(createServer((socket) => void socket.end("220 smtp ready\r\n"))),
  ],
  ["answers 404", answering((_, response) => void response.writeHead(404, json).end("{}"))],
  ["answers 401", answering((_, response) => void response.writeHead(401, json).end("{}"))],
  [
    "answers 429 and asks to wait for an hour",
    answering((_, response) => void response.writeHead(429, { "retry-after": "3600" }).end()),
  ],
  ["answers 503 with a page", answering((_, response) => void response.writeHead(503).end("<html>"))],
  ["answers 200 with a page", answering((_, response) => void response.writeHead(200).end("<html>"))],
  [
    "answers 200 with other JSON",
    answering((_, response) => void response.writeHead(200, json).end('{"data":7}')),
  ],
  [
    "breaks off in the middle of an answer",
    answering((_, response) => {
      response.writeHead(200, { ...json, "content-length": 1000 });
      response.write('{"jsonrpc":', () => response.destroy());
    }),
  ],
  [
    "stalls in the middle of an answer",
    answering((_, response) => void response.writeHead(200, { ...json, "content-length": 1000 }).write("{")),
  ],
  [
    "redirects for ever",
    answering((request, response) => void response.writeHead(307, { location: request.url }).end()),
  ],
];

let commandsAt: (port: number) => string[][];
const children = new Set<ChildProcess>();
beforeAll(async () => {
  await setUpSize("test", () => {});
  const bundle = join(temporaryFolder(), "bundle");
  await writeBundle(await syntheticBundle(await toyGroth16()), bundle);
  // For this circuit, and not installed.
  const { manifest, entry } = await keyExample(1000);
  const { circuit } = installedEntry("test");
  const manifestFile = inputFile(
    "manifest.json",
    JSON.stringify({ ...manifest, keys: [{ ...entry, circuit }] }),
  );
  const registry = registryFile([{ index: 0, principalGwei: PRINCIPAL_GWEI }]);
  const { stateBytes, header } = await syntheticState([PRINCIPAL_GWEI], "electra");
  const state = inputFile("state.ssz", stateBytes);
  const headerFile = inputFile("header.json", JSON.stringify(headerFields(header)));
  commandsAt = (port) => {
    const url = `http://127.0.0.1:${port}`;
    const rpc = ["--rpc", url, "--rpc-timeout", "1", "--oracle", ORACLE];
    const beacon = ["--beacon", url, "--beacon-timeout", "1"];
    const slot = ["--slot", "finalized", "--registry", registry, "--size", "test"];
    const queue = ["--queue", `redis://127.0.0.1:${port}`];
    const out = () => ["--out", join(temporaryFolder(), "out")];
    const fromFile = ["--state", state, "--header", headerFile, "--fork", "electra", "--registry", registry];
    return [
      ["status", ...rpc],
      ["plan", ...beacon, ...slot],
      ["plan", ...beacon, ...rpc, "--spurt", "1", "--size", "test"],
      ["prove", ...beacon, ...slot, ...out()],
      ["prove", ...beacon, ...rpc, "--spurt", "1", "--size", "test", ...out()],
      ["prove", ...fromFile, "--size", "test", ...queue, ...out()],
      ["worker", ...queue, "--size", "test"],
      ["register", ...beacon, ...rpc],
      ["open", ...beacon, ...rpc],
      ["submit", bundle, ...rpc],
      ["finalize", bundle, ...rpc],
      ["verify", bundle, ...rpc],
      ["audit", bundle, ...beacon, ...rpc],
      ["setup", "--from", url, "--manifest", manifestFile, "--size", "test"],
      ["doctor", "--size", "test", "--beacon", url, ...rpc, ...queue],
    ].map((command) => [...command, "--json"]);
  };
});
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

interface Result {
  readonly args: string[];
  readonly exitCode: number;
  readonly seconds: number;
  readonly stdout: string[];
  readonly stderr: string[];
}

async function runAll(commands: readonly string[][]): Promise<Result[]> {
  const env = { ...process.env, PUFETH_POR_CACHE: temporaryFolder(), DEBUG: "" };
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(commands)], {
    stdio: ["ignore", "pipe", "ignore"],
    env,
  });
  children.add(child);
  let text = "";
  child.stdout!.on("data", (part) => {
    text += part;
  });
  // Nothing ends it but itself.
  const [exitCode, signal] = await once(child, "close");
  children.delete(child);
  expect({ exitCode, signal }).toEqual({ exitCode: 0, signal: null });
  return JSON.parse(text);
}

describe("all commands", () => {
  it.concurrent.each(KINDS)("end, and leave nothing open, against a service that %s", async (_, start) => {
    const kind = await start();
    const commands = commandsAt(kind.port);
    const results = await runAll(commands).finally(() => kind.close());
    expect(results.map(({ args }) => args)).toEqual(commands);
    const faults = results.filter(({ args: [command], exitCode, seconds, stdout }) => {
      const { code } = JSON.parse(stdout.join("\n")) as { code?: string };
      // A failed check is what doctor and audit find; else it is the service, or its address.
      const codes = command === "doctor" || command === "audit" ? [1, 3] : [2, 3];
      const isTold = code !== undefined && code !== "INTERNAL";
      return !isTold || !codes.includes(exitCode) || seconds > LONGEST_SECONDS;
    });
    expect(faults).toEqual([]);
  });

  it.each(KINDS.slice(0, 3))("and a watch ends at a signal, against a service that %s", async (_, start) => {
    const { port, close } = await start();
    const url = `http://127.0.0.1:${port}`;
    const services = ["--beacon", url, "--rpc", url, "--rpc-timeout", "1", "--oracle", ORACLE];
    const out = ["--size", "test", "--out", join(temporaryFolder(), "out")];
    const watch = startCommand(BIN, ["prove", "--watch", ...services, ...out]);
    await watch.printed(/EXECUTION_RPC_(UNREACHABLE|TIMEOUT)|The (request|RPC)/);
    expect(await watch.kill("SIGTERM")).toBe(143);
    await close();
  });
});
