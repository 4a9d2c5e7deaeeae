import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { PageJobError } from "../../prover/queue/errors.ts";
import {
  type KeyIdentity,
  pageJobData,
  pageJobId,
  parsePageJob,
  publicSignalsOf,
  queueNameOf,
} from "../../prover/queue/page-job.ts";
import { pageExample } from "../support/page-example.ts";

const IDENTITY: KeyIdentity = {
  size: "test",
  sourceHash: "1".repeat(64),
  verificationKeySha256: "2".repeat(64),
};
const LIMITS = PAGE_SIZES.test;
const signals = Array.from({ length: 16 }, (_, i) => `${i}`);
const otherIdentities: [string, KeyIdentity][] = [
  ["another size", { ...IDENTITY, size: "small" }],
  ["another circuit", { ...IDENTITY, sourceHash: "3".repeat(64) }],
  ["another verification key", { ...IDENTITY, verificationKeySha256: "3".repeat(64) }],
];

describe("pageJobId", () => {
  it("is the same for the same page and key, and one that BullMQ takes", () => {
    expect(pageJobId(IDENTITY, signals)).toBe(pageJobId({ ...IDENTITY }, [...signals]));
    expect(pageJobId(IDENTITY, signals)).toMatch(/^page-[0-9a-f]{64}$/);
  });

  it.each(otherIdentities)("differs for %s", (_, identity) => {
    expect(pageJobId(identity, signals)).not.toBe(pageJobId(IDENTITY, signals));
  });

  it("differs for any other public signals", () => {
    const signal = fc.bigInt({ min: 0n, max: SCALAR_FIELD_ORDER - 1n }).map(String);
    const sixteen = fc.array(signal, { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(sixteen, sixteen, (one, other) => {
        fc.pre(one.join() !== other.join());
        return pageJobId(IDENTITY, one) !== pageJobId(IDENTITY, other);
      }),
    );
    // Digits that move from one signal to the next are other signals.
    expect(pageJobId(IDENTITY, ["12", "3"])).not.toBe(pageJobId(IDENTITY, ["1", "23"]));
  });
});

describe("queueNameOf", () => {
  it("is one for each verification key and size, without a colon, which BullMQ does not take", () => {
    expect(queueNameOf(IDENTITY)).not.toContain(":");
    expect(queueNameOf({ ...IDENTITY, size: "small" })).not.toBe(queueNameOf(IDENTITY));
    expect(queueNameOf({ ...IDENTITY, verificationKeySha256: "3".repeat(64) })).not.toBe(
      queueNameOf(IDENTITY),
    );
  });
});

describe("parsePageJob", () => {
  const input = pageExample();
  /** What Redis gives back. */
  const sent = async () => JSON.parse(JSON.stringify(pageJobData(IDENTITY, await input)));

  it("gives back the circuit input that was put in, every number of it", async () => {
    expect(parsePageJob(await sent(), IDENTITY, LIMITS)).toEqual(await input);
  });

  it("knows the public signals of an input: in circuit order", async () => {
    const { rootHi, existingOut, principalIn } = await input;
    const found = publicSignalsOf(await input);
    expect([found[0], found[8], found[15]]).toEqual([rootHi, principalIn, existingOut].map(String));
    expect(found).toHaveLength(16);
  });

  it.each(otherIdentities)("refuses a page of %s", async (_, identity) => {
    const data = await sent();
    expect(() => parsePageJob(data, identity, LIMITS)).toThrow(PageJobError);
  });

  /** What the job has instead of its input. */
  const edits: [string, (input: Record<string, unknown[]>) => unknown][] = [
    ["nothing", () => null],
    ["a text", () => "page"],
    ["a missing column", ({ laneIndex: _, ...rest }) => rest],
    ["a column too many", (input) => ({ ...input, extra: "1" })],
    ["a column too short", (input) => ({ ...input, slotGindex: input.slotGindex!.slice(1) })],
    ["a column too long", (input) => ({ ...input, laneIndex: [...input.laneIndex!, "0"] })],
    [
      "three balances in a chunk",
      (input) => ({ ...input, laneBalancesGwei: Array(8).fill(["1", "2", "3"]) }),
    ],
    ["a number instead of a string", (input) => ({ ...input, rawIn: 5 })],
    ["a negative number", (input) => ({ ...input, rawIn: "-5" })],
    ["a leading zero", (input) => ({ ...input, rawIn: "05" })],
    ["hexadecimal", (input) => ({ ...input, rawIn: "0x5" })],
    ["the field order itself", (input) => ({ ...input, rawIn: `${SCALAR_FIELD_ORDER}` })],
    ["a megabyte of digits", (input) => ({ ...input, rawIn: "9".repeat(1_000_000) })],
  ];
  it.each(edits)("refuses an input with %s, exit code 2, in a short message", async (_, edit) => {
    const job = await sent();
    const data = { ...job, input: edit(job.input) };
    let error: unknown;
    try {
      parsePageJob(data, IDENTITY, LIMITS);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(PageJobError);
    expect(error).toMatchObject({ code: "PAGE_JOB_UNUSABLE", exitCode: 2 });
    expect((error as Error).message.length).toBeLessThan(300);
  });
});
