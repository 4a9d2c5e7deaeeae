/** A secret of an address or a header is found in every form in which a service may repeat it. @module */
import fc from "fast-check";
import { expect, it, test } from "vitest";
import { hideSecrets, secretsOfAddress, secretsOfHeader } from "../prover/secrets.ts";

/** As people choose them, with all that has to be escaped somewhere. */
const secret = fc
  .string({ unit: "grapheme-ascii", minLength: 12, maxLength: 40 })
  .filter((text) => text.trim() === text);

const percent = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

const FORMS: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "in upper case": (text) => text.toUpperCase(),
  "percent-encoded": encodeURIComponent,
  "percent-encoded twice": (text) => encodeURIComponent(encodeURIComponent(text)),
  "percent-encoded, every byte": percent,
  "as a form": (text) => new URLSearchParams({ a: text }).toString().slice(2),
  "in JSON": (text) => JSON.stringify(text).slice(1, -1),
  "in JSON in JSON": (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
  "in JSON, every character": (text) =>
    [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  "in HTML": (text) =>
    text.replace(
      /[&<>"']/g,
      (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char] ?? "&#39;",
    ),
  "in hex": (text) => Buffer.from(text).toString("hex"),
  "in base64": (text) => Buffer.from(text).toString("base64").replace(/=+$/, ""),
  "in base64url": (text) => Buffer.from(text).toString("base64url"),
};

test("a secret is removed in every form", () => {
  fc.assert(
    fc.property(secret, (text) => {
      for (const [name, form] of Object.entries(FORMS)) {
        const told = hideSecrets(`before ${form(text)} after`, [text]);
        // Of a code the last character may belong to what stands behind.
        expect(told, name).toMatch(/^before ….? after$/);
      }
    }),
    { numRuns: 30 },
  );
});

test("within the base64 of something longer, all but the characters at its ends is removed", () => {
  fc.assert(
    fc.property(secret, fc.string({ maxLength: 5 }), (text, before) => {
      const whole = Buffer.from(`${before}${text}`).toString("base64");
      const told = hideSecrets(whole, [text]);
      expect(told).toContain("…");
      expect(Buffer.from(told.replace("…", "").replace(/=+$/, ""), "base64").length).toBeLessThan(
        Buffer.from(before).length + 3,
      );
    }),
    { numRuns: 30 },
  );
});

it.each([
  ["https://host/v3/a1b2c3d4", ["a1b2c3d4"]],
  ["https://eth.host/eth/v1/mainnet/8453", []],
  ["https://me:pa%2Fss@host/rpc", ["pa/ss", "me:pa/ss"]],
  ["https://k3y@host", ["k3y"]],
  ["https://host/?apikey=abc&network=main", ["abc", "main"]],
  ["not an address", []],
])("of %s", (address, secrets) => expect(secretsOfAddress(address)).toEqual(secrets));

it.each([
  ["x-api-key: abc", ["abc"]],
  ["Authorization: Bearer abc", ["Bearer abc", "abc"]],
  ["Authorization: Basic bWU6c2VjcmV0", ["Basic bWU6c2VjcmV0", "bWU6c2VjcmV0", "me:secret", "secret"]],
  ["no header at all", ["no header at all", "header", "at", "all"]],
])("of %s", (header, secrets) => expect(secretsOfHeader(header)).toEqual(secrets));
