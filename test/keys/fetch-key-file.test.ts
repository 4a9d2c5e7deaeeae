/** A key file is put in place whole and checked, or not at all; what was received is never asked for twice. @module */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fetchKeyFile, partialPath } from "../../prover/keys/fetch-key-file.ts";
import { folderSource } from "../../prover/keys/folder-source.ts";
import { keySourceOf } from "../../prover/keys/set-up-keys.ts";
import { webSource } from "../../prover/keys/web-source.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { withOwnClock } from "../support/own-clock.ts";
import { type KeyExample, keyExample } from "./key-example.ts";
import {
  answer,
  type Behaviour,
  breakAfter,
  type KeyServer,
  sendRange,
  sendWhole,
  silentAfter,
  startKeyServer,
} from "./key-server.ts";

const ZKEY = "/test/proving-key.zkey";
/** Only a server that is silent is waited for so long. */
const PATIENCE_MS = 120_000;

let example: KeyExample;
let server: KeyServer;
let place: string;
beforeAll(async () => {
  example = await keyExample();
});
beforeEach(async () => {
  server = await startKeyServer(example.folder);
  place = join(temporaryFolder(), "keys", "proving-key.zkey");
});
afterEach(() => server.close());

const web = () => webSource(server.url, PATIENCE_MS);
const fetched = () => fetchKeyFile(web(), example.entry.zkey, place);
const partial = () => partialPath(place, example.entry.zkey);
const received = () => (existsSync(partial()) ? statSync(partial()).size : 0);

/** As an interrupted run leaves it. */
function leave(content: Uint8Array): void {
  mkdirSync(join(place, ".."), { recursive: true });
  writeFileSync(partial(), content);
}

