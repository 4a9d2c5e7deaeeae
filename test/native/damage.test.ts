/**
 * Damaged keys, witnesses and messages give typed errors; the process lives on and proves the next page. Two points of one
 * group that change places are still a key: then no proof of it is accepted.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { groth16 } from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { sectionRanges } from "../scripts/development-keys/binary-sections.ts";
import { temporaryFolder } from "../scripts/development-keys/key-circuit.ts";
import { frameBytes, type NativeFrame, type NativeProcess } from "./native-process.ts";
import { nativePaths, startNative } from "./native-programs.ts";
import { RandomNumbers, toBytes } from "./numbers.ts";
import { randomCircuit, randomKey, uint32, valuesOf, wtnsOf } from "./random-key.ts";

const SECTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
/** What follows them in a key is not read. */
const CONTRIBUTIONS = 10;
const folder = temporaryFolder();
afterAll(async () => {
  folder.remove();
  await stopCurveWorkers();
});

const random = new RandomNumbers(1234);
/** With private and public wires and all kinds of coefficients. */
const circuit = (() => {
  for (;;) {
    const found = randomCircuit(random);
    if (found.publicCount > 1 && found.constraints.length > 20) return found;
  }
})();
const key = randomKey(circuit, random);
const ranges = sectionRanges(key.zkey);
const values = valuesOf(circuit.witness);
const wtns = wtnsOf(circuit.witness);
const publicSignals = circuit.witness.slice(1, circuit.publicCount + 1).map(String);

function edited(edit: (bytes: Buffer) => Buffer | undefined): Buffer {
  const bytes = Buffer.from(key.zkey);
  return edit(bytes) ?? bytes;
}

const flipped = (at: number): Buffer => edited((bytes) => void bytes.writeUInt8(bytes[at]! ^ 1, at));

/** With another content of one section, its length set right. */
function withSection(id: number, content: Buffer): Buffer {
  const { start, end } = ranges.get(id)!;
  const bytes = Buffer.concat([key.zkey.subarray(0, start), content, key.zkey.subarray(end)]);
  bytes.writeBigUInt64LE(BigInt(content.length), start - 8);
  return bytes;
}

const sectionBytes = (id: number): Buffer => {
  const { start, end } = ranges.get(id)!;
  return key.zkey.subarray(start, end);
};

