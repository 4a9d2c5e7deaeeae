/** Services behind keys are asked with them, and what they repeat of them is told nowhere. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ssz } from "@lodestar/types";
import { afterEach, describe, expect, it } from "vitest";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { webSource } from "../../prover/keys/web-source.ts";
import { connectBeaconNode } from "../../prover/state/beacon-node.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { runInProcess } from "../cli/run-bin.ts";
import { type LoopbackServer, readBody, sendJson, startServer } from "../state/loopback-server.ts";
import { PATIENCE_MS } from "../support/patience.ts";

const PASSWORD = "hunter2/&é";
const KEY = "k3y-OF-the-path-0123456789";
const QUERY = "key+of=the query";
const TOKEN = "token.of-the_header";
const BASIC = `Basic ${Buffer.from(`me:${PASSWORD}`).toString("base64")}`;
const ALL = [
  PASSWORD,
  encodeURIComponent(PASSWORD),
  KEY,
  QUERY,
  encodeURIComponent(QUERY),
  TOKEN,
  BASIC.slice(6),
];

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** As a provider gives it: with a key in every place. */
const guarded = (url: string) =>
  `${url.replace("//", `//me:${encodeURIComponent(PASSWORD)}@`)}/v2/${KEY}/?apikey=${encodeURIComponent(QUERY)}`;

/** Whether a request has every key in its place. */
const isLetIn = (url: string, headers: NodeJS.Dict<string | string[]>) =>
  url.startsWith(`/v2/${KEY}/`) &&
  new URL(url, "http://x").searchParams.get("apikey") === QUERY &&
  headers["x-token"] === TOKEN;

const header = ssz.phase0.BeaconBlockHeader.defaultValue();

/** Lets in who has the keys, and repeats the whole request to whom it does not understand. */
async function start({ repeats }: { readonly repeats: boolean }): Promise<LoopbackServer> {
  server = await startServer(async (request, response) => {
    const { url = "", headers } = request;
    const body = await readBody(request);
    const asked = `${decodeURIComponent(url)} ${url} ${JSON.stringify(headers)} is no request`;
    const isIn = isLetIn(url, headers) && headers.authorization === BASIC;
    if (repeats || !isIn) {
      if (request.method !== "POST") return sendJson(response, { code: 400, message: asked }, 400);
      return sendJson(response, {
        jsonrpc: "2.0",
        id: JSON.parse(body).id,
        error: { code: -1, message: asked },
      });
    }
    if (request.method === "POST") {
      return sendJson(response, { jsonrpc: "2.0", id: JSON.parse(body).id, result: "0x1" });
    }
    if (url.includes("/headers/")) {
      const message = ssz.phase0.BeaconBlockHeader.toJson(header);
      const root = `0x${Buffer.from(ssz.phase0.BeaconBlockHeader.hashTreeRoot(header)).toString("hex")}`;
      const data = { root, canonical: true, header: { message, signature: `0x${"00".repeat(96)}` } };
      return sendJson(response, { execution_optimistic: false, finalized: false, data });
    }
    response.end(new Uint8Array(64));
  });
  return server;
}

const HEADERS = { "x-token": TOKEN };
const SERVICES = {
  "a beacon node": (url: string) =>
    connectBeaconNode({
      beaconUrl: guarded(url),
      headers: HEADERS,
      inactivityTimeoutMs: PATIENCE_MS,
    }).askHeader("head"),
  "an execution node": (url: string) => {
    const chain = createChainClient({ url: guarded(url), headers: HEADERS, timeoutMs: PATIENCE_MS });
    return chain.ask("the chain id", chain.viem.getChainId());
  },
};

