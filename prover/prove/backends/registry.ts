/**
 * All backends, in the order in which they are preferred: the first one that is available proves, if none is named.
 * A new backend is one file like snarkjs.ts and one line here.
 * @module
 */
import type { Backend, BackendChoice } from "./backend.ts";
import { nativeBackend } from "./native.ts";
import { rapidsnarkBackend } from "./rapidsnark.ts";
import { snarkjsBackend } from "./snarkjs.ts";

/** rapidsnark comes after snarkjs, which is always available: a binary that only lies in PATH is not run unasked. */
export const BACKENDS: readonly Backend[] = [nativeBackend, snarkjsBackend, rapidsnarkBackend];

export const BACKEND_NAMES: readonly string[] = BACKENDS.map(({ name }) => name);

/** @throws RangeError for a name that is not in the list. */
export function backendNamed(name: string): Backend {
  const backend = BACKENDS.find((known) => known.name === name);
  if (backend === undefined) throw new RangeError(`There is no backend ${name}`);
  return backend;
}

/**
 * The backends that are tried in this order if none is named: up to the first one that is part of this program.
 * @param all  for tests.
 */
export function defaultBackends(all: readonly Backend[] = BACKENDS): readonly Backend[] {
  const included = all.findIndex(({ installation }) => installation === null);
  return included === -1 ? all : all.slice(0, included + 1);
}

/**
 * @param options  of a command: `backend`, and the options of the backends.
 * @param all  for tests.
 * @throws ProverError of the named backend if it is not available; of the first one, if none is.
 */
export async function findBackend(
  options: { readonly backend?: string | undefined },
  all: readonly Backend[] = BACKENDS,
): Promise<BackendChoice> {
  // Options of other backends may be set in the environment or the config file: they do not matter.
  if (options.backend !== undefined) return backendNamed(options.backend).find(options);
  let reason: unknown;
  for (const backend of defaultBackends(all)) {
    try {
      return await backend.find(options);
    } catch (error) {
      reason ??= error;
    }
  }
  throw reason;
}