describe("a whole file", () => {
  test.each([
    ["from a folder", () => folderSource(example.folder)],
    ["from a server", web],
    ["from an address with a slash and a token", () => webSource(`${server.url}/?token=secret`, PATIENCE_MS)],
  ])("%s is the manifest's, byte for byte, with its progress", async (_, source) => {
    const seen: number[] = [];
    const path = await fetchKeyFile(source(), example.entry.zkey, place, (bytes, total) => {
      expect(total).toBe(example.zkey.length);
      seen.push(bytes);
    });
    expect(readFileSync(path).equals(example.zkey)).toBe(true);
    expect(existsSync(place)).toBe(false);
    expect(seen.at(-1)).toBe(example.zkey.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test("the place decides what kind of source it is", () => {
    expect(keySourceOf("https://keys.example/2026?token=secret").name).toBe("https://keys.example");
    expect(keySourceOf("HTTP://keys.example").name).toBe("http://keys.example");
    expect(keySourceOf("./keys").name).toBe("./keys");
  });
});

describe("an interrupted download", () => {
  test("goes on where it ended, and asks for no byte twice", async () => {
    server.behave = breakAfter(1_000_000, received);
    await expect(fetched()).rejects.toMatchObject({
      code: "KEY_SERVER_UNREACHABLE",
      exitCode: 3,
      hints: [expect.any(String), expect.stringContaining("kept")],
    });
    const first = received();
    expect(first).toBe(1_000_000);
    await expect(fetched()).rejects.toMatchObject({ code: "KEY_SERVER_UNREACHABLE" });
    expect(received()).toBe(2_000_000);
    server.behave = undefined;
    expect(readFileSync(await fetched()).equals(example.zkey)).toBe(true);
    expect(server.asked).toEqual([ZKEY, `${ZKEY} bytes=1000000-`, `${ZKEY} bytes=2000000-`]);
  });

  test("a server that knows no ranges sends everything again, and the result is the same", async () => {
    leave(example.zkey.subarray(0, 1_234_567));
    server.behave = sendWhole;
    expect(readFileSync(await fetched()).equals(example.zkey)).toBe(true);
    expect(server.asked).toEqual([`${ZKEY} bytes=1234567-`]);
  });

  test("a folder's file goes on too", async () => {
    leave(example.zkey.subarray(0, 1_234_567));
    const seen: number[] = [];
    await fetchKeyFile(folderSource(example.folder), example.entry.zkey, place, (bytes) => seen.push(bytes));
    expect(seen[0]).toBeGreaterThan(1_234_567);
    expect(readFileSync(partial()).equals(example.zkey)).toBe(true);
  });

  test("that had received everything asks for nothing", async () => {
    leave(example.zkey);
    expect(await fetched()).toBe(partial());
    expect(server.asked).toEqual([]);
  });

  test.each([
    ["a spoiled beginning", () => Buffer.alloc(1000), [`${ZKEY} bytes=1000-`, ZKEY]],
    ["a spoiled whole", () => Buffer.alloc(example.zkey.length), [ZKEY]],
    ["more than the whole", () => Buffer.concat([example.zkey, Buffer.alloc(1)]), [ZKEY]],
  ])("%s is thrown away, and the file is fetched from its start", async (_, content, asked) => {
    leave(content());
    expect(readFileSync(await fetched()).equals(example.zkey)).toBe(true);
    expect(server.asked).toEqual(asked);
  });

  test("a server whose file became shorter than what is here is asked for the whole", async () => {
    leave(example.zkey.subarray(0, 1000));
    server.behave = (content, request, response) =>
      sendRange(request.headers.range ? content.subarray(0, 1) : content, request, response);
    expect(readFileSync(await fetched()).equals(example.zkey)).toBe(true);
    expect(server.asked).toEqual([`${ZKEY} bytes=1000-`, ZKEY]);
  });

  test("two runs at the same time do not disturb each other", async () => {
    const paths = await Promise.all([fetched(), fetched()]);
    for (const path of paths) expect(readFileSync(path).equals(example.zkey)).toBe(true);
  });
});

describe("a file that is not the manifest's is refused with both values, exit code 1, and nothing of it stays", () => {
  const flipped = (content: Buffer) => {
    const copy = Buffer.from(content);
    copy[2_000_000]! ^= 1;
    return copy;
  };
  const whole = (body: (content: Buffer) => Buffer) => answer(200, {}, body);
  const cases: [string, KeyServer["behave"], string, () => string, RegExp][] = [
    ["a changed byte", whole(flipped), "SHA-256", () => example.entry.zkey.sha256, /^[0-9a-f]{64}$/],
    ["a byte missing", whole((c) => c.subarray(1)), "size in bytes", () => "3000000", /^2999999$/],
    ["nothing", whole(() => Buffer.alloc(0)), "size in bytes", () => "3000000", /^0$/],
    [
      "a byte too many",
      whole((c) => Buffer.concat([c, c.subarray(0, 1)])),
      "size in bytes",
      () => "3000000",
      /^3000001$/,
    ],
    [
      "a length that is announced wrong",
      (c, request, response) => sendWhole(Buffer.concat([c, c]), request, response),
      "size in bytes",
      () => "3000000",
      /^6000000$/,
    ],
  ];
  test.each(cases)("%s", async (_, behave, what, expected, found) => {
    server.behave = behave;
    await expect(fetched()).rejects.toMatchObject({
      code: "KEY_FILE_MISMATCH",
      exitCode: 1,
      file: "test/proving-key.zkey",
      what,
      expected: expected(),
      found: expect.stringMatching(found),
      hints: [expect.stringContaining("Nothing was installed")],
    });
    expect(readdirSync(join(place, ".."))).toEqual([]);
  });

  test("in a folder too", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "test"));
    writeFileSync(join(folder, ZKEY), flipped(example.zkey));
    const fetching = () => fetchKeyFile(folderSource(folder), example.entry.zkey, place);
    await expect(fetching()).rejects.toMatchObject({ code: "KEY_FILE_MISMATCH", what: "SHA-256" });
    truncateSync(join(folder, ZKEY), 5);
    await expect(fetching()).rejects.toMatchObject({ code: "KEY_FILE_MISMATCH", found: "5" });
  });
});

