/** States as they are handed on: raw, or compressed. What cannot be read is named, with what to do. @module */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import zlib, { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readStateFile } from "../../prover/state/read-state-file.ts";
import { unpackState } from "../../prover/state/unpack-state.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { headerFields } from "./real-node.ts";

const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Uint8Array) => Buffer };
/** Made by `zstd` of the text "state". */
const ZSTD = Buffer.from("28b52ffd0405290000737461746511a1cd27", "hex");

describe("unpackState", () => {
  it("gives what was compressed with gzip, and leaves alone what was not", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 3000 }), async (bytes) => {
        fc.pre(bytes[0] !== 0x1f);
        expect(Buffer.from(await unpackState("f", gzipSync(bytes)))).toEqual(Buffer.from(bytes));
        expect(await unpackState("f", bytes)).toBe(bytes);
      }),
    );
  });

  it("leaves alone a state whose genesis time begins as gzip does", async () => {
    // 2025-01-19
    const state = Uint8Array.of(0x1f, 0x8b, 0x08, 0x67, 0, 0, 0, 0, 1, 2, 3);
    expect(await unpackState("f", state)).toBe(state);
  });

  it("names a file that is cut short", async () => {
    await expect(
      unpackState("state.gz", gzipSync(Buffer.alloc(5000, 7)).subarray(0, 30)),
    ).rejects.toMatchObject({
      code: "STATE_PACKED",
      exitCode: 2,
      message: expect.stringMatching(/state\.gz is compressed with gzip, and cannot be unpacked/),
      hints: [expect.stringMatching(/download/)],
    });
  });

  it("reads zstd where Node can, and else names it", async () => {
    if (zstdCompressSync === undefined) {
      await expect(unpackState("state.zst", ZSTD)).rejects.toMatchObject({
        code: "STATE_PACKED",
        exitCode: 2,
        hints: ["Unpack it first: unzstd state.zst."],
      });
    } else {
      const bytes = Buffer.from("a state");
      expect(Buffer.from(await unpackState("f", zstdCompressSync(bytes)))).toEqual(bytes);
    }
  });

  it.each([
    ["snappy", "ff060000734e61507059"],
    ["xz", "fd377a585a000004"],
  ])("names %s", async (name, magic) => {
    await expect(unpackState("state", Buffer.from(magic, "hex"))).rejects.toMatchObject({
      code: "STATE_PACKED",
      message: `The state state is compressed with ${name}.`,
    });
  });
});

it("readStateFile reads a compressed state as the raw one", async () => {
  const { stateBytes, header, state } = await syntheticState([1n, 2n, 3n], "electra");
  const folder = temporaryFolder();
  const [statePath, headerPath] = [join(folder, "state.ssz.gz"), join(folder, "header.json")];
  writeFileSync(statePath, gzipSync(stateBytes, { level: 1 }));
  writeFileSync(headerPath, JSON.stringify(headerFields(header)));
  const read = await readStateFile({ statePath, headerPath, fork: "electra" });
  expect(read.blockRoot).toBe(state.blockRoot);
});
