/**
 * Pages through one process of the native prover, one proof at a time and the next page's request ahead of it. A process
 * that dies costs the page whose turn it was: the others go to a new process, and until one of them is proved none is sent
 * ahead, so that a page that kills its process is known.
 * @module
 */
import { NativeProverEndedError, NativeProverError, PageRefusedError } from "../errors.ts";
import type { RawPageProof } from "../page-prover.ts";
import type { NativeFrame } from "./frames.ts";
import { type NativeProcess, startNativeProcess } from "./native-process.ts";

/** What a process loads before it proves pages of a key. */
export interface NativeKey {
  readonly key: string;
  /** Witness program and the source hash of its circuit; without them pages come with their witness. */
  readonly program?: string;
  readonly sourceHash?: string;
}

export interface NativePage {
  readonly key: NativeKey;
  /** Form of the payload: inputs of the page, or a .wtns file. */
  readonly witness: "inputs" | "wtns";
  readonly payload: Uint8Array;
}

export interface NativePages {
  /** @throws PageRefusedError, NativeProverError, NativeProverEndedError; the signal's reason if it aborts. */
  prove(page: NativePage, signal: AbortSignal): Promise<RawPageProof>;
  /** Ends the process; pages that are left are rejected. */
  close(): void;
}

export interface NativePagesOptions {
  readonly program: string;
  readonly args: readonly string[];
  /** Called when a phase of a proof begins, with the id of the process. */
  readonly onPhase?: (phase: string, pid: number) => void;
}

/** One page is proved and the witness of one is made. */
const PAGES_IN_PROCESS = 2;

/** The circuit has no witness for these inputs: no other attempt can help. */
const REFUSALS = ["WITNESS_PAGE_REFUSED", "WITNESS_INPUT_LENGTH", "WITNESS_INPUT_NOT_IN_FIELD"];

interface Task {
  readonly page: NativePage;
  readonly resolve: (proof: RawPageProof) => void;
  readonly reject: (error: unknown) => void;
  readonly ended: AbortSignal;
}

export function createNativePages({ program, args, onPhase }: NativePagesOptions): NativePages {
  const waiting: Task[] = [];
  /** Requests without an answer, in the order of their answers. */
  let sent: ("load" | Task)[] = [];
  let loaded: string | undefined;
  let loadError: NativeProverError | undefined;
  let running: NativeProcess | undefined;
  let isSuspicious = false;

  const tasksSent = () => sent.filter((request) => request !== "load");

  const endProcess = () => {
    running?.kill();
    running = undefined;
    loaded = undefined;
    waiting.unshift(...tasksSent());
    sent = [];
  };

  const onEnd = (reason: string) => {
    const [blamed] = tasksSent();
    endProcess();
    if (blamed === undefined) return;
    waiting.splice(waiting.indexOf(blamed), 1);
    isSuspicious = true;
    blamed.reject(new NativeProverEndedError(program, reason));
    pump();
  };

  const onFrame = ({ header }: NativeFrame) => {
    if (header.type === "phase") {
      if (running?.pid !== undefined) onPhase?.(String(header.phase), running.pid);
      return;
    }
    const error = header.type === "error" ? errorOf(program, header) : undefined;
    const request = sent.shift();
    if (request === undefined) return;
    if (request === "load") {
      loadError = error as NativeProverError | undefined;
    } else if (loadError !== undefined) {
      // The page was sent before this was known. The next one loads its key again.
      loaded = undefined;
      request.reject(loadError);
    } else if (error !== undefined) {
      request.reject(error);
    } else {
      isSuspicious = false;
      request.resolve({ proof: header.proof, publicSignals: header.publicSignals } as RawPageProof);
    }
    pump();
  };

  const pump = () => {
    while (waiting.length > 0 && tasksSent().length < (isSuspicious ? 1 : PAGES_IN_PROCESS)) {
      const task = waiting.shift()!;
      running ??= startNativeProcess(program, args, { onFrame, onEnd });
      const { key, witness, payload } = task.page;
      const wanted = JSON.stringify(key);
      if (loaded !== wanted) {
        running.send({ operation: "load", ...key });
        sent.push("load");
        loaded = wanted;
      }
      running.send({ operation: "prove", witness }, payload);
      sent.push(task);
    }
  };

  const giveUp = (task: Task) => {
    const isSent = sent.includes(task);
    if (isSent) endProcess();
    const place = waiting.indexOf(task);
    if (place === -1) return;
    waiting.splice(place, 1);
    task.reject(task.ended.reason);
    pump();
  };

  return {
    async prove(page, signal) {
      signal.throwIfAborted();
      let abort = () => {};
      try {
        return await new Promise<RawPageProof>((resolve, reject) => {
          const task: Task = { page, resolve, reject, ended: signal };
          abort = () => giveUp(task);
          signal.addEventListener("abort", abort);
          waiting.push(task);
          pump();
        });
      } finally {
        signal.removeEventListener("abort", abort);
      }
    },
    close() {
      endProcess();
      for (const { reject } of waiting.splice(0)) reject(new Error("The prover was closed."));
    },
  };
}

function errorOf(program: string, { code, message }: NativeFrame["header"]): Error {
  if (REFUSALS.includes(String(code))) return new PageRefusedError(String(message));
  return new NativeProverError(program, String(code), String(message));
}
