/**
 * Starts the scripts that setup needs: the circuit compiler and the generator of development keys. They run as separate
 * processes, so that prover/ does not depend on scripts/, and no proving command can make keys.
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { endOfProcess } from "../end-of-process.ts";
import { SetupScriptError } from "./errors.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Characters of the script's output in an error. */
const TAIL_CHARACTERS = 2_000;
/** Of progress lines: ❯ › ✔. */
const LEADING_MARKS = /^[^\p{L}\p{N}]+/u;

/**
 * @param script  below scripts/.
 * @param onLine  called with each line that it prints, without leading symbols.
 * @throws SetupScriptError
 */
export async function runSetupScript(
  script: "setup.ts" | "compile-page.ts",
  args: readonly string[],
  onLine: (line: string) => void = () => {},
): Promise<void> {
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), `scripts/${script}`, ...args],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  // Ended together with the command; a signal from the terminal reaches both.
  const stop = () => child.kill();
  process.once("exit", stop);
  let tail = "";
  const read = (text: string) => {
    tail = (tail + text).slice(-TAIL_CHARACTERS);
    for (const line of text.split("\n")) {
      const words = line.replace(LEADING_MARKS, "").trim();
      if (words !== "") onLine(words);
    }
  };
  child.stdout.setEncoding("utf8").on("data", read);
  child.stderr.setEncoding("utf8").on("data", read);
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    if (code !== 0) throw new SetupScriptError(`scripts/${script}`, endOfProcess(code, signal), told(tail));
  } finally {
    process.off("exit", stop);
  }
}

/** Its error with what to do next, line by line; without one all that it printed, as one line. */
function told(tail: string): readonly string[] {
  const [, error] = /(?:^|\n)error: (.*)$/s.exec(tail) ?? [];
  const lines = (error ?? tail)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return error === undefined ? [lines.join(" ")] : lines;
}
