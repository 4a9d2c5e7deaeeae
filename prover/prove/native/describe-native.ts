/**
 * What a native prover says of itself on this machine.
 * @module
 */
import { z } from "zod";
import { NativeProverEndedError, NativeProverError } from "../errors.ts";
import { startNativeProcess } from "./native-process.ts";

const descriptionSchema = z.object({
  /** Instructions that it uses: `ifma`, `adx`, `portable`, `emulated`. */
  path: z.string(),
  threads: z.int(),
});

export type NativeDescription = z.infer<typeof descriptionSchema>;

/** @throws NativeProverEndedError, NativeProverError */
export function describeNative(program: string, args: readonly string[] = []): Promise<NativeDescription> {
  return new Promise((resolve, reject) => {
    const child = startNativeProcess(program, args, {
      onFrame({ header }) {
        child.kill();
        const parsed = descriptionSchema.safeParse(header);
        if (parsed.success) resolve(parsed.data);
        else reject(new NativeProverError(program, String(header.code), String(header.message)));
      },
      onEnd: (reason) => reject(new NativeProverEndedError(program, reason)),
    });
    child.send({ operation: "describe" });
  });
}
