/** What lies in a folder, as a text that is equal for equal files. @module */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** @param contentOf  of a file, without what is random in it. */
export function filesBelow(
  folder: string,
  contentOf = (_: string, bytes: Buffer): Buffer | string => bytes,
): string {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return names
    .map((name) => {
      if (statSync(join(folder, name)).isDirectory()) return `${name}/`;
      const content = contentOf(name, readFileSync(join(folder, name)));
      return `${name} ${createHash("sha256").update(content).digest("hex")}`;
    })
    .join("\n");
}

/** Proofs have random blinding factors, and the manifest of a bundle names their files by hashes. */
export function bundlesBelow(folder: string): string {
  return filesBelow(folder, (name, bytes) => {
    if (!name.endsWith(".json")) return bytes;
    return JSON.stringify(JSON.parse(bytes.toString()), (key, value) =>
      ["proof", "sha256", "digest"].includes(key) ? null : value,
    );
  });
}