describe("a source that fails is named, without what may be a secret of its address, exit code 3", () => {
  const part = (range: string) =>
    answer(206, { "content-range": range }, (content) => content.subarray(1000));
  const cases: [string, string, Behaviour, RegExp][] = [
    [
      "it stops in the middle",
      "KEY_SERVER_TIMEOUT",
      silentAfter(1000),
      /nothing for 3000 ms .*1000 bytes received before/,
    ],
    ["it never answers", "KEY_SERVER_TIMEOUT", () => {}, /0 bytes received before/],
    ["it hangs up", "KEY_SERVER_UNREACHABLE", (_, request) => request.socket.destroy(), /failed/],
    ["it has an error", "KEY_SERVER_UNUSABLE", answer(503, {}, () => Buffer.from("busy")), /status 503/],
    [
      "a part of another place",
      "KEY_SERVER_UNUSABLE",
      part("bytes 5-2999999/3000000"),
      /asked for bytes 1000-/,
    ],
    ["a part without a place", "KEY_SERVER_UNUSABLE", part("bytes */3000000"), /asked for bytes 1000-/],
    [
      "no content",
      "KEY_SERVER_UNUSABLE",
      (_, _request, response) => response.writeHead(204).end(),
      /status 204/,
    ],
  ];
  test.each(cases)("%s → %s", async (_, code, behave, reason) => {
    server.behave = behave;
    if (reason.source.startsWith("asked")) leave(example.zkey.subarray(0, 1000));
    const limitMs = code === "KEY_SERVER_TIMEOUT" ? 3000 : PATIENCE_MS;
    const source = webSource(`${server.url}?token=secret`, limitMs);
    const failure = await fetchKeyFile(source, example.entry.zkey, place).catch((error) => error);
    expect(failure).toMatchObject({ code, exitCode: 3 });
    expect(failure.message).toMatch(reason);
    expect(failure.message).not.toContain("secret");
  });

  test("nobody listens", async () => {
    await server.close();
    await expect(fetched()).rejects.toMatchObject({ code: "KEY_SERVER_UNREACHABLE" });
  });

  test("the file is not there: from a server, from a folder", async () => {
    const missing = { ...example.entry.zkey, file: "other.zkey" };
    await expect(fetchKeyFile(web(), missing, place)).rejects.toMatchObject({ code: "KEY_SERVER_UNUSABLE" });
    const folder = temporaryFolder();
    const unreadable = fetchKeyFile(folderSource(folder), missing, place);
    await expect(unreadable).rejects.toMatchObject({
      code: "KEY_FILE_UNREADABLE",
      exitCode: 2,
      source: folder,
    });
    mkdirSync(join(folder, "other.zkey"));
    const noFile = fetchKeyFile(folderSource(folder), missing, place);
    await expect(noFile).rejects.toThrow(/not a regular file/);
  });

  test("a download that moves takes longer than its limit for silence", async () => {
    const limitMs = 1_000;
    const step = Math.ceil(example.zkey.length / 6);
    let next = () => {};
    server.behave = (content, _, response) => {
      response.writeHead(200, { "content-length": content.length });
      let sent = 0;
      next = () => {
        response.write(content.subarray(sent, sent + step));
        sent += step;
      };
      next();
    };
    await withOwnClock(async (pass) => {
      const source = webSource(server.url, limitMs);
      let arrivedMs = 0;
      const onProgress = (received: number) => {
        if (received % step !== 0) return;
        // Five times nine tenths of the limit.
        pass(0.9 * limitMs);
        arrivedMs += 0.9 * limitMs;
        next();
      };
      const file = await fetchKeyFile(source, example.entry.zkey, place, onProgress);
      expect(readFileSync(file).equals(example.zkey)).toBe(true);
      expect(arrivedMs).toBeGreaterThan(4 * limitMs);
    });
  });
});
