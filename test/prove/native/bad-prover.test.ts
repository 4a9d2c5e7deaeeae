/** Programs that speak the native prover's protocol and do not prove: each ends in a typed error, in bounded time and memory. @module */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createNativePages, type NativePages } from "../../../prover/prove/native/native-pages.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";
import { withOwnClock } from "../../support/own-clock.ts";

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
  "is stopped": `say(JSON.stringify({ type: "phase", phase: "sums" })); process.kill(process.pid, "SIGSTOP");`,
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

const HOUR_MS = 3_600_000;
const proveBy = (program: string, onPhase = () => {}) => {
  pages = createNativePages({ program, args: [], onPhase });
  const page = { key: { key: "/nowhere" }, witness: "inputs", payload: new Uint8Array(32) } as const;
  return pages.prove(page, new AbortController().signal);
};
const ended = (reason: RegExp) => ({
  code: "NATIVE_PROVER_ENDED",
  message: expect.stringMatching(reason),
});

describe("a page by a program that", () => {
  it.each<[keyof typeof ANSWERS, RegExp]>([
    ["announces more than memory holds", /a payload of 1099511627776 bytes/],
    ["announces a header without an end", /a header of 4294967295 bytes/],
    ["speaks something else", /cannot be read \(a header of \d+ bytes/],
    ["kills itself", /killed by SIGKILL/],
  ])("%s", async (does, reason) => {
    await expect(proveBy(programThat(does))).rejects.toMatchObject(ended(reason));
  });

  it("says nothing", async () => {
    await withOwnClock(async (pass) => {
      const proving = proveBy(programThat("says nothing"));
      pass(HOUR_MS);
      await expect(proving).rejects.toMatchObject(ended(/said nothing for 1800 s/));
    });
  });

  it.each(["is stopped", "says how far it is, and then nothing"] as const)("%s", async (does) => {
    await withOwnClock(async (pass) => {
      let proving: Promise<unknown> | undefined;
      await new Promise<void>((onPhase) => {
        proving = proveBy(programThat(does), onPhase);
      });
      pass(HOUR_MS);
      await expect(proving).rejects.toMatchObject(ended(/said nothing for 1800 s/));
    });
  });
});
