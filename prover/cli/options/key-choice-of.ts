/**
 * The keys to prove with, by `--size`.
 * @module
 */
import type { PageSize } from "../../plan/page-sizes.ts";
import type { BackendChoice } from "../../prove/backends/backend.ts";
import type { KeyChoice } from "../../spurt/choose-keys.ts";

export function keyChoiceOf(size: PageSize | "auto", { name: backend }: BackendChoice): KeyChoice {
  return size === "auto" ? { size, backend } : { size };
}
