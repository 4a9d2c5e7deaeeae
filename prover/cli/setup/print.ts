/**
 * A key that was put in place, for people.
 * @module
 */
import type { SetUpKey } from "../../keys/set-up-keys.ts";
import { formatRows } from "../output/format-rows.ts";

export function formatKey({
  size,
  id,
  insecure,
  contributions,
  verificationKeySha256,
  key,
}: SetUpKey): string {
  return [
    key === "kept"
      ? "The key was already installed and matches the manifest."
      : "The key matches the manifest.",
    ...formatRows([
      ["size", size],
      ["key", id],
      ["contributions", String(contributions)],
      ["verification key", `sha256 ${verificationKeySha256}`],
    ]),
    ...(insecure === null ? [] : [`INSECURE: ${insecure}`]),
  ].join("\n");
}
