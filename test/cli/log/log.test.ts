/** The log: events for a machine, lines for a person, and no secret in either. @module */
import { describe, expect, test } from "vitest";
import { createLog, LOG_LEVELS, log, throughLog, useLog } from "../../../prover/cli/log/log.ts";
import { UsageError } from "../../../prover/cli/options/usage-error.ts";
import { createProgress } from "../../../prover/cli/output/progress.ts";
import { runBin, runInProcess } from "../run-bin.ts";

const KEY = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

function recorder() {
  const lines: string[] = [];
  return { lines, terminal: { out: () => {}, err: (line: string) => void lines.push(line) } };
}

const events = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

test("each level tells itself and what is graver", () => {
  for (const [position, level] of LOG_LEVELS.entries()) {
    const { lines, terminal } = recorder();
    const { debug, info, warn, error } = createLog({ format: "json", level, terminal });
    for (const tell of [debug, info, warn, error]) tell("event", "message");
    expect(events(lines).map((event) => event.level)).toEqual(
      ["debug", "info", "warn", "error"].slice(position),
    );
  }
});

test("an event is one line: level, time, command, event, fields and message", () => {
  const { lines, terminal } = recorder();
  createLog({ format: "json", level: "info", terminal, command: "prove" }).info("page-proved", "a\nb", {
    page: 3,
    amountWei: 2n ** 70n,
  });
  expect(lines).toHaveLength(1);
  const [event] = events(lines);
  expect(event).toEqual({
    level: "info",
    command: "prove",
    event: "page-proved",
    msg: "a\nb",
    page: 3,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    amountWei: "1180591620717411303424",
  });
});

test.each(["json", "text"] as const)(
  "%s tells no secret, in messages and in fields however deep",
  (format) => {
    const { lines, terminal } = recorder();
    const { warn } = createLog({
      format,
      level: "debug",
      terminal,
      endpoints: ["https://rpc.example/v2/abc"],
      secrets: [KEY],
    });
    const secret = `https://rpc.example/v2/abc and redis://:pass@127.0.0.1:6379 and ${KEY}`;
    warn("event", secret, { list: [{ deep: secret }] });
    expect(lines.join("\n")).toContain("https://rpc.example/…");
    expect(lines.join("\n")).toContain("redis://127.0.0.1:6379");
    for (const part of ["abc", "pass", KEY.slice(8, 20)]) expect(lines.join("\n")).not.toContain(part);
  },
);

test("lines that a command writes for a person are told by level, and are events where these are asked for", () => {
  for (const [format, told] of [
    ["text", ["half done", "warning: memory is short"]],
    ["json", [expect.stringContaining('"level":"info"'), expect.stringContaining('"level":"warn"')]],
  ] as const) {
    const { lines, terminal } = recorder();
    useLog({ format, level: "info", terminal });
    const { err } = throughLog(terminal);
    err("half done");
    err("warning: memory is short");
    expect(lines).toEqual(told);
  }
});

describe("stages as events", () => {
  test("begin, word, end with seconds, also when a program reads the result", async () => {
    const { lines, terminal } = recorder();
    useLog({ format: "json", level: "info", terminal });
    const progress = createProgress({ silent: true });
    expect(
      await progress.stage("Work", (say) => {
        say("half");
        return 7;
      }),
    ).toBe(7);
    expect(events(lines)).toMatchObject([
      { event: "stage-started", stage: "Work" },
      { event: "stage-said", stage: "Work", text: "half" },
      { event: "stage-done", stage: "Work", seconds: expect.any(Number) },
    ]);
    expect(progress.times).toEqual([{ title: "Work", seconds: expect.any(Number) }]);
  });

  test("a failure has code and hints, and passes through untouched", async () => {
    const { lines, terminal } = recorder();
    useLog({ format: "json", level: "error", terminal });
    const failure = new UsageError("wrong");
    const fails = createProgress({ silent: false }).stage("Work", () => Promise.reject(failure));
    await expect(fails).rejects.toBe(failure);
    expect(events(lines)).toMatchObject([
      { level: "error", event: "stage-failed", stage: "Work", code: "USAGE", hints: failure.hints },
    ]);
  });
});

describe("a command", () => {
  const ORACLE = "0x1111111111111111111111111111111111111111";
  const chain = ["--rpc", "http://127.0.0.1:1/v3/short", "--oracle", ORACLE];

  test("with --log-format json: stderr is events alone, stdout the result, the exit code the same", async () => {
    const run = await runBin(["status", ...chain, "--json", "--log-format", "json"]);
    expect(JSON.parse(run.stdout)).toMatchObject({ code: "EXECUTION_RPC_UNREACHABLE" });
    const told = events(run.stderr.trimEnd().split("\n"));
    expect(told.map(({ event, command }) => [event, command])).toEqual([
      ["stage-started", "status"],
      ["stage-failed", "status"],
      ["failed", "status"],
    ]);
    expect(told.at(-1)).toMatchObject({ exitCode: 3, hints: [expect.any(String)] });
    expect(run.exitCode).toBe(3);
  });

  test("tells its failure by level: silent leaves the exit code", async () => {
    for (const [level, lines] of [
      ["error", 2],
      ["silent", 0],
    ] as const) {
      const { exitCode, stderr } = await runInProcess(["status", ...chain, "--log-level", level], {});
      expect([exitCode, stderr.length]).toEqual([3, lines]);
    }
  });

  test("tells no key of an address, not even in the stack of --debug", async () => {
    for (const format of ["text", "json"]) {
      const run = await runInProcess(["status", ...chain, "--debug", "--log-format", format], {});
      expect(run.stderr.join("\n")).toContain("ExecutionRpcUnreachableError");
      expect(run.stderr.join("\n")).toContain("http://127.0.0.1:1");
      expect(run.stderr.join("\n")).not.toContain("short");
    }
  });

  test("tells no key of an address that it refuses", async () => {
    const { stderr } = await runInProcess(
      ["status", "--rpc", `ws://me:pass@x/${KEY}`, "--oracle", ORACLE],
      {},
    );
    expect(stderr[0]).toMatch(/--rpc.*http:\/\/ or https:\/\//);
    expect(stderr[0]).not.toMatch(/pass|59c6/);
  });

  test("begins with a log of its own", async () => {
    await runInProcess(["status", ...chain, "--log-format", "json", "--log-level", "silent"], {});
    await runInProcess(["--version"], {});
    expect([log().format, log().tells("info")]).toEqual(["text", true]);
  });
});
