/**
 * Verifies everything in its own thread, so that the page stays responsive. It makes no requests and starts no threads;
 * see content-security-policy.ts.
 * @module
 */
import "./without-eval.ts";
import type { BundleUnderCheck } from "../../../prover/bundle/bundle-checks.ts";
import { summarizeBundle } from "../../../prover/bundle/bundle-summary.ts";
import { type BundleFileReader, loadBundle } from "../../../prover/bundle/load-bundle.ts";
import type { Bundle } from "../../../prover/bundle/schema.ts";
import { verifyingCurve } from "../../../prover/groth16/verifying-curve.ts";
import { chainBundleGaps, NO_FILES } from "../chain/chain-bundle-gaps.ts";
import { FailureError, failureOf } from "../failure.ts";
import { completeKey } from "./complete-key.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { runChecks } from "./run-checks.ts";

const say = (message: FromWorker) => self.postMessage(message);

interface Waiting {
  resolve(bytes: Uint8Array): void;
  reject(error: unknown): void;
}
const waiting = new Map<string, Waiting>();

const readFile: BundleFileReader = (file, limitBytes) =>
  new Promise((resolve, reject) => {
    waiting.set(file, { resolve, reject });
    say({ kind: "read", file, limitBytes });
  });

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "file") waiting.get(data.file)?.resolve(data.bytes);
  else if (data.kind === "file-failed") waiting.get(data.file)?.reject(new FailureError(data.failure));
  else if (data.kind === "load") run(loadAndCheck());
  else run(checkRecovered(data.bundle));
});

function run(work: Promise<void>): void {
  work
    .catch((error) => say({ kind: "failed", failure: failureOf(error) }))
    .finally(() => say({ kind: "done" }));
}

async function loadAndCheck(): Promise<void> {
  const bundle = await loadBundle(readFile, (read, total) => say({ kind: "files", read, total }));
  say({ kind: "check", result: { id: "files", state: "verified" } });
  say({ kind: "bundle", bundle });
  await check(bundle, {});
}

async function checkRecovered(recovered: Bundle): Promise<void> {
  const bundle = completeKey(recovered, await verifyingCurve());
  say({ kind: "check", result: NO_FILES });
  say({ kind: "bundle", bundle });
  await check(bundle, chainBundleGaps(bundle));
}

async function check(bundle: Bundle, skipped: Parameters<typeof runChecks>[1]): Promise<void> {
  const total = bundle.pages.length;
  const onProof = (done: number) => say({ kind: "proofs", done, total });
  const checked: BundleUnderCheck = { bundle, onProof };
  await runChecks(checked, skipped, (result) => {
    say({ kind: "check", result });
    const { totals, deployment } = checked;
    if (result.id !== "deployment" || totals === undefined || deployment === undefined) return;
    const { deployment: read } = summarizeBundle(bundle, totals, deployment);
    if (read !== null) say({ kind: "deployment", read });
  });
}
