/** Beacon nodes, execution nodes and key servers are asked through a proxy where one is set, and the doctor says so. @module */
import { afterEach, describe, expect, it, vi } from "vitest";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { checkBeacons } from "../../prover/doctor/check-beacon.ts";
import { checkProxy } from "../../prover/doctor/check-proxy.ts";
import { webSource } from "../../prover/keys/web-source.ts";
import { proxyOf } from "../../prover/service/proxy-choice.ts";
import { connectBeaconNode } from "../../prover/state/beacon-node.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { readBody, sendJson, startServer } from "../state/loopback-server.ts";
import { headerAnswer, headerFields } from "../state/real-node.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { startProxy } from "./loopback-proxy.ts";

const { header } = await syntheticState([1n], "electra");

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0).reverse()) await close();
});
const NAMES = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
const useEnvironment = (variables: Record<string, string>) => {
  for (const name of NAMES) for (const form of [name, name.toLowerCase()]) vi.stubEnv(form, undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
};

/** Answers as each service, under a name that only the proxy knows. */
async function service(): Promise<string> {
  const server = await startServer(async (request, response) => {
    if (request.method !== "POST") return sendJson(response, headerAnswer(headerFields(header)));
    const { id } = JSON.parse(await readBody(request));
    sendJson(response, { jsonrpc: "2.0", id, result: "0x1" });
  });
  closing.push(() => server.close());
  return server.url.replace("127.0.0.1", "node.test");
}
async function proxy(status?: number) {
  const started = await startProxy(status);
  closing.push(() => started.close());
  return started;
}

const SERVICES: [string, (url: string) => Promise<unknown>][] = [
  [
    "a beacon node",
    (beaconUrl) => connectBeaconNode({ beaconUrl, inactivityTimeoutMs: PATIENCE_MS }).askHeader("head"),
  ],
  [
    "an execution node",
    (url) => {
      const chain = createChainClient({ url, timeoutMs: PATIENCE_MS });
      return chain.ask("the chain id", chain.viem.getChainId());
    },
  ],
  ["a key server", (url) => webSource(url, PATIENCE_MS).open("file", 0)],
  [
    "a beacon node, by the doctor",
    async (url) => expect(await checkBeacons([url])).toMatchObject([{ level: "ok" }, { level: "ok" }]),
  ],
];

describe.each(SERVICES)("%s", (_, ask) => {
  it("is asked through HTTP_PROXY, with the user of its address, and not tunnelled", async () => {
    const url = await service();
    const { url: proxyUrl, asked, credentials } = await proxy();
    useEnvironment({ HTTP_PROXY: proxyUrl.replace("//", "//user:pass%21@") });
    await ask(url);
    expect(asked[0]).toMatch(new RegExp(`^(GET|POST) ${url}/`));
    expect(credentials[0]).toBe(`Basic ${Buffer.from("user:pass!").toString("base64")}`);
  });

  it("is not asked through it where NO_PROXY says so", async () => {
    const url = await service();
    const { url: proxyUrl, asked } = await proxy();
    useEnvironment({ HTTP_PROXY: proxyUrl, NO_PROXY: "other.test, .node.test" });
    // Nobody but the proxy knows the name.
    await ask(url).catch(() => {});
    expect(asked).toEqual([]);
  });
});

describe.each(SERVICES.slice(0, 3))("%s", (_, ask) => {
  it("with TLS is asked through a tunnel of HTTPS_PROXY", async () => {
    const { url: proxyUrl, asked } = await proxy(403);
    useEnvironment({ https_proxy: proxyUrl, HTTP_PROXY: "http://127.0.0.1:1" });
    await expect(ask("https://node.test/path")).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/the proxy answers with HTTP status 403/),
    });
    expect(asked[0]).toBe("CONNECT node.test:443");
  });

  it("is not asked where the variable names no HTTP proxy, and its value is not repeated", async () => {
    useEnvironment({ HTTP_PROXY: "socks5://user:SECRET@127.0.0.1:1" });
    const failed = ask("http://node.test/");
    await expect(failed).rejects.toMatchObject({ code: "PROXY_INVALID", exitCode: 2 });
    await expect(failed).rejects.not.toThrow(/SECRET/);
  });
});

describe("proxyOf", () => {
  const HTTP = { HTTP_PROXY: "http://proxy:3128" };
  it.each<[string, string, Record<string, string>, string | undefined]>([
    ["nothing is set", "http://h/", {}, undefined],
    ["one is set", "http://h/", HTTP, "http://proxy:3128"],
    ["the scheme is missing", "http://h/", { http_proxy: "proxy:3128" }, "http://proxy:3128"],
    ["lower case counts more", "http://h/", { ...HTTP, http_proxy: "http://other" }, "http://other"],
    ["lower case is empty", "http://h/", { ...HTTP, http_proxy: "" }, undefined],
    ["it is for the other scheme", "https://h/", HTTP, undefined],
    ["the host is excepted", "http://h/", { ...HTTP, NO_PROXY: "a, H" }, undefined],
    ["the domain is excepted", "http://a.b.c/", { ...HTTP, no_proxy: ".b.c" }, undefined],
    ["the domain is excepted as a pattern", "http://a.b.c/", { ...HTTP, no_proxy: "*.b.c" }, undefined],
    ["the domain is excepted by name", "http://a.b.c/", { ...HTTP, no_proxy: "b.c" }, undefined],
    [
      "another name that ends alike is excepted",
      "http://ab.c/",
      { ...HTTP, no_proxy: "b.c" },
      "http://proxy:3128",
    ],
    ["everything is excepted", "http://h/", { ...HTTP, no_proxy: "*" }, undefined],
    ["the port is excepted", "http://h:81/", { ...HTTP, no_proxy: "h:81" }, undefined],
    ["another port is excepted", "http://h/", { ...HTTP, no_proxy: "h:81" }, "http://proxy:3128"],
    ["it is this machine", "http://localhost:8545/", HTTP, undefined],
    ["it is this machine by number", "http://127.0.0.1:8545/", HTTP, undefined],
    ["it is this machine by IPv6", "http://[::1]:8545/", HTTP, undefined],
  ])("%s", (_, url, environment, proxyUrl) => {
    expect(proxyOf(new URL(url), environment)?.origin).toBe(proxyUrl);
  });
});

it("the doctor says which services are asked through which proxy, without its password", () => {
  const environment = { HTTP_PROXY: "http://user:SECRET@proxy:3128", NO_PROXY: "b" };
  expect(checkProxy(["http://a/KEY", "http://b", "http://c", "http://a"], environment)).toEqual([
    {
      check: "proxy http://proxy:3128",
      level: "ok",
      found: "used for http://a, http://c; NO_PROXY makes exceptions",
      next: null,
    },
  ]);
  expect(checkProxy(["http://b"], environment)).toEqual([]);
  expect(checkProxy(["http://a"], { HTTP_PROXY: "socks5://user:SECRET@h" })).toEqual([
    { check: "proxy", level: "fail", found: expect.not.stringContaining("SECRET"), next: expect.any(String) },
  ]);
});
