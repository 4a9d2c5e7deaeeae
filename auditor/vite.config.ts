/**
 * Builds the page into build/auditor: a folder of static files with relative addresses, for any host and any path.
 * @module
 */
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { layoutOf, SUPPORTED_FORKS } from "../prover/state/layout.ts";
import { PAGE_POLICY } from "./content-security-policy.ts";

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Of all of circomlibjs the page needs one hash, whose package names no single file of itself. */
const POSEIDON = fromHere("../node_modules/circomlibjs/src/poseidon_wasm.js");

/** ffjavascript and readable code of Node ask for `process` where they choose between Node and browsers. */
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
    // data: addresses are outside of the policy.
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
 * The page needs nine numbers of each fork, not the SSZ types that they are derived from, which are a megabyte and want
 * Node's Buffer: they are derived when the page is built.
 */
function layoutsOfForks(): Plugin {
  return {
    name: "layouts-of-forks",
    load(id) {
      if (!id.endsWith("/prover/state/layout.ts")) return null;
      const layouts = SUPPORTED_FORKS.map((fork) => `${fork}: {${literals(layoutOf(fork))}}`);
      return [
        'export { SUPPORTED_FORKS } from "./supported-forks.ts";',
        `const LAYOUTS = {${layouts.join(",")}};`,
        "export const layoutOf = (fork) => LAYOUTS[fork];",
      ].join("\n");
    },
  };
}

function literals(layout: object): string {
  return Object.entries(layout)
    .map(([name, value]) => `${name}: ${typeof value === "bigint" ? `${value}n` : JSON.stringify(value)}`)
    .join(",");
}
