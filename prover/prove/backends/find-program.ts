/**
 * Finds an external program as a shell would, so that a missing one is reported before the long work.
 * @module
 */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { ProgramMissingError } from "../errors.ts";

/**
 * @param program  a path, or a name to find in PATH.
 * @returns its absolute path.
 * @throws ProgramMissingError
 */
export async function findProgram(program: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const places = /[/\\]/.test(program)
    ? [resolve(program)]
    : (environment.PATH ?? "").split(delimiter).map((folder) => join(folder, program));
  let reason = "there is no such file";
  for (const place of places) {
    const file = await stat(place).catch(() => undefined);
    if (file === undefined) continue;
    if (!file.isFile()) reason = "it is not a file";
    else if (await isExecutable(place)) return place;
    else reason = "it is not executable";
  }
  throw new ProgramMissingError(program, reason);
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
