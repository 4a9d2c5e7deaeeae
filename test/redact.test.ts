/** What may be a secret of an address is never told; what helps the reader is. @module */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathBelow, redactText, redactUrl } from "../prover/redact.ts";

/** As providers make them: hex, base62 with dashes, a UUID. */
const token = fc
  .oneof(fc.stringMatching(/^[0-9a-f]{32,64}$/), fc.stringMatching(/^[A-Za-z0-9_-]{22,40}$/), fc.uuid())
  .filter((text) => /[0-9]/.test(text));
const host = fc.domain();
const scheme = fc.constantFrom("http", "https", "redis", "rediss", "wss");

/** Where providers put a key. */
const address = fc
  .tuple(scheme, host, token, fc.constantFrom("path", "user", "password", "query", "after a prefix"))
  .map(([protocol, domain, key, place]) => ({
    key,
    text: {
      path: `${protocol}://${domain}/${key}`,
      user: `${protocol}://${key}@${domain}/rpc`,
      password: `${protocol}://someone:${key}@${domain}:8545`,
      query: `${protocol}://${domain}/rpc?dkey=${key}`,
      "after a prefix": `${protocol}://${domain}/eth/v3/${key}/`,
    }[place],
  }));

test("an endpoint is told by its origin alone", () => {
  fc.assert(
    fc.property(address, ({ text, key }) => {
      expect(redactUrl(text)).not.toContain(key);
      expect(text.replace(/\/\/.*@/, "//").startsWith(redactUrl(text))).toBe(true);
    }),
  );
  expect(redactUrl("http://user:pass@127.0.0.1:8545/v3/abc?x=1")).toBe("http://127.0.0.1:8545");
});

test("what is no address is told as it was given", () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z0-9 ]*$/), (text) => redactUrl(text) === text));
});

test("a text tells no key of an address in it, whatever stands around", () => {
  const words = fc.stringMatching(/^[A-Z ,.]{0,20}$/);
  const around = fc.constantFrom(["", ""], ["(", ")"], ["'", "'"], ['"', '":'], ["<", ">"], ["URL: ", "."]);
  fc.assert(
    fc.property(words, address, around, words, (before, { text, key }, [open, close], after) => {
      const told = redactText(`${before} ${open}${text}${close} ${after}`);
      expect(told).not.toContain(key);
      expect(told.startsWith(`${before} ${open}`) && told.endsWith(`${close} ${after}`)).toBe(true);
    }),
  );
});

test("of an endpoint that is known, a text tells the origin alone, however short the key", () => {
  expect(
    redactText("URL: https://rpc.example/v3/abc, see https://other.example/v3/abc", [
      "https://rpc.example/k",
    ]),
  ).toBe("URL: https://rpc.example/…, see https://other.example/v3/abc");
});

describe("what is no secret stays", () => {
  test.each([
    "See https://github.com/ethereum/EIPs/blob/master/EIPS/eip-4788.md.",
    "Give --from https://keys.example/2026, or --dev.",
    "http://127.0.0.1:8545 says no",
    `https://beacon.example/eth/v2/debug/beacon/states/0x${"ab".repeat(32)}`,
    "no address: file://x, a:b, 12:30",
  ])("%s", (text) => expect(redactText(text)).toBe(text));
});

const KEY = "aabb".repeat(16);

test("a secret that is known is left out wherever it stands, a short one where it stands alone", () => {
  expect(redactText(`key ${KEY}, 0x${KEY}`, [], [KEY, ""])).toBe("key …, 0x…");
  expect(redactText("a pin, no spinning", [], ["pin"])).toBe("a …, no spinning");
});

test.each([
  ["mistyped: htp://me:hunter2@host/x", "mistyped: htp://host/x"],
  ["in no address: me:hunter2@host", "in no address: …@host"],
  ["a slash in it: http://me:hun/ter2@host", "a slash in it: http://…@host"],
  ["at file:///x/node_modules/@y/z.ts:1:2", "at file:///x/node_modules/@y/z.ts:1:2"],
])("user info: %s", (text, told) => expect(redactText(text)).toBe(told));

test("a long text without addresses takes no long time", () => {
  const long = "a:".repeat(100_000) + "b".repeat(1_000_000);
  expect(redactText(long, ["http://me:hunter2@host"])).toBe(long);
});

test.each([
  ["https://x.example/KEY", "https://x.example/KEY/eth/v1/a?b=c", "/eth/v1/a"],
  ["https://x.example/KEY/", "https://x.example/KEY/eth/v1/a", "/eth/v1/a"],
  ["https://x.example", "https://x.example/eth/v1/a", "/eth/v1/a"],
])("what is asked of %s is told without its own path", (base, url, below) => {
  expect(pathBelow(base, url)).toBe(below);
});
