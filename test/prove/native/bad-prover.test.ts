/** Programs that speak the native prover's protocol and do not prove: each ends in a typed error, in bounded time and memory. @module */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createNativePages, type NativePages } from "../../../prover/prove/native/native-pages.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";
import { PATIENCE_MS } from "../../support/patience.ts";

/** `say` writes a frame; what it says of the lengths need not be true. */
const PROGRAM = `
const say = (header, payloadBytes = 0n, headerBytes = header.length) => {
  const prefix = Buffer.alloc(12);
  prefix.writeUInt32LE(headerBytes);
  prefix.writeBigUInt64LE(payloadBytes, 4);
  process.stdout.write(Buffer.concat([prefix, Buffer.from(header)]));
};
const proof = JSON.stringify({ type: "proof", proof: {}, publicSignals: [] });
process.stdin.once("data", () => answer());
setInterval(() => {}, 1000);
`;

const ANSWERS = {
  "says nothing": "",
  "is stopped": "process.kill(process.pid, 'SIGSTOP');",
  "says how far it is, and then nothing": 'say(JSON.stringify({ type: "phase", phase: "sums" }));',
  "announces more than memory holds": "say(proof, 1n << 40n);",
  "announces a header without an end": "say(proof, 0n, 0xffffffff);",
  "speaks something else": `process.stdout.write("Segmentation fault, core dumped\\n".repeat(10));`,
  "kills itself": "process.kill(process.pid, 'SIGKILL');",
} as const;

let pages: NativePages | undefined;
afterEach(() => pages?.close());

function programThat(does: keyof typeof ANSWERS): string {
  const path = join(temporaryFolder(), "prover.mjs");
  writeFileSync(path, `#!${process.execPath}\n${PROGRAM}function answer() { ${ANSWERS[does]} }\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Nothing comes in this time, however long it is: that is what is waited for. */
const SILENCE_MS = 1500;
const proveBy = (program: string, silenceMs: number) => {
  pages = createNativePages({ program, args: [], silenceMs });
  const page = { key: { key: "/nowhere" }, witness: "inputs", payload: new Uint8Array(32) } as const;
  return pages.prove(page, new AbortController().signal);
};

describe("a page by a program that", () => {
  it.each<[keyof typeof ANSWERS, RegExp, number]>([
    ["says nothing", /said nothing for 1.5 s/, SILENCE_MS],
    ["is stopped", /said nothing for 1.5 s/, SILENCE_MS],
    ["says how far it is, and then nothing", /said nothing for 1.5 s/, SILENCE_MS],
    ["announces more than memory holds", /a payload of 1099511627776 bytes/, PATIENCE_MS],
    ["announces a header without an end", /a header of 4294967295 bytes/, PATIENCE_MS],
    ["speaks something else", /cannot be read \(a header of \d+ bytes/, PATIENCE_MS],
    ["kills itself", /killed by SIGKILL/, PATIENCE_MS],
  ])("%s", async (does, reason, silenceMs) => {
    const proving = proveBy(programThat(does), silenceMs);
    await expect(proving).rejects.toMatchObject({
      code: "NATIVE_PROVER_ENDED",
      message: expect.stringMatching(reason),
    });
  });
});
