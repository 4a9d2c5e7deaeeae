import { mutateBytes } from "../mutate-bytes.ts";
import { mutateJson } from "../mutate-json.ts";
import type { Random } from "../random.ts";
import type { AttackedFile } from "../target.ts";

/**
 * A JSON file by itself.
 * @param read  @returns a fault where what it accepted breaks a law of its kind.
 */
export function jsonFile(
  kind: string,
  honest: readonly unknown[],
  read: (bytes: Uint8Array) => Promise<string | undefined>,
): AttackedFile {
  return {
    kind,
    mutate(random) {
      const bytes = mutatedJson(random.pick(honest), random);
      return { read: () => read(bytes), describe: () => new TextDecoder().decode(bytes) };
    },
  };
}

/** Three times of four in its structure, else anywhere in its text. */
export function mutatedJson(honest: unknown, random: Random): Uint8Array {
  if (random.below(4) > 0) return new TextEncoder().encode(mutateJson(honest, random));
  return mutateBytes(new TextEncoder().encode(JSON.stringify(honest)), random);
}
