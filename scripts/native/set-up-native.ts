/**
 * The native programs of a set-up, built where they are not.
 * @module
 */
import { buildNative } from "./build-native.ts";
import { CompilerMissingError, NativeBuildError } from "./errors.ts";
import { SET_UP_PROGRAMS } from "./native-sources.ts";

export interface NativeSetUp {
  /** Proves pages. */
  readonly prover: string;
  /** Makes the points of development keys. */
  readonly multiples: string;
}

/**
 * @param say  receives progress and, where they cannot be built, why.
 * @returns undefined where they cannot be built: everything works without them, slower.
 */
export async function setUpNative(say: (text: string) => void): Promise<NativeSetUp | undefined> {
  say("building the native prover");
  try {
    const { programs } = await buildNative("release", SET_UP_PROGRAMS);
    return { prover: programs["native-prover"], multiples: programs["generator-multiples"] };
  } catch (error) {
    if (!(error instanceof CompilerMissingError || error instanceof NativeBuildError)) throw error;
    say(`without the native prover: ${error.message.split("\n")[0]}`);
    return undefined;
  }
}
