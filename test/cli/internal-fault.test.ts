/** A fault of the program is not told as a mistake of whoever runs it. @module */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { runCli } from "../../prover/cli/run-cli.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { runBin } from "./run-bin.ts";

const REPORT_IT = /issue tracker.*--debug.*pufeth-por doctor --json/;

it("ends a command with 70, and says where to report it", async () => {
  const lines: string[] = [];
  const brokenPipe = {
    out: () => {
      throw new TypeError("Cannot read properties of undefined");
    },
    err: (line: string) => void lines.push(line),
  };
  expect(await runCli(["config", "status", "--no-config"], brokenPipe, {})).toBe(70);
  expect(lines[0]).toBe("error: Unexpected: Cannot read properties of undefined");
  expect(lines.join("\n")).toMatch(REPORT_IT);
});

it("ends a watch with 70 where nobody caught it, as one object for a program", async () => {
  const folder = temporaryFolder();
  const fault = join(folder, "fault.mjs");
  // Once the command is under way, as a library would do it from a timer of its own.
  writeFileSync(
    fault,
    `const timer = setInterval(() => {
       if (process.listenerCount("SIGTERM") === 0) return;
       clearInterval(timer);
       Promise.reject(new Error("lost in a timer"));
     }, 10);`,
  );
  const watch = ["prove", "--watch", "--beacon", "http://127.0.0.1:1", "--rpc", "http://127.0.0.1:1"];
  const rest = ["--oracle", `0x${"11".repeat(20)}`, "--do", "open", "--out", join(folder, "out"), "--json"];
  const key = { PUFETH_POR_PRIVATE_KEY: "11".repeat(32) };
  const { exitCode, stdout } = await runBin([...watch, ...rest], {
    cwd: folder,
    env: { ...key, NODE_OPTIONS: `--import ${pathToFileURL(fault).href}` },
  });
  expect(JSON.parse(stdout)).toMatchObject({
    code: "INTERNAL",
    message: "Unexpected: lost in a timer",
    hints: [expect.stringMatching(REPORT_IT)],
  });
  expect(exitCode).toBe(70);
});
