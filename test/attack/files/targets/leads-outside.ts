import { posix } from "node:path";

/** Whether a name that should lie in a folder may lead out of it, on any system. */
export function leadsOutside(file: string): boolean {
  const path = posix.normalize(file.replaceAll("\\", "/"));
  return path.startsWith("../") || path === ".." || posix.isAbsolute(path) || /[\0:]/.test(path);
}
