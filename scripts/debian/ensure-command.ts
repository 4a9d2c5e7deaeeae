/**
 * Programs from Debian instead of npm: found on the PATH, or installed by apt-get if permitted.
 * @module
 */
import { execFileSync } from "node:child_process";

/** A program is missing and could not be installed automatically. */
export class DebianPackageError extends Error {
  override readonly name = "DebianPackageError";
  constructor(command: string, debianPackage: string, cause: unknown) {
    super(
      `${command} is not installed, and apt-get could not install it: run "apt-get install ${debianPackage}" as root.`,
      { cause },
    );
  }
}

/**
 * @returns Path of the program.
 * @throws DebianPackageError
 */
export function ensureCommand(command: string, debianPackage = command): string {
  const found = pathOf(command);
  if (found !== undefined) return found;
  try {
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    aptGet(["update", "-qq"], environment);
    aptGet(["install", "-y", "-qq", "--no-install-recommends", debianPackage], environment);
  } catch (cause) {
    throw new DebianPackageError(command, debianPackage, cause);
  }
  const installed = pathOf(command);
  if (installed === undefined) {
    throw new DebianPackageError(command, debianPackage, new Error(`${debianPackage} brings no ${command}`));
  }
  return installed;
}

function aptGet(args: readonly string[], env: NodeJS.ProcessEnv): void {
  execFileSync("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"] });
}

function pathOf(command: string): string | undefined {
  try {
    return execFileSync("which", [command], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined; // `which` ends with 1 if there is none.
  }
}
