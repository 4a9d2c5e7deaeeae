/**
 * The page's side of the worker: passes it the requested files, and its messages to the caller.
 * @module
 */
import type { DeploymentSummary } from "../../../prover/bundle/deployment-summary.ts";
import type { BundleFileReader } from "../../../prover/bundle/load-bundle.ts";
import type { Bundle } from "../../../prover/bundle/schema.ts";
import { FailureError, failureOf } from "../failure.ts";
import type { CheckResult, FromWorker, ToWorker } from "./protocol.ts";

export interface VerifierListener {
  onFiles(read: number, total: number): void;
  /** Its files match bundle.json; their meaning is not checked yet. */
  onBundle(bundle: Bundle): void;
  onCheck(result: CheckResult): void;
  /** Of a bundle of deployed contracts, once it was read out of their storage. */
  onDeployment(read: DeploymentSummary): void;
  onProofs(done: number, total: number): void;
}

/** Reads a bundle and checks it. @throws FailureError if it cannot be read at all. */
export function verifyFiles(
  readFile: BundleFileReader,
  listener: VerifierListener,
  stop: AbortSignal,
): Promise<void> {
  return runWorker({ kind: "load" }, readFile, listener, stop);
}

/** Checks a bundle that has no files. */
export function verifyRecovered(
  bundle: Bundle,
  listener: VerifierListener,
  stop: AbortSignal,
): Promise<void> {
  const noFiles: BundleFileReader = (file) => Promise.reject(new Error(`${file}: there are no files`));
  return runWorker({ kind: "check", bundle }, noFiles, listener, stop);
}

function runWorker(
  start: ToWorker,
  readFile: BundleFileReader,
  listener: VerifierListener,
  stop: AbortSignal,
): Promise<void> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const say = (message: ToWorker) => worker.postMessage(message);
  return new Promise<void>((resolve, reject) => {
    let failure: FailureError | undefined;
    stop.addEventListener("abort", () => resolve());
    worker.addEventListener("error", (event) => {
      reject(event.error ?? new Error(event.message || "the verifier could not be started"));
    });
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
      if (stop.aborted) return;
      if (data.kind === "read") {
        readFile(data.file, data.limitBytes).then(
          (bytes) => say({ kind: "file", file: data.file, bytes }),
          (error) => say({ kind: "file-failed", file: data.file, failure: failureOf(error) }),
        );
      } else if (data.kind === "files") listener.onFiles(data.read, data.total);
      else if (data.kind === "bundle") listener.onBundle(data.bundle);
      else if (data.kind === "check") listener.onCheck(data.result);
      else if (data.kind === "deployment") listener.onDeployment(data.read);
      else if (data.kind === "proofs") listener.onProofs(data.done, data.total);
      else if (data.kind === "failed") failure = new FailureError(data.failure);
      else if (failure) reject(failure);
      else resolve();
    });
    say(start);
  }).finally(() => worker.terminate());
}
