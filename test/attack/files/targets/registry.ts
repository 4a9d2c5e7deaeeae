import { readRegistry } from "../../../../prover/plan/read-registry-file.ts";
import type { AttackedFile } from "../target.ts";
import { jsonFile } from "./json-file.ts";
import { asFile } from "./written-file.ts";

const HONEST = Array.from({ length: 20 }, (_, i) => ({ index: String(7 * i), principalGwei: "32000000000" }));

export function registryAttack(): AttackedFile {
  return jsonFile("registry", [HONEST], async (bytes) => {
    const entries = await asFile(bytes, readRegistry);
    const indices = new Set(entries.map(({ index }) => index));
    const isSound = entries.every(
      ({ index, principalGwei }) =>
        Number.isSafeInteger(index) &&
        index >= 0 &&
        index < 2 ** 40 &&
        principalGwei >= 0n &&
        principalGwei < 1n << 64n,
    );
    return isSound && indices.size === entries.length ? undefined : "entries are repeated or out of range";
  });
}
