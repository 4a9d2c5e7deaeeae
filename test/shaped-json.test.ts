import { describe, expect, it } from "vitest";
import { z } from "zod";
import { jsonIn, type Refuse, shaped } from "../prover/shaped-json.ts";

const refuse: Refuse = (reason, cause) => new Error(reason, { cause });

describe("JSON of a stranger", () => {
  it("is taken with the mark of some editors", () => {
    expect(
      shaped(jsonIn('\ufeff[{"index": 7}]', refuse), z.array(z.object({ index: z.int() })), refuse),
    ).toEqual([{ index: 7 }]);
  });

  it("is refused with the place of its first fault, and what found it", () => {
    const read = (text: string) => () =>
      shaped(jsonIn(text, refuse), z.array(z.object({ index: z.int() })), refuse);
    expect(read('[{"index": 7}, {"index": "x", "other": 1}]')).toThrow(/^1\.index: /);
    expect(read("7")).toThrow(/^the file: /);
    expect(read("[")).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) }));
    expect(read("7")).toThrow(expect.objectContaining({ cause: expect.any(z.ZodError) }));
  });
});
