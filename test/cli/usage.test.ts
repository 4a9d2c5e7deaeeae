/** Wrong usage is one line, exit code 2, and nothing happens. @module */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { BIN, runBin, runInProcess } from "./run-bin.ts";

const ORACLE = "0x1111111111111111111111111111111111111111";
const file = ["--state", "s.ssz", "--header", "h.json"];
const beacon = ["--beacon", "http://127.0.0.1:1", "--slot", "head"];
const chain = ["--rpc", "http://127.0.0.1:1", "--oracle", ORACLE];
const CHAIN_COMMANDS = ["register", "open", "submit", "finalize", "status"];
const watched = ["--beacon", "http://127.0.0.1:1", "--out", "o"];
const rest = ["--registry", "r.json", "--out", "out"];

describe("bad usage: exit code 2, one line that names the option", () => {
  const cases: [string, string[], RegExp][] = [
    ["no command", [], /No command is given: .*setup.*prove.*submit, finalize.* or /],
    ["a ceremony without a step", ["ceremony"], /init, contribute, beacon, verify or export/],
    ["an unknown command", ["prov"], /unknown command 'prov'/],
    ["an unknown option", ["verify", "x", "--jsn"], /unknown option '--jsn'/],
    ["verify without a folder", ["verify"], /missing required argument 'dir'/],
    ["two folders", ["verify", "a", "b"], /too many arguments/],
    ["prove without a state", ["prove", ...rest], /--state with --header, or --beacon with --slot/],
    ["--state without --header", ["prove", "--state", "s", ...rest], /--state needs --header/],
    ["--header without --state", ["prove", "--header", "h", ...rest], /--header needs --state/],
    ["--beacon without --slot", ["prove", "--beacon", "http://x", ...rest], /--beacon needs --slot/],
    [
      "--slot without --beacon",
      ["prove", ...file, "--slot", "1", ...rest],
      /--slot.*cannot be used with.*--state/,
    ],
    ["both sources", ["prove", ...file, ...beacon, ...rest], /cannot be used with/],
    [
      "--fork with --beacon",
      ["prove", ...beacon, "--fork", "fulu", ...rest],
      /--beacon.*cannot be used with.*--fork/,
    ],
    ["no registry", ["prove", ...file, "--out", "o"], /--registry/],
    ["no target", ["prove", ...file, "--registry", "r"], /--out/],
    ["an unknown fork", ["prove", ...file, "--fork", "altair", ...rest], /altair/],
    ["an unknown size", ["prove", ...file, "--size", "giant", ...rest], /test, small, standard/],
    ["a slot that is none", ["prove", "--beacon", "http://x", "--slot", "-1", ...rest], /--slot/],
    ["no thread", ["prove", ...file, "--threads", "0", ...rest], /--threads/],
    ["a watch without a chain", ["prove", "--watch", ...watched], /--watch needs --rpc and --oracle/],
    ["a watch without a beacon node", ["prove", "--watch", ...chain, "--out", "o"], /--watch needs --beacon/],
    [
      "a watch of one spurt",
      ["prove", "--watch", "--spurt", "1", ...watched],
      /--watch.*cannot be used with/,
    ],
    [
      "a watch of one slot",
      ["prove", "--watch", ...beacon, ...chain, "--out", "o"],
      /cannot be used with.*--slot/,
    ],
    [
      "a watch of a file",
      ["prove", "--watch", ...file, ...chain, "--out", "o"],
      /cannot be used with.*--state/,
    ],
    [
      "a step that is none",
      ["prove", "--watch", ...watched, "--do", "prove,sign"],
      /--do.*open, prove, submit/,
    ],
    ["steps without a watch", ["prove", ...file, ...rest, "--do", "prove"], /--do needs --watch/],
    ["once without a watch", ["prove", ...file, ...rest, "--once"], /--once needs --watch/],
    ["a poll of no time", ["prove", "--watch", ...watched, "--poll-seconds", "0"], /--poll-seconds/],
    [
      "a watch that sends, without the key that it names",
      ["prove", "--watch", ...watched, ...chain, "--do", "submit", "--key-file", "/does/not/exist"],
      /no account to send from: \/does\/not\/exist/,
    ],
    [
      "a watch that proves, with a manifest that is not there",
      ["prove", "--watch", ...watched, ...chain, "--manifest", "/does/not/exist"],
      /\/does\/not\/exist/,
    ],
    ["verify: --rpc without --oracle", ["verify", "x", "--rpc", "http://x"], /--rpc needs --oracle/],
    ["verify: --oracle without --rpc", ["verify", "x", "--oracle", ORACLE], /--oracle needs --rpc/],
    ["keys from nowhere", ["setup"], /--from URL or FOLDER, or --dev/],
    ["made keys from somewhere", ["setup", "--dev", "--from", "x"], /--dev.*cannot be used with.*--from/],
    [
      "made keys by a manifest",
      ["setup", "--dev", "--manifest", "x"],
      /--dev.*cannot be used with.*--manifest/,
    ],
    ["keys of an unknown size", ["setup", "--dev", "--size", "giant"], /one of test, small, standard/],
    ["--rpc without --oracle", ["prove", ...file, "--rpc", "http://x", ...rest], /--rpc needs --oracle/],
    ["--oracle without --rpc", ["prove", ...file, "--oracle", ORACLE, ...rest], /--oracle needs --rpc/],
    ["an RPC that is no HTTP", ["submit", "x", "--rpc", "ws://x", "--oracle", ORACLE], /http:\/\//],
    [
      "an oracle that is no address",
      ["submit", "x", "--rpc", "http://x", "--oracle", "0x12"],
      /40 hex digits/,
    ],
    [
      "an address with a wrong checksum",
      ["submit", "x", "--rpc", "http://x", "--oracle", "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96046"],
      /checksum/,
    ],
    ["submit without an oracle", ["submit", "x", "--rpc", "http://x"], /--oracle/],
    ["a page that is none", ["submit", "x", ...chain, "--from-page", "0"], /--from-page/],
    ["no page at once", ["submit", "x", ...chain, "--pages-per-transaction", "0"], /--pages-per-transaction/],
    [
      "a whole run from the middle",
      ["submit", "x", ...chain, "--whole", "--from-page", "2"],
      /--whole.*cannot be used with.*--from-page/,
    ],
    ["a spurt that is none", ["open", ...chain, "--beacon", "http://x", "--spurt", "0"], /--spurt/],
    ["open without a beacon node", ["open", ...chain], /--beacon/],
    ["register without a beacon node", ["register", ...chain], /--beacon/],
    [
      "register at a slot that is none",
      ["register", ...chain, "--beacon", "http://x", "--slot", "x"],
      /--slot/,
    ],
    ["finalize without a folder", ["finalize", ...chain], /missing required argument 'dir'/],
    ["status without an oracle", ["status", "--rpc", "http://x"], /--oracle/],
    ["a private key as an argument", ["submit", "x", ...chain, "--private-key", "1"], /unknown option/],
  ];
  test.each(cases)("%s", async (_, args, message) => {
    const { exitCode, stdout, stderr } = await runInProcess(args);
    expect(stderr[0]).toMatch(message);
    expect(stderr[0]).toMatch(/^error: /);
    expect(stderr.join("\n")).not.toMatch(/ at .*:\d+:\d+/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: [] });
  });

  test("as a process: the same line on stderr, the same exit code, and no file", async () => {
    const cwd = temporaryFolder();
    const { exitCode, stdout, stderr } = await runBin(["verify", "x", "--jsn"], { cwd });
    expect(stderr).toMatch(/^error: unknown option '--jsn'/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(readdirSync(cwd)).toEqual([]);
  });
});

test("with --json a failure is one object on stdout and nothing on stderr", async () => {
  const { exitCode, stdout, stderr } = await runBin(["verify", "/does/not/exist", "--json"]);
  expect(JSON.parse(stdout)).toEqual({
    valid: false,
    code: "BUNDLE_NOT_FOUND",
    message: expect.stringContaining("/does/not/exist"),
    hints: [expect.any(String)],
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
});

test("bad usage with --json is an object too", async () => {
  const { exitCode, stdout } = await runInProcess(["prove", "--json"]);
  expect(JSON.parse(stdout.join("\n"))).toMatchObject({ code: "USAGE" });
  expect(exitCode).toBe(2);
});

test.each([
  ["--debug", {}],
  ["DEBUG", { DEBUG: "1" }],
])("the stack is shown with %s only", async (flag, env) => {
  const args = ["verify", "/does/not/exist"];
  const errors = async (...[given, environment]: Parameters<typeof runInProcess>) =>
    (await runInProcess(given, environment)).stderr.join("\n");
  expect(await errors(args, {})).not.toContain("BundleNotFoundError:");
  const asked = await errors(flag.startsWith("--") ? [flag, ...args] : args, env);
  expect(asked).toContain("BundleNotFoundError:");
});

test("--help shows every command, examples and exit codes; --version the version; both exit with 0", async () => {
  const help = await runInProcess(["--help"]);
  for (const word of ["prove", "verify", ...CHAIN_COMMANDS, "Examples:", "Exit codes:"])
    expect(help.stdout.join("\n")).toContain(word);
  const version = await runInProcess(["--version"]);
  expect(version.stdout).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
  expect([help.exitCode, version.exitCode]).toEqual([0, 0]);
});

test.each(CHAIN_COMMANDS)(
  "%s --help has examples, and every option of a command on a chain",
  async (name) => {
    const { exitCode, stdout } = await runInProcess([name, "--help"]);
    const sending = name === "status" ? [] : ["--dry-run", "--key-file"];
    for (const word of ["Examples:", "--rpc", "--oracle", "--json", ...sending])
      expect(stdout.join("\n")).toContain(word);
    expect(exitCode).toBe(0);
  },
);

test("works over a link, as in node_modules/.bin, from a folder with a broken tsconfig.json", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "tsconfig.json"), "{ broken");
  mkdirSync(join(cwd, "node_modules/.bin"), { recursive: true });
  const bin = join(cwd, "node_modules/.bin/pufeth-por");
  symlinkSync(BIN, bin);
  expect(await runBin(["--version"], { cwd, bin })).toMatchObject({ exitCode: 0, stderr: "" });
});