describe.each(nativePaths)("path %s", (path) => {
  let prover: NativeProcess;
  beforeAll(() => {
    prover = startNative("native-prover", "--path", path, "--threads", "2");
  });

  async function load(bytes: Buffer): Promise<NativeFrame> {
    const file = join(folder.path, `${path}.zkey`);
    writeFileSync(file, bytes);
    return prover.request({ operation: "load", key: file });
  }

  async function refuses(bytes: Buffer, code: string, what: string): Promise<void> {
    expect((await load(bytes)).header, what).toMatchObject({ type: "error", code });
  }

  const prove = (payload: Uint8Array, header: object = {}) =>
    prover.request({ operation: "prove", witness: "values", ...header }, payload);

  async function provesStill(): Promise<void> {
    expect((await load(key.zkey)).header.type).toBe("loaded");
    const { header } = await prove(values, { r: "3", s: "4" });
    expect(header).toMatchObject({ type: "proof", proof: key.proofOf(3n, 4n), publicSignals });
  }

  it("every section cut, grown, emptied or missing is refused", async () => {
    for (const id of SECTIONS) {
      const content = sectionBytes(id);
      for (const [what, changed] of [
        ["cut", content.subarray(0, content.length - 1)],
        ["cut by 64", content.subarray(0, Math.max(0, content.length - 64))],
        ["grown", Buffer.concat([content, Buffer.alloc(1)])],
        ["grown by 64", Buffer.concat([content, Buffer.alloc(64)])],
        ["grown by 128", Buffer.concat([content, Buffer.alloc(128)])],
        ["empty", Buffer.alloc(0)],
      ] as const) {
        await refuses(withSection(id, changed), "KEY_INVALID", `section ${id} ${what}`);
      }
      const renamed = edited((bytes) => void bytes.writeUInt32LE(77, ranges.get(id)!.start - 12));
      await refuses(renamed, "KEY_INVALID", `section ${id} missing`);
    }
    await provesStill();
  });

  it("a file that ends anywhere is refused", async () => {
    const length = key.zkey.length;
    for (const end of [0, 3, 11, 12, 20, 24, 100, length >> 2, length >> 1, length - 100, length - 1]) {
      await refuses(key.zkey.subarray(0, end), "KEY_INVALID", `ends at ${end}`);
    }
    await refuses(Buffer.concat([key.zkey, Buffer.alloc(1)]), "KEY_INVALID", "one byte more");
    await provesStill();
  });

  it("sections that change places are refused, or no proof of the key is accepted", async () => {
    for (const first of SECTIONS) {
      for (const second of SECTIONS.filter((id) => id > first)) {
        const swapped = edited((bytes) => {
          bytes.writeUInt32LE(second, ranges.get(first)!.start - 12);
          bytes.writeUInt32LE(first, ranges.get(second)!.start - 12);
        });
        const { header } = await load(swapped);
        if (header.type === "error") {
          expect(["KEY_INVALID", "KEY_POINT_INVALID"]).toContain(header.code);
          continue;
        }
        // Only A and B1 have the same number of the same things here.
        expect([first, second]).toEqual([5, 6]);
        const proof = (await prove(values)).header.proof as never;
        expect(await groth16.verify(key.verificationKey as never, publicSignals, proof)).toBe(false);
      }
    }
  });

  it("a point off the curve or a coordinate that is no field element is refused in every section", async () => {
    const pointSections = [3, 5, 6, 7, 8, 9];
    for (const id of pointSections) {
      const { start, end } = ranges.get(id)!;
      const bytesOfPoint = id === 7 ? 128 : 64;
      const last = end - bytesOfPoint;
      for (const at of [start, last]) {
        for (const coordinate of [0, bytesOfPoint / 2]) {
          const off = flipped(at + coordinate);
          await refuses(off, "KEY_POINT_INVALID", `section ${id}, byte ${at + coordinate - start}`);
          const tooLarge = edited((bytes) => void toBytes(BASE_FIELD_ORDER).copy(bytes, at + coordinate));
          await refuses(tooLarge, "KEY_POINT_INVALID", `section ${id}, p at ${at + coordinate - start}`);
        }
      }
    }
    // alpha, beta (G1, G2), gamma, delta (G1, G2)
    for (const offset of [84, 148, 212, 340, 468, 532]) {
      const off = flipped(ranges.get(2)!.start + offset);
      await refuses(off, "KEY_POINT_INVALID", `header byte ${offset}`);
    }
    await provesStill();
  });

  it("a header that says something else is refused", async () => {
    const header = ranges.get(2)!.start;
    const changes: [string, number, Buffer][] = [
      ["magic", 0, Buffer.from("wtns")],
      ["version", 4, uint32(2)],
      ["section count", 8, uint32(11)],
      ["many sections", 8, uint32(0xffffffff)],
      ["protocol", ranges.get(1)!.start, uint32(2)],
      ["length of q", header, uint32(48)],
      ["q", header + 4, toBytes(SCALAR_FIELD_ORDER)],
      ["r", header + 40, toBytes(BASE_FIELD_ORDER)],
      ["wires", header + 72, uint32(circuit.witness.length + 1)],
      ["wires 0", header + 72, uint32(0)],
      ["wires 2^32 - 1", header + 72, uint32(0xffffffff)],
      ["public signals", header + 76, uint32(circuit.publicCount + 1)],
      ["public signals 2^32 - 1", header + 76, uint32(0xffffffff)],
      ["domain 0", header + 80, uint32(0)],
      ["domain 1", header + 80, uint32(1)],
      ["domain 3", header + 80, uint32(3)],
      ["domain 2^31", header + 80, uint32(2 ** 31)],
    ];
    for (const [what, at, bytes] of changes) {
      await refuses(
        edited((copy) => void bytes.copy(copy, at)),
        "KEY_INVALID",
        what,
      );
    }
    for (const id of [...SECTIONS, CONTRIBUTIONS]) {
      const length = edited(
        (bytes) => void bytes.writeBigUInt64LE(2n ** 64n - 1n, ranges.get(id)!.start - 8),
      );
      await refuses(length, "KEY_INVALID", `length of section ${id}`);
    }
    await provesStill();
  });

  it("a coefficient out of range is refused", async () => {
    const first = ranges.get(4)!.start + 4;
    const changes: [string, number, Buffer][] = [
      ["count", first - 4, uint32(0xffffffff)],
      ["matrix", first, uint32(2)],
      ["row", first + 4, uint32(2 ** 20)],
      ["wire", first + 8, uint32(circuit.witness.length)],
      ["value", first + 12, toBytes(SCALAR_FIELD_ORDER)],
    ];
    for (const [what, at, bytes] of changes) {
      await refuses(
        edited((copy) => void bytes.copy(copy, at)),
        "KEY_INVALID",
        what,
      );
    }
    await provesStill();
  });

  it("a key that is not there, or a folder, is unreadable", async () => {
    for (const file of [join(folder.path, "none.zkey"), folder.path]) {
      const { header } = await prover.request({ operation: "load", key: file });
      expect(header).toMatchObject({ type: "error", code: "KEY_UNREADABLE" });
    }
    const { header } = await prove(values);
    expect(header).toMatchObject({ type: "error", code: "KEY_NOT_LOADED" });
  });

  it("damaged witnesses are refused", async () => {
    await load(key.zkey);
    const changed = (bytes: Buffer, at: number, content: Buffer): Buffer => {
      const copy = Buffer.from(bytes);
      content.copy(copy, at);
      return copy;
    };
    const cases: [string, string, Buffer][] = [
      ["nothing", "values", Buffer.alloc(0)],
      ["a value cut", "values", values.subarray(0, values.length - 1)],
      ["a value less", "values", values.subarray(0, values.length - 32)],
      ["a value more", "values", Buffer.concat([values, Buffer.alloc(32)])],
      ["wire 0 is 2", "values", changed(values, 0, toBytes(2n))],
      ["a value of r", "values", changed(values, 32, toBytes(SCALAR_FIELD_ORDER))],
      ["the last value 2^256 - 1", "values", changed(values, values.length - 32, Buffer.alloc(32, 0xff))],
      ["no container", "wtns", values],
      ["no bytes", "wtns", Buffer.alloc(0)],
      ["another prime", "wtns", changed(wtns, 28, toBytes(BASE_FIELD_ORDER))],
      ["another count", "wtns", changed(wtns, 60, uint32(circuit.witness.length + 1))],
      ["a section cut", "wtns", wtns.subarray(0, wtns.length - 32)],
      ["a section longer than the file", "wtns", changed(wtns, 68, uint32(0xffffffff))],
      ["magic", "wtns", changed(wtns, 0, Buffer.from("zkey"))],
    ];
    for (const [what, form, payload] of cases) {
      const { header } = await prove(payload, { witness: form });
      expect(header, what).toMatchObject({ type: "error", code: "WITNESS_INVALID" });
    }
    await provesStill();
  });

  it("requests that say nothing known are refused", async () => {
    const r = SCALAR_FIELD_ORDER.toString();
    for (const header of [{}, { operation: "dance" }, { operation: "load" }]) {
      const answer = await prover.request(header, values);
      expect(answer.header, JSON.stringify(header)).toMatchObject({ type: "error", code: "REQUEST_INVALID" });
    }
    await load(key.zkey);
    for (const header of [
      { operation: "prove" },
      { operation: "prove", witness: "poem" },
      { operation: "prove", witness: "values", r: "1" },
      { operation: "prove", witness: "values", r, s: "1" },
      { operation: "prove", witness: "values", r: "1", s: "x" },
      { operation: "prove", witness: "values", r: "1", s: "9".repeat(100) },
    ]) {
      const answer = await prover.request(header, values);
      expect(answer.header, JSON.stringify(header)).toMatchObject({ type: "error", code: "REQUEST_INVALID" });
    }
    for (const text of [
      "",
      "{",
      "[]",
      '{"a":1,}',
      '{"a":"b',
      '{"a":"b"}x',
      '{"a":-1}',
      '{"a":"\\u00e9"}',
      '{"a":1,"a":1}',
    ]) {
      const prefix = Buffer.alloc(12);
      prefix.writeUInt32LE(Buffer.byteLength(text));
      prover.sendBytes(Buffer.concat([prefix, Buffer.from(text)]));
      expect((await prover.next())!.header, text).toMatchObject({ type: "error", code: "REQUEST_INVALID" });
    }
    await provesStill();
  });

  it("a message that cannot be framed is answered, and ends the process with an error", async () => {
    for (const bytes of [
      Buffer.alloc(5),
      Buffer.alloc(12, 0xff),
      frameBytes({ operation: "load" }).subarray(0, 20),
    ]) {
      const process = startNative("native-prover", "--path", path);
      process.sendBytes(bytes);
      process.child.stdin.end();
      expect((await process.next())!.header).toMatchObject({ type: "error", code: "FRAME_INVALID" });
      expect(await process.next()).toBeUndefined();
      expect(await process.close()).toBe(1);
    }
  });
});

