/**
 * `npm run lock`: completes package-lock.json after `npm install`. Packages with native binaries list one optional
 * package a platform; if a registry does not mirror all of them, npm omits the missing ones, and `npm ci` then rejects
 * the file. This adds them by name and version, so that the lock is whole on every platform.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "./circuits/repository-root.ts";

interface LockedPackage {
  version?: string;
  dev?: boolean;
  license?: string;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  libc?: string[];
}

const OPERATING_SYSTEMS = ["android", "darwin", "linux", "win32"];
const CPU_NAMES: Record<string, string> = { amd64: "x64", x64: "x64", arm64: "arm64", arm: "arm" };

const path = join(REPOSITORY_ROOT, "package-lock.json");
const lock = JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, LockedPackage> };
const missing = Object.values(lock.packages).flatMap(({ optionalDependencies, dev }) =>
  Object.entries(optionalDependencies ?? {})
    .filter(([name]) => !(`node_modules/${name}` in lock.packages))
    .map(([name, version]) => ({ name, version, dev })),
);
for (const { name, version, dev } of missing) {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => OPERATING_SYSTEMS.includes(word));
  const cpu = words.flatMap((word) => CPU_NAMES[word] ?? []);
  // Without a platform in the name, npm could not know where the package applies.
  if (os.length === 0 || cpu.length === 0 || !/^\d/.test(version)) {
    throw new Error(
      `${name}@${version} is missing from the lock file, and its name does not say its platform`,
    );
  }
  lock.packages[`node_modules/${name}`] = {
    version,
    cpu,
    ...(dev ? { dev } : {}),
    ...(words.includes("musl") ? { libc: ["musl"] } : {}),
    optional: true,
    os,
  };
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${missing.length} packages added: ${missing.map(({ name }) => name).join(", ") || "none"}.`);
