/**
 * The native witness calculator as tests use it: built with the address and undefined-behaviour sanitizers, so that a
 * wrong memory access ends it, and asked over its pipes.
 * @module
 */
import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY_ROOT } from "../../../scripts/circuits/repository-root.ts";

const SOURCES = join(REPOSITORY_ROOT, "prover/native/witness");
const FLAGS = ["-std=c++20", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined"];
const NO_RECOVERY = "-fno-sanitize-recover=all";

/** Builds it once per version of its sources. @returns its path. */
export async function buildPageWitness(): Promise<string> {
  const files = [SOURCES, join(SOURCES, "tool")].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.[ch]pp$/.test(name))
      .map((name) => join(folder, name)),
  );
  const hash = createHash("sha256").update(FLAGS.join());
  for (const file of files.sort()) hash.update(readFileSync(file));
  const folder = join(REPOSITORY_ROOT, "build/test-native");
  const path = join(folder, `page-witness-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const aside = `${path}.tmp-${process.pid}`;
  const units = files.filter((file) => file.endsWith(".cpp"));
  await promisify(execFile)(process.env.CXX ?? "g++", [...FLAGS, NO_RECOVERY, "-o", aside, ...units]);
  renameSync(aside, path);
  return path;
}

export type Answer = { readonly wires: Buffer } | { readonly error: string };

/** A running calculator. */
export class PageWitness {
  private readonly process: ChildProcessWithoutNullStreams;
  private received: Buffer[] = [];
  private receivedLength = 0;
  private isOver = false;
  private errorText = "";
  private readonly ended: Promise<number>;
  private wake: () => void = () => {};

  constructor(tool: string, program: string, sourceHash: string) {
    this.process = spawn(tool, [program, sourceHash]);
    this.process.stdout.on("data", (chunk: Buffer) => {
      this.received.push(chunk);
      this.receivedLength += chunk.length;
      this.wake();
    });
    this.process.stderr.on("data", (chunk: Buffer) => {
      this.errorText += chunk;
    });
    // A request to a process that has ended: what it said is in `end`.
    this.process.stdin.on("error", () => {});
    this.ended = new Promise((resolve) => {
      this.process.on("close", (code) => {
        this.isOver = true;
        resolve(code ?? -1);
        this.wake();
      });
    });
  }

  async ask(inputs: Uint8Array): Promise<Answer> {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(inputs.length);
    this.process.stdin.write(length);
    this.process.stdin.write(inputs);
    const header = await this.take(5);
    const payload = await this.take(header.readUInt32LE(1));
    return header[0] === 0 ? { wires: payload } : { error: payload.toString() };
  }

  /** Ends its input. @returns how it ended and what it said. */
  async end(): Promise<{ readonly exitCode: number; readonly text: string }> {
    this.process.stdin.end();
    return { exitCode: await this.ended, text: this.errorText };
  }

  private async take(count: number): Promise<Buffer> {
    while (this.receivedLength < count) {
      if (this.isOver) throw new Error(`the calculator has ended: ${this.errorText}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const all = Buffer.concat(this.received);
    this.received = [all.subarray(count)];
    this.receivedLength -= count;
    return all.subarray(0, count);
  }
}