describe.each(Object.entries(SERVICES))("%s", (_, ask) => {
  it("is asked with user info, query and headers", async () => {
    const { url } = await start({ repeats: false });
    await ask(url);
  });

  it("that repeats them: the error tells none", async () => {
    const { url } = await start({ repeats: true });
    const error = await ask(url).then(
      () => undefined,
      (failure: Error) => failure,
    );
    expect(error?.message).toContain("…");
    for (const secret of ALL) expect(error?.message).not.toContain(secret);
  });
});

it("a key server is asked with user info and query", async () => {
  server = await startServer(({ url = "", headers }, response) => {
    const isIn = isLetIn(url, { ...headers, "x-token": TOKEN }) && headers.authorization === BASIC;
    response.writeHead(isIn ? 200 : 401).end("keys");
  });
  const { body } = await webSource(guarded(server.url)).open("file", 0);
  expect(await new Response(body).text()).toBe("keys");
});

describe("commands", () => {
  const file = join(temporaryFolder(), "headers");
  writeFileSync(file, `X-Token: ${TOKEN}\n`);
  const registry = join(temporaryFolder(), "registry.json");
  writeFileSync(registry, JSON.stringify([{ index: "0", principalGwei: "32000000000" }]));
  const PLACES: Readonly<Record<string, (service: string) => [string[], NodeJS.ProcessEnv]>> = {
    "a file": (service) => [[`--${service}-header`, `@${file}`], {}],
    "the environment": (service) => [
      [],
      { [`PUFETH_POR_${service.toUpperCase()}_HEADER`]: `Accept-Language: en\nX-Token: ${TOKEN}` },
    ],
  };

  it.each(Object.entries(PLACES))("doctor works with every key, the headers from %s", async (_, place) => {
    const { url } = await start({ repeats: false });
    const args: string[] = [];
    const env = { ...process.env };
    for (const service of ["beacon", "rpc"]) {
      const [more, variables] = place(service);
      args.push(`--${service}`, guarded(url), ...more);
      Object.assign(env, variables);
    }
    const run = await runInProcess(["doctor", "--size", "test", "--json", ...args], env);
    const { findings } = JSON.parse(run.stdout.join("\n"));
    for (const check of [`beacon ${url}`, `rpc ${url}`]) {
      expect(findings).toContainEqual(expect.objectContaining({ check, level: "ok" }));
    }
  });

  it.each([
    ["doctor", ["--size", "test"]],
    ["plan", ["--slot", "head", "--registry", registry]],
  ])("%s tells no key that a node repeats, in lines, JSON, log and stack", async (command, more) => {
    const { url } = await start({ repeats: true });
    const base = [command, ...more, "--beacon", guarded(url), "--beacon-header", `@${file}`];
    const rpc = command === "doctor" ? ["--rpc", guarded(url), "--rpc-header", `@${file}`] : [];
    const runs = [
      [...base, ...rpc, "--json"],
      ["--debug", ...(command === "plan" ? ["--log-format", "json"] : []), ...base],
    ];
    for (const args of runs) {
      const { stdout, stderr } = await runInProcess(args);
      const told = [...stdout, ...stderr].join("\n");
      expect(told).toContain("…");
      for (const secret of ALL) expect(told).not.toContain(secret);
    }
  });

  it("a header that cannot be sent is refused without its value, and config shows none", async () => {
    const env = { ...process.env, PUFETH_POR_BEACON_HEADER: TOKEN };
    const run = await runInProcess(["plan", "--slot", "head", "--beacon", "http://127.0.0.1:9"], env);
    expect(run.exitCode).toBe(2);
    expect(run.stderr[0]).toMatch(/Header 1 of --beacon-header is not NAME: VALUE/);
    const good = { ...env, PUFETH_POR_BEACON_HEADER: `X-Token: ${TOKEN}` };
    const shown = await runInProcess(["config", "plan"], good);
    expect(shown.stdout.join("\n")).toMatch(/beacon-header.*X-Token: …/);
    expect([...run.stderr, ...shown.stdout, ...shown.stderr].join("\n")).not.toContain(TOKEN);
  });
});
