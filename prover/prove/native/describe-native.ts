/**
 * What a native prover says of itself on this machine.
 * @module
 */
import { z } from "zod";
import { NativeProverError } from "../errors.ts";
import { proverFailures, startNativeRequests } from "./native-requests.ts";

const descriptionSchema = z.object({
  /** Instructions that it uses: `ifma`, `adx`, `portable`, `emulated`. */
  path: z.string(),
  threads: z.int(),
});

export type NativeDescription = z.infer<typeof descriptionSchema>;

/** It has nothing to calculate. */
const SILENCE_MS = 60_000;

/** @throws NativeProverEndedError, NativeProverError */
export async function describeNative(
  program: string,
  args: readonly string[] = [],
): Promise<NativeDescription> {
  const prover = startNativeRequests(program, args, proverFailures(program), { silenceMs: SILENCE_MS });
  try {
    const answer = await prover.ask({ operation: "describe" });
    const parsed = descriptionSchema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new NativeProverError(program, String(answer.code), String(answer.message));
  } finally {
    prover.close();
  }
}
