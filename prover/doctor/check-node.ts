import { type Finding, fail, ok } from "./finding.ts";

/** `engines` of package.json. */
const OLDEST_NODE = 20;

/** @param version  as in `process.versions.node`. */
export function checkNode(version: string): Finding {
  const major = Number.parseInt(version, 10);
  return major >= OLDEST_NODE
    ? ok("node", version)
    : fail("node", `${version} is too old`, `Install Node ${OLDEST_NODE} or newer.`);
}
