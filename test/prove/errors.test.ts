/** What a failure of a prover says to do next. @module */
import { describe, expect, it } from "vitest";
import { NativeProverEndedError, NativeProverError, RapidsnarkError } from "../../prover/prove/errors.ts";

const KILLED = "it was killed by SIGKILL, maybe by the kernel for lack of memory";

describe("the next step", () => {
  it.each([
    new NativeProverEndedError("prover", KILLED),
    new NativeProverError("prover", "OUT_OF_MEMORY", "there is not enough memory for the key and its proofs"),
    new RapidsnarkError("prover", KILLED),
  ])(
    "is less memory where it may have been missing, and no backend that takes more: $message",
    ({ hints }) => {
      expect(hints).toEqual([expect.stringMatching(/doctor.* how much memory a page takes.*smaller --size/)]);
      expect(hints[0]).not.toMatch(/snarkjs/);
    },
  );

  it.each([
    new NativeProverEndedError("prover", "it ended with exit code 1"),
    new NativeProverError("prover", "KEY_DAMAGED", "it is cut"),
    new RapidsnarkError("prover", "it ended with exit code 1"),
  ])("is another one otherwise: $message", ({ hints }) => {
    expect(hints).toEqual([expect.stringMatching(/--backend snarkjs/)]);
    expect(hints[0]).not.toMatch(/memory/);
  });
});
