/**
 * What a native prover says of itself on this machine.
 * @module
 */
import { z } from "zod";
import { NativeProverError } from "../errors.ts";
import { startNativeRequests } from "./native-requests.ts";

const descriptionSchema = z.object({
  /** Instructions that it uses: `ifma`, `adx`, `portable`, `emulated`. */
  path: z.string(),
  threads: z.int(),
});

export type NativeDescription = z.infer<typeof descriptionSchema>;

/** @throws NativeProverEndedError, NativeProverError */
export async function describeNative(
  program: string,
  args: readonly string[] = [],
): Promise<NativeDescription> {
  const prover = startNativeRequests(program, args);
  try {
    const answer = await prover.ask({ operation: "describe" });
    const parsed = descriptionSchema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new NativeProverError(program, String(answer.code), String(answer.message));
  } finally {
    prover.close();
  }
}