describe.runIf(nativePaths.length > 0)("the process", () => {
  it("ends with 0 when its input ends, and tells each phase of a proof", async () => {
    const process = startNative("native-prover", "--threads", "1");
    const file = join(folder.path, "phases.zkey");
    writeFileSync(file, key.zkey);
    await process.request({ operation: "load", key: file });
    process.send({ operation: "prove", witness: "values" }, values);
    const seen: unknown[] = [];
    for (let frame = await process.next(); ; frame = await process.next()) {
      seen.push(frame!.header.type === "phase" ? frame!.header.phase : frame!.header.type);
      if (frame!.header.type !== "phase") break;
    }
    expect(seen).toEqual(["constraints", "transforms", "digits", "sums", "assembly", "answer", "proof"]);
    expect(await process.close()).toBe(0);
  });

  it.each([
    [["--path", "abacus"], "PATH_UNAVAILABLE"],
    [["--threads", "0"], "OPTION_INVALID"],
    [["--threads", "many"], "OPTION_INVALID"],
    [["--threads"], "OPTION_INVALID"],
    [["--speed", "11"], "OPTION_INVALID"],
  ])("refuses the options %j", async (options, code) => {
    const process = startNative("native-prover", ...options);
    expect((await process.next())!.header).toMatchObject({ type: "error", code });
    expect(await process.close()).toBe(1);
  });
});
