/**
 * Builds the page into build/auditor: a folder of static files with relative addresses, for any host and any path.
 * @module
 */
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { layoutOf, SUPPORTED_FORKS } from "../prover/state/layout.ts";
import { PAGE_POLICY } from "./content-security-policy.ts";

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The page needs only one hash of circomlibjs, whose package exports no single files. */
const POSEIDON = fromHere("../node_modules/circomlibjs/src/poseidon_wasm.js");

/** ffjavascript and Node's stream code check `process` to distinguish Node from browsers. */
const PROCESS = { "process.browser": "true", "process.env.NODE_DEBUG": "undefined" };

export default defineConfig({
  root: fromHere("."),
  base: "./",
  publicDir: false,
  logLevel: "warn",
  resolve: { alias: [{ find: /^circomlibjs$/, replacement: POSEIDON }] },
  define: PROCESS,
  plugins: [policyOfPage(), layoutsOfForks()],
  worker: { format: "es", plugins: () => [layoutsOfForks()] },
  build: {
    outDir: fromHere("../build/auditor"),
    emptyOutDir: true,
    target: "es2022",
    // The policy does not allow data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // snarkjs is that large.
    chunkSizeWarningLimit: 4_000,
  },
});

function policyOfPage(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: PAGE_POLICY },
        injectTo: "head-prepend",
      },
    ],
  };
}

/**
 * The page needs a few numbers of each fork, not the SSZ types from which they are derived (a megabyte, and they need
 * Node's Buffer): they are derived at build time.
 */
function layoutsOfForks(): Plugin {
  return {
    name: "layouts-of-forks",
    load(id) {
      if (!id.endsWith("/prover/state/layout.ts")) return null;
      const layouts = SUPPORTED_FORKS.map((fork) => `${fork}: ${literal(layoutOf(fork))}`);
      return [
        'export { SUPPORTED_FORKS } from "./constants.ts";',
        `const LAYOUTS = {${layouts.join(",")}};`,
        "export const layoutOf = (fork) => LAYOUTS[fork];",
      ].join("\n");
    },
  };
}

/** JSON, but for bigints. */
function literal(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${literal(field)}`);
  return `{${fields.join(",")}}`;
}
