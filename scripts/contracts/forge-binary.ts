/**
 * The forge binary inside npm's platform package. npm's own `forge` command starts the same file and then ends with 0
 * whatever forge ended with (@foundry-rs/forge 1.7.1, bin.mjs): a failing test would pass.
 * @module
 */
import { createRequire } from "node:module";
import { arch, platform } from "node:os";

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** @throws when npm has no forge for this machine. */
export function forgeBinary(): string {
  const [system, file] = platform() === "win32" ? ["win32", "forge.exe"] : [platform(), "forge"];
  const name = `@foundry-rs/forge-${system}-${ARCHITECTURES[arch()] ?? arch()}/bin/${file}`;
  // The platform package lies beside, or below, the package that names it.
  const require = createRequire(import.meta.resolve("@foundry-rs/forge/package.json"));
  try {
    return require.resolve(name);
  } catch (cause) {
    throw new Error(`forge is not there: ${name}. Run npm ci without --omit=optional.`, { cause });
  }
}
