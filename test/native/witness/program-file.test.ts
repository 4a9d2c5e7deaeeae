import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeCircuitInput } from "../../../prover/witness/encode-circuit-input.ts";
import type { CompiledCircuit } from "../../../scripts/circuits/compile-circuit.ts";
import { compilePageCircuit } from "../../../scripts/circuits/set-up-size.ts";
import { makeWitnessProgram } from "../../../scripts/circuits/witness-program/make-witness-program.ts";
import { programChecksum } from "../../../scripts/circuits/witness-program/program-checksum.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";
import { pageExample } from "../../support/page-example.ts";
import { buildPageWitness, PageWitness } from "./page-witness-tool.ts";

const HEADER_BYTES = 112;
const SET_UP_TIMEOUT_MS = 1_200_000;

describe("a witness program", () => {
  let circuit: CompiledCircuit;
  let tool: string;
  let programPath: string;
  let program: Buffer;
  let inputs: Uint8Array;
  const scratch = join(temporaryFolder(), "witness.program");

  beforeAll(async () => {
    circuit = await compilePageCircuit("test");
    programPath = await makeWitnessProgram(circuit);
    program = readFileSync(programPath);
    tool = await buildPageWitness();
    inputs = encodeCircuitInput(await pageExample());
  }, SET_UP_TIMEOUT_MS);

  const open = (path: string, sourceHash = circuit.manifest.sourceHash) =>
    new PageWitness(tool, path, sourceHash).end();

  function written(edit: (bytes: Buffer) => Buffer): string {
    writeFileSync(scratch, edit(Buffer.from(program)));
    return scratch;
  }

  it("is taken for the circuit that it was made from", async () => {
    expect(await open(programPath)).toEqual({ exitCode: 0, text: "" });
  });

  it("is refused for other circuit sources, both hashes named", async () => {
    const other = circuit.manifest.sourceHash.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    const { exitCode, text } = await open(programPath, other);
    expect(exitCode).toBe(2);
    expect(text).toMatch(/^WITNESS_PROGRAM_OF_ANOTHER_CIRCUIT: /);
    expect(text).toContain(other);
    expect(text).toContain(circuit.manifest.sourceHash);
  });

  it("that is not there is an error that says how to make it", async () => {
    const { exitCode, text } = await open(join(temporaryFolder(), "nothing"));
    expect(exitCode).toBe(2);
    expect(text).toMatch(/^WITNESS_PROGRAM_UNREADABLE: .*make-page-program/);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["empty", () => Buffer.alloc(0)],
    ["of another version", (bytes) => Buffer.concat([Buffer.from("PORWTNS0"), bytes.subarray(8)])],
    ["cut in its header", (bytes) => bytes.subarray(0, 100)],
    ["cut by a word", (bytes) => bytes.subarray(0, bytes.length - 4)],
    ["longer by a word", (bytes) => Buffer.concat([bytes, Buffer.alloc(4)])],
    ["longer by a byte", (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ["changed in its last byte", (bytes) => flipped(bytes, bytes.length - 1)],
    ["changed in a coefficient", (bytes) => flipped(bytes, HEADER_BYTES + 40)],
    ["changed in its count of wires", (bytes) => flipped(bytes, 72)],
    ["changed in its checksum", (bytes) => flipped(bytes, 104)],
  ])("%s is damaged, not run", async (_, edit) => {
    const { exitCode, text } = await open(written(edit));
    expect(text).toMatch(/^WITNESS_PROGRAM_DAMAGED: /);
    expect(exitCode).toBe(2);
  });

  it("with words changed and a checksum that fits reads and writes no memory but its own", async () => {
    // The tool is built with sanitizers: another access than to its own memory ends it with another exit code.
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ place: fc.nat(), value: words }), {
          minLength: 1,
          maxLength: 4,
        }),
        async (edits) => {
          const path = written((bytes) => {
            for (const { place, value } of edits) {
              const wordCount = (bytes.length - HEADER_BYTES) / 4;
              bytes.writeUInt32LE(value, HEADER_BYTES + 4 * (place % wordCount));
            }
            bytes.writeBigUInt64LE(programChecksum(bytes), 104);
            return bytes;
          });
          const calculator = new PageWitness(tool, path, circuit.manifest.sourceHash);
          const answer = await calculator.ask(inputs).catch(() => undefined);
          const { exitCode, text } = await calculator.end();
          if (answer === undefined) expect(text).toMatch(/^WITNESS_PROGRAM_DAMAGED: /);
          else if ("error" in answer) expect(answer.error).toMatch(/^WITNESS_PAGE_REFUSED: /);
          expect(exitCode).toBe(answer === undefined ? 2 : 0);
          outcomes.add(answer === undefined ? "damaged" : "error" in answer ? "refused" : "wires");
        },
      ),
      { numRuns: 60 },
    );
    // Else the edits went nowhere.
    expect(outcomes).toContain("damaged");
    expect(outcomes).toContain("refused");
  }, 600_000);

  it("is made again where what is there belongs to other sources or to another version", async () => {
    const folder = temporaryFolder();
    const elsewhere = { ...circuit, directory: folder };
    const path = join(folder, "witness.program");
    for (const place of [0, 8, 40]) {
      writeFileSync(path, flipped(Buffer.from(program), place));
      expect(await makeWitnessProgram(elsewhere)).toBe(path);
      expect(readFileSync(path).equals(program)).toBe(true);
    }
  }, 300_000);
});

const words = fc.oneof(
  fc.nat({ max: 64 }),
  fc.constantFrom(0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ff00),
  fc.nat({ max: 2 ** 31 - 1 }),
  fc.nat({ max: 200_000 }),
);

function flipped(bytes: Buffer, place: number): Buffer {
  bytes[place]! ^= 1;
  return bytes;
}
