/**
 * The page's Content-Security-Policy. The page's own policy is a <meta> of the built index.html, so it
 * holds on any static host; `scripts/auditor.ts` sends both as headers too.
 *
 * `connect-src`: the reader chooses endpoints at run time, so the policy allows any https address, and plain http only
 * on this machine (the reader's own node). The page has no secrets, and requests only what the reader entered.
 *
 * A worker loaded by address does not inherit the policy of a <meta>: its own response headers apply. It reads nothing
 * by itself (the page passes it the bytes), so its policy forbids every request. Only the worker compiles WebAssembly
 * (the curve of snarkjs, Poseidon), which needs 'wasm-unsafe-eval'; the page does not have it.
 * @module
 */

/**
 * Observable Plot adds one constant <style> to each chart, allowed by its hash. A test checks that the page does not
 * violate the policy, so a different text in a later release is detected.
 */
const PLOT_STYLE = "'sha256-jSYQUrW7J0b3jPqhZP9C2Xh1PyJKHKXd4s0fpGGKrww='";

const LOOPBACK = "http://127.0.0.1:* http://localhost:*";

export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  `style-src 'self' ${PLOT_STYLE}`,
  "img-src 'self'",
  `connect-src 'self' https: ${LOOPBACK}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Only a header can forbid frames, a <meta> cannot. */
export const PAGE_HEADER_POLICY = `${PAGE_POLICY}; frame-ancestors 'none'`;

export const WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";
