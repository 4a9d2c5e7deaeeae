/**
 * `npm run auditor -- [DIR] [--port N]`: opens the web page on a bundle, on this machine alone. Ends with Ctrl-C.
 * @module
 */
import { parseArgs } from "node:util";
import { readManifest } from "../prover/bundle/read-bundle.ts";
import { ProverError } from "../prover/errors.ts";
import { buildAuditor } from "./auditor/build-auditor.ts";
import { BUNDLE_PATH, serveAuditor } from "./auditor/serve-auditor.ts";

const USAGE = "Usage: npm run auditor -- [DIR] [--port N]";

try {
  const { values, positionals } = parseArgs({
    options: { port: { type: "string" } },
    allowPositionals: true,
  });
  const port = Number(values.port ?? 0);
  if (positionals.length > 1 || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new TypeError(USAGE);
  const [folder] = positionals;
  // Checked before the build: is there a bundle?
  if (folder !== undefined) await readManifest(await realpathOf(folder));
  console.error("Building the page, if it changed …");
  const { url } = await serveAuditor(await buildAuditor(), folder, port);
  console.log(folder === undefined ? url : `${url}?bundle=${BUNDLE_PATH.slice(1)}`);
  console.error("Open this address in a browser. It is served to this machine alone, until Ctrl-C.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof ProverError) for (const hint of error.hints) console.error(hint);
  process.exitCode = error instanceof ProverError ? error.exitCode : 2;
}

async function realpathOf(folder: string): Promise<string> {
  const { realpath } = await import("node:fs/promises");
  const { BundleNotFoundError } = await import("../prover/bundle/read-errors.ts");
  return realpath(folder).catch((cause) => {
    throw new BundleNotFoundError(folder, cause);
  });
}
