/**
 * Checks that the proving backend is available and works, and which better one is not.
 * @module
 */
import { ProverError } from "../errors.ts";
import type { Backend, BackendChoice, ProvingFiles } from "../prove/backends/backend.ts";
import { backendNamed, defaultBackends } from "../prove/backends/registry.ts";
import { type Finding, failure } from "./finding.ts";

const checkOf = (name: string): string => `backend ${name}`;

/** @param files  of the size in question; they may be missing. */
export async function checkBackend(choice: BackendChoice, files: ProvingFiles): Promise<Finding> {
  return { check: checkOf(choice.name), ...(await backendNamed(choice.name).examine(choice, files)) };
}

/** A named backend that was not found. */
export function backendMissing(name: string, error: unknown): Finding {
  return failure(checkOf(name), error);
}

/**
 * Backends that would be preferred to the chosen one, with what would make them available.
 * @param all  for tests.
 */
export async function checkBetterBackends(
  choice: BackendChoice,
  options: object,
  all: readonly Backend[] = defaultBackends(),
): Promise<Finding[]> {
  const better = all.slice(
    0,
    Math.max(
      0,
      all.findIndex(({ name }) => name === choice.name),
    ),
  );
  const findings: Finding[] = [];
  for (const { name, find, installation } of better) {
    try {
      await find(options);
    } catch (error) {
      const next = error instanceof ProverError ? error.hints[0] : undefined;
      findings.push({ ...backendMissing(name, error), level: "warn", next: next ?? installation });
    }
  }
  return findings;
}
