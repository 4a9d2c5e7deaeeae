/**
 * What of the configured addresses and headers is secret, and how it is found again in what services answer: as it is,
 * percent-encoded, escaped as in JSON or HTML, in base64 or in hex.
 * @module
 */

/** Replaces a removed part. */
export const HIDDEN = "…";

/** Words and versions of paths, e.g. `rpc`, `v3`; a number may name a chain. Providers' keys are longer. */
const PUBLIC_PART = /^(?:[a-z]{1,12}|v?[0-9]{1,6})$/i;
/** A shorter secret may also be part of a word: it is removed where it stands alone. */
const SHORTEST_INSIDE = 8;
/** Shorter codes are found by accident. */
const SHORTEST_CODE = 8;
const HTML_NAMES: Readonly<Record<string, string>> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "apos",
};

/** User info, the values of the query, and what of the path is no plain word. */
export function secretsOfAddress(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { host, username, password, pathname, search } = new URL(address);
  if (host === "") return [];
  const [user, word] = [decoded(username), decoded(password)];
  const path = pathname.split("/").map(decoded);
  const query = search
    .slice(1)
    .split("&")
    .map((part) => decoded(part.slice(part.indexOf("=") + 1)));
  const userInfo = word === "" ? [user] : [word, `${user}:${word}`, ...[user].filter(isNoWord)];
  return [...userInfo, ...path.filter(isNoWord), ...query].filter((secret) => secret !== "");
}

/** @param header  `NAME: VALUE`. Of `Bearer KEY` also the key; of `Basic …` also what it encodes. */
export function secretsOfHeader(header: string): string[] {
  const value = header.slice(header.indexOf(":") + 1).trim();
  const [scheme = "", ...parts] = value.split(/\s+/);
  const encoded = /^basic$/i.test(scheme) ? textOfBase64(parts.join("")) : "";
  const password = encoded.slice(encoded.indexOf(":") + 1);
  return [value, ...parts, encoded, password].filter((secret) => secret !== "");
}

/** Removes the secrets in every form. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  // The longest first: one may be part of another.
  const longestFirst = [...new Set(secrets)].filter((one) => one !== "").sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, secret) => rest.replace(patternOf(secret), HIDDEN), text);
}

/** @returns the text as it is where its escapes are none. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Of UTF-8; in browsers too. */
export function base64Of(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function isNoWord(part: string): boolean {
  return !PUBLIC_PART.test(part);
}

function textOfBase64(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0)));
  } catch {
    return "";
  }
}

/** They take milliseconds to make, and every line is searched with them. */
const patterns = new Map<string, RegExp>();

function patternOf(secret: string): RegExp {
  const pattern = patterns.get(secret) ?? makePattern(secret);
  patterns.set(secret, pattern);
  return pattern;
}

function makePattern(secret: string): RegExp {
  const plain = [...secret].map(formsOf).join("");
  const isShort = secret.length < SHORTEST_INSIDE;
  const forms = [isShort ? `(?<![A-Za-z0-9])${plain}(?![A-Za-z0-9])` : plain];
  const codes = [hexOf(secret), ...base64Parts(secret)].filter((code) => code.length >= SHORTEST_CODE);
  return new RegExp([...forms, ...codes.map(base64Pattern)].join("|"), "gi");
}

/** One character, however it is escaped, also more than once. */
function formsOf(char: string): string {
  const percent = [...new TextEncoder().encode(char)].map((byte) => `%(?:25)*${hexByte(byte)}`).join("");
  const units = Array.from({ length: char.length }, (_, i) => char.charCodeAt(i));
  const json = units.map((unit) => `\\\\+u${unit.toString(16).padStart(4, "0")}`).join("");
  const point = char.codePointAt(0)!;
  const html = `&(?:amp;)*#(?:x0*${point.toString(16)}|0*${point});`;
  const name = HTML_NAMES[char];
  const forms = [percent, json, html];
  if (name !== undefined) forms.push(`&(?:amp;)*${name};`);
  if (char === " ") forms.push("\\+");
  // Last: an escape may begin with the character itself.
  forms.push(`\\\\*${char.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}`);
  return `(?:${forms.join("|")})`;
}

/** The characters that do not depend on what stands around, for the three positions within a group. RFC 4648 §4. */
function base64Parts(secret: string): string[] {
  const byteCount = new TextEncoder().encode(secret).length;
  return [0, 1, 2].map((before) => {
    const code = base64Of("\0".repeat(before) + secret);
    return code.slice(Math.ceil((before * 8) / 6), Math.floor(((before + byteCount) * 8) / 6));
  });
}

/** Both alphabets, RFC 4648 §4 and §5; of the characters only these are escaped. */
const BASE64_FORMS: Readonly<Record<string, string>> = {
  "+": "(?:[+-]|%(?:25)*2b|\\\\+u002b)",
  "/": "(?:\\\\*\\/|_|%(?:25)*2f|\\\\+u002f)",
};

function base64Pattern(code: string): string {
  return code.replace(/[+/]/g, (char) => BASE64_FORMS[char]!);
}

function hexOf(text: string): string {
  return [...new TextEncoder().encode(text)].map(hexByte).join("");
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
