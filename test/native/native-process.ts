/**
 * One of the native programs as a child process, and the frames that go over its pipes: prover/native/README.md.
 * @module
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";

const PREFIX_BYTES = 12;

export interface NativeFrame {
  readonly header: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly payload: Buffer;
}

export class NativeProcess {
  readonly child: ChildProcessWithoutNullStreams;
  private received = Buffer.alloc(0);
  private readonly frames: NativeFrame[] = [];
  private wake: () => void = () => undefined;
  private ended = false;

  constructor(program: string, args: readonly string[] = []) {
    this.child = spawn(program, args);
    this.child.stdout.on("data", (bytes: Buffer) => this.receive(bytes));
    this.child.stdout.on("end", () => {
      this.ended = true;
      this.wake();
    });
    // A request to a process that has gone is noticed by the missing answer.
    this.child.stdin.on("error", () => undefined);
  }

  send(header: object, payload: Uint8Array = new Uint8Array()): void {
    this.sendBytes(frameBytes(header, payload));
  }

  sendBytes(bytes: Uint8Array): void {
    this.child.stdin.write(bytes);
  }

  /** The next frame; undefined when the process has closed its output. */
  async next(): Promise<NativeFrame | undefined> {
    while (this.frames.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.frames.shift();
  }

  /** The answer to one request, phases left out. @throws where the process ends instead. */
  async request(header: object, payload: Uint8Array = new Uint8Array()): Promise<NativeFrame> {
    this.send(header, payload);
    for (;;) {
      const frame = await this.next();
      if (frame === undefined) throw new Error(`the process ended: ${await this.lastWords()}`);
      if (frame.header.type !== "phase") return frame;
    }
  }

  /** Closes its input. @returns the exit code. */
  async close(): Promise<number | null> {
    this.child.stdin.end();
    if (this.child.exitCode !== null) return this.child.exitCode;
    const [code] = (await once(this.child, "exit")) as [number | null];
    return code;
  }

  /** What it wrote to stderr, which may come after the end of stdout. */
  private async lastWords(): Promise<string> {
    const { stderr } = this.child;
    let text = "";
    for await (const bytes of stderr) text += bytes;
    return text;
  }

  private receive(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    for (;;) {
      if (this.received.length < PREFIX_BYTES) break;
      const headerEnd = PREFIX_BYTES + this.received.readUInt32LE(0);
      const end = headerEnd + Number(this.received.readBigUInt64LE(4));
      if (this.received.length < end) break;
      const header = JSON.parse(this.received.toString("utf8", PREFIX_BYTES, headerEnd));
      this.frames.push({ header, payload: this.received.subarray(headerEnd, end) });
      this.received = this.received.subarray(end);
    }
    this.wake();
  }
}

export function frameBytes(header: object, payload: Uint8Array = new Uint8Array()): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(text.length);
  prefix.writeBigUInt64LE(BigInt(payload.length), 4);
  return Buffer.concat([prefix, text, payload]);
}
