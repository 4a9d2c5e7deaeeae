/**
 * The native prover as a child process: frames to it and from it, and how it ended.
 * @module
 */
import { spawn } from "node:child_process";
import { endOfProcess } from "../../end-of-process.ts";
import { FrameReader, frameBytes, type NativeFrame } from "./frames.ts";

/** Characters of the end of its error output, for the message. */
const KEPT_OUTPUT = 2_000;

export interface NativeProcessEvents {
  onFrame(frame: NativeFrame): void;
  /** Called once, after the last frame; not after `kill`. @param reason  how it ended, without a full stop. */
  onEnd(reason: string): void;
}

export interface NativeProcessOptions extends NativeProcessEvents {
  /** Ended if a request waits and it says nothing for so long: it hangs, or was stopped. */
  readonly silenceMs?: number;
}

/** Many times a phase of the largest page on a machine that does other things. */
const SILENCE_MS = 30 * 60_000;

export interface NativeProcess {
  readonly pid: number | undefined;
  send(header: object, payload?: Uint8Array): void;
  /** At once: it has no state worth saving. */
  kill(): void;
}

export function startNativeProcess(
  program: string,
  args: readonly string[],
  { onFrame, onEnd, silenceMs = SILENCE_MS }: NativeProcessOptions,
): NativeProcess {
  // In its own process group: an interrupt from the terminal is this process's to answer.
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
  const reader = new FrameReader();
  let words = "";
  let isOver = false;
  let unanswered = 0;
  let silence: NodeJS.Timeout | undefined;
  const listen = () => {
    clearTimeout(silence);
    if (isOver || unanswered === 0) return;
    silence = setTimeout(() => end(`it has said nothing for ${silenceMs / 1000} s`), silenceMs);
  };
  const kill = () => {
    isOver = true;
    clearTimeout(silence);
    child.kill("SIGKILL");
  };
  const end = (reason: string) => {
    process.off("exit", kill);
    if (isOver) return;
    kill();
    onEnd(reason);
  };
  process.on("exit", kill);
  child.stdout.on("data", (bytes: Buffer) => {
    if (isOver) return;
    try {
      for (const frame of reader.push(bytes)) {
        if (frame.header.type !== "phase") unanswered -= 1;
        onFrame(frame);
      }
      listen();
    } catch (error) {
      end(`its answer cannot be read (${(error as Error).message})`);
    }
  });
  child.stderr.on("data", (bytes: Buffer) => {
    words = (words + bytes.toString()).slice(-KEPT_OUTPUT);
  });
  // That it has gone is told by its end.
  child.stdin.on("error", () => {});
  child.once("error", (error) => end(error.message));
  child.once("close", (code, signal) => end(`${endOfProcess(code, signal)}${lastLine(words)}`));
  return {
    pid: child.pid,
    send(header, payload) {
      unanswered += 1;
      if (unanswered === 1) listen();
      child.stdin.write(frameBytes(header, payload));
    },
    kill,
  };
}

function lastLine(output: string): string {
  const last = output.trim().split("\n").at(-1)?.trim();
  return last ? `: ${last.slice(0, 300)}` : "";
}
