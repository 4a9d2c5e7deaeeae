/**
 * What the page may do, as Content-Security-Policy. The page's own policy is a <meta> of the built index.html, so it
 * holds on any static host; `scripts/auditor.ts` sends both as headers too.
 *
 * `connect-src`: which endpoint is asked, the reader decides at run time, and a policy cannot follow: so it allows what a
 * reader can reasonably name, any https address and plain http on this machine alone (a node of one's own). The page
 * holds no secret that it could give away, and requests nothing that was not typed in.
 *
 * A worker that is loaded by its address does not inherit the policy of a <meta>: it takes the headers of its own answer.
 * It reads nothing by itself (the page hands it the bytes), so its policy forbids every request. Only the worker
 * compiles WebAssembly (the curve of snarkjs, Poseidon), which takes 'wasm-unsafe-eval'; the page may not even do that.
 * @module
 */

/**
 * Observable Plot puts one <style> into each of its pictures: the same text always, allowed by its hash. A test sees to
 * it that nothing of the page violates the policy, so another text in another release does not go unseen.
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

/** A <meta> cannot forbid frames: only the header can. */
export const PAGE_HEADER_POLICY = `${PAGE_POLICY}; frame-ancestors 'none'`;

export const WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";
