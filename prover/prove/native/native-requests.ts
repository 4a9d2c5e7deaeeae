/**
 * Requests to a program that speaks the native prover's protocol, answered one after another.
 * @module
 */
import { NativeProverEndedError, NativeProverError } from "../errors.ts";
import type { NativeFrame } from "./frames.ts";
import { startNativeProcess } from "./native-process.ts";

export type NativeAnswer = NativeFrame["header"];

export interface NativeRequests {
  /** @throws what `NativeFailures` makes of a refusal, or of the end of the process. */
  ask(header: object, payload?: Uint8Array): Promise<NativeAnswer>;
  /** Ends the process; requests without an answer are rejected. */
  close(): void;
}

/** How whoever asks tells that a request failed. */
export interface NativeFailures {
  refused(code: string, message: string): Error;
  /** @param reason  without a full stop. */
  ended(reason: string): Error;
}

export function proverFailures(program: string): NativeFailures {
  return {
    refused: (code, message) => new NativeProverError(program, code, message),
    ended: (reason) => new NativeProverEndedError(program, reason),
  };
}

interface Request {
  readonly resolve: (answer: NativeAnswer) => void;
  readonly reject: (error: Error) => void;
}

export function startNativeRequests(
  program: string,
  args: readonly string[],
  failures: NativeFailures = proverFailures(program),
  limits: { readonly silenceMs?: number } = {},
): NativeRequests {
  const sent: Request[] = [];
  let failure: Error | undefined;
  const fail = (reason: string) => {
    failure ??= failures.ended(reason);
    for (const { reject } of sent.splice(0)) reject(failure);
  };
  const child = startNativeProcess(program, args, {
    onFrame({ header }) {
      if (header.type === "phase") return;
      const request = sent.shift();
      if (header.type === "error") {
        request?.reject(failures.refused(String(header.code), String(header.message)));
      } else {
        request?.resolve(header);
      }
    },
    onEnd: fail,
    ...limits,
  });
  return {
    ask(header, payload) {
      const answered = new Promise<NativeAnswer>((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        sent.push({ resolve, reject });
        child.send(header, payload);
      });
      // The end of the process rejects every request, and only the first may be awaited.
      answered.catch(() => undefined);
      return answered;
    },
    close() {
      child.kill();
      fail("it was closed");
    },
  };
}
