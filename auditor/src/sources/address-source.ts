/**
 * A bundle in a folder on the web: only bundle.json and the files in it are requested.
 * @module
 */
import { BundleFileTooLargeError } from "../../../prover/bundle/read-errors.ts";
import { MANIFEST_FILE } from "../../../prover/bundle/schema.ts";
import type { BundleSource } from "./bundle-source.ts";
import { AddressUnusableError, ServerRefusedError, ServerUnreachableError } from "./source-errors.ts";

const TIMEOUT_MS = 30_000;

/** @param address Of the folder, or of its bundle.json; relative to the page where it has no scheme. @throws AddressUnusableError */
export function bundleAt(address: string, pageAddress: string): BundleSource {
  const folder = folderOf(address, pageAddress);
  return {
    name: folder.href,
    readFile: (file, limitBytes) => readAddress(new URL(file, folder), file, limitBytes),
  };
}

function folderOf(address: string, pageAddress: string): URL {
  const example = "https://example.org/pufeth/spurt-12/";
  const given = address.trim();
  if (given === "" || !URL.canParse(given, pageAddress)) {
    throw new AddressUnusableError(given, "it is not a web address", example);
  }
  const url = new URL(given, pageAddress);
  const isLoopback = ["127.0.0.1", "localhost"].includes(url.hostname);
  if (
    url.protocol !== "https:" &&
    !(url.protocol === "http:" && isLoopback) &&
    url.origin !== new URL(pageAddress).origin
  ) {
    throw new AddressUnusableError(given, "only https, and http on this machine, are allowed", example);
  }
  url.search = url.hash = "";
  const isManifest = url.pathname.endsWith(`/${MANIFEST_FILE}`);
  url.pathname = isManifest
    ? url.pathname.slice(0, -MANIFEST_FILE.length)
    : url.pathname.replace(/\/?$/, "/");
  return url;
}

async function readAddress(url: URL, file: string, limitBytes: number): Promise<Uint8Array> {
  // No cookies and no referrer are sent.
  const response = await fetch(url, {
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause) => {
    throw new ServerUnreachableError(url.href, cause);
  });
  if (!response.ok) throw new ServerRefusedError(url.href, response.status);
  const bytes = new Uint8Array(limitBytes < 2 ** 20 ? limitBytes + 1 : 2 ** 20);
  return readBounded(response, bytes, file, limitBytes, url);
}

/** Stops at the limit: the announced length is not trusted. */
async function readBounded(
  response: Response,
  buffer: Uint8Array,
  file: string,
  limitBytes: number,
  url: URL,
): Promise<Uint8Array> {
  let bytes = buffer;
  let length = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch((cause) => {
      throw new ServerUnreachableError(url.href, cause);
    });
    if (part === undefined || part.done) return bytes.slice(0, length);
    if (length + part.value.length > limitBytes) {
      await reader?.cancel();
      throw new BundleFileTooLargeError(file, length + part.value.length, limitBytes);
    }
    if (length + part.value.length > bytes.length) {
      const larger = new Uint8Array(2 * (length + part.value.length));
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(part.value, length);
    length += part.value.length;
  }
}
