/** The config file: found upwards, read as texts, refused by name where anything in it is not known. @module */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../../prover/cli/create-program.ts";
import { loadConfigFile } from "../../../prover/cli/settings/config-file.ts";
import { settableOptions, settingKey, settingVariable } from "../../../prover/cli/settings/option-setting.ts";
import { allCommands } from "../../../prover/cli/settings/use-settings.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";
import { runBin, runInProcess } from "../run-bin.ts";

const program = createProgram({ out: () => {}, err: () => {} }, {});
const ORACLE = "0x00dBA6BF26964aF9D7eEd9e03E53415D37aA9604";

function write(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

async function load(text: string, name = "pufeth-por.config.yaml") {
  return loadConfigFile(program, write(name, text));
}

test.each(["pufeth-por.config.yaml", "pufeth-por.config.yml", "pufeth-por.config.json"])(
  "%s is found from below",
  async (name) => {
    const file = write(name, '{"common": {"threads": 2}}');
    const below = join(dirname(file), "a/b");
    mkdirSync(below, { recursive: true });
    expect(await loadConfigFile(program, undefined, below)).toEqual({
      file,
      sections: { common: { threads: "2" } },
    });
  },
);

test("the nearest one counts, and an empty one sets nothing", async () => {
  const far = write("pufeth-por.config.yaml", "common: {threads: 2}");
  const near = join(dirname(far), "near");
  mkdirSync(near);
  writeFileSync(join(near, "pufeth-por.config.yaml"), "# nothing yet\n");
  expect(await loadConfigFile(program, undefined, near)).toMatchObject({ sections: {} });
});

test("where there is none, there are no settings", async () => {
  expect(await loadConfigFile(program, undefined, temporaryFolder())).toBeUndefined();
});

test("values are the texts that stand there: an address is no number, and a slot keeps its digits", async () => {
  const { sections } = (await load(
    `common:\n  oracle: ${ORACLE}\nprove:\n  slot: 012\n  beacon: [http://a, http://b]`,
  ))!;
  expect(sections).toEqual({
    common: { oracle: ORACLE },
    prove: { slot: "012", beacon: ["http://a", "http://b"] },
  });
  const json = (await load('{\n\t"prove": {"slot": 12, "json": true, "fork": null}\n}', "x.json"))!;
  expect(json.sections).toEqual({ prove: { slot: "12", json: "true" } });
});

describe("refused, with the file, the key and what could stand there", () => {
  test.each<[string, string, object]>([
    [
      "an unknown section",
      "prov: {}",
      {
        code: "CONFIG_KEY_UNKNOWN",
        key: "prov",
        hints: [expect.stringContaining("prove, "), expect.anything()],
      },
    ],
    [
      "an unknown key",
      "prove: {thread: 2}",
      {
        code: "CONFIG_KEY_UNKNOWN",
        key: "prove.thread",
        hints: [expect.stringContaining("threads"), expect.anything()],
      },
    ],
    [
      "a key of another command",
      "status: {threads: 2}",
      { code: "CONFIG_KEY_UNKNOWN", key: "status.threads" },
    ],
    [
      "an unknown step",
      "ceremony: {start: {}}",
      {
        code: "CONFIG_KEY_UNKNOWN",
        key: "ceremony.start",
        hints: [expect.stringContaining("init"), expect.anything()],
      },
    ],
    ["another spelling", "submit: {keyFile: k}", { code: "CONFIG_KEY_UNKNOWN", key: "submit.keyFile" }],
    [
      "the file itself as a setting",
      "common: {config: x.yaml}",
      { code: "CONFIG_KEY_UNKNOWN", key: "common.config" },
    ],
    [
      "a map for a value",
      "common: {rpc: {url: x}}",
      { code: "CONFIG_FILE_UNUSABLE", reason: "common.rpc: it must be one value or a list of values" },
    ],
    [
      "a value for a section",
      "prove: x",
      { code: "CONFIG_FILE_UNUSABLE", reason: "prove: it must have keys" },
    ],
    ["a list", "- prove", { code: "CONFIG_FILE_UNUSABLE" }],
    [
      "a key twice",
      "prove: {size: a}\nprove: {size: b}",
      { code: "CONFIG_FILE_UNUSABLE", reason: expect.stringMatching(/^line 2: /) },
    ],
    ["no YAML", "prove: [", { code: "CONFIG_FILE_UNUSABLE", reason: expect.stringMatching(/^line 1: /) }],
    ["an alias of nothing", "prove: *x", { code: "CONFIG_FILE_UNUSABLE" }],
  ])("%s", async (_, text, failure) => {
    const error = await load(text).catch((e) => e);
    expect(error).toMatchObject({ exitCode: 2, ...failure });
    expect(error.message).toContain("pufeth-por.config.yaml");
  });

  test.each(["/does/not/exist.yaml", "/does/not/exist.toml"])("%s", async (file) => {
    await expect(loadConfigFile(program, file)).rejects.toMatchObject({ code: "CONFIG_FILE_UNUSABLE", file });
  });
});

const KEY = `0x${"59".repeat(32)}`;

describe("a private key is never read from it, and never told", () => {
  test.each([
    ["private-key", `submit: {private-key: "${KEY}"}`],
    ["privateKey", `common: {privateKey: "${KEY}"}`],
    ["anywhere", `x: {y: {PRIVATE_KEY: 1, mnemonic: "a b c"}}`.replace("PRIVATE_KEY: 1, ", "")],
    ["as the key's file", `finalize: {key-file: "${KEY}"}`],
  ])("%s", async (_, text) => {
    const error = await load(text).catch((e) => e);
    expect(error).toMatchObject({ code: "CONFIG_HOLDS_SECRET", exitCode: 2 });
    expect(JSON.stringify(error) + error.message + error.hints).not.toContain(KEY.slice(2));
    expect(error.hints.join(" ")).toContain("PUFETH_POR_PRIVATE_KEY");
  });
});

test("keys and variables are one to one: no two options of a command share them, and none is the private key's", () => {
  for (const command of allCommands(program)) {
    const keys = settableOptions(command).map(settingKey);
    const variables = settableOptions(command).map(settingVariable);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(variables).size).toBe(keys.length);
    expect(variables).not.toContain("PUFETH_POR_PRIVATE_KEY");
  }
});

describe("pufeth-por config", () => {
  test("shows every value with its place, and of addresses no more than the origin", async () => {
    const file = write(
      "pufeth-por.config.yaml",
      "common: {rpc: http://me:pass@127.0.0.1:1/v3/key, log-level: warn}\nprove: {size: test}",
    );
    const { stdout } = await runInProcess(["config", "prove", "--json", "--config", file], {
      PUFETH_POR_THREADS: "3",
    });
    expect(JSON.parse(stdout.join("\n"))).toEqual({
      file,
      settings: {
        common: {
          "log-format": { value: "text", from: "default" },
          "log-level": { value: "warn", from: `common.log-level in ${file}` },
        },
        prove: expect.objectContaining({
          rpc: { value: "http://127.0.0.1:1", from: `common.rpc in ${file}` },
          size: { value: "test", from: `prove.size in ${file}` },
          threads: { value: 3, from: "PUFETH_POR_THREADS" },
        }),
      },
    });
  });

  test("refuses what a command would refuse", async () => {
    const file = write("pufeth-por.config.yaml", "status: {spurt: none}");
    const { exitCode, stderr } = await runInProcess(["config", "--config", file], {});
    expect(stderr[0]).toMatch(/^error: status\.spurt in .*: It must be the number of a spurt/);
    expect(exitCode).toBe(2);
    expect((await runInProcess(["config", "--no-config"], {})).exitCode).toBe(0);
  });

  test("knows no command that there is not", async () => {
    expect((await runInProcess(["config", "prov"], {})).stderr[0]).toMatch(/no command prov/);
  });
});

test("as a process: required options may come from the file, which a broken file does not keep from --help", async () => {
  const file = write(
    "pufeth-por.config.yaml",
    `common:\n  rpc: http://127.0.0.1:1/key\n  oracle: ${ORACLE.toLowerCase()}\n  json: true`,
  );
  const run = await runBin(["status"], { cwd: dirname(file) });
  expect(JSON.parse(run.stdout)).toMatchObject({ code: "EXECUTION_RPC_UNREACHABLE" });
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 3, stderr: "" });
  writeFileSync(file, "nonsense: 1");
  expect((await runBin(["status"], { cwd: dirname(file) })).exitCode).toBe(2);
  expect((await runBin(["status", "--help"], { cwd: dirname(file) })).exitCode).toBe(0);
});

test("a variable that no command knows is told, and does no harm", async () => {
  const { stderr, exitCode } = await runInProcess(["config"], {
    PUFETH_POR_ORCALE: "x",
    PUFETH_POR_PRIVATE_KEY: "y",
  });
  expect(stderr).toEqual([
    "warning: The environment variable PUFETH_POR_ORCALE is not a setting of any command.",
  ]);
  expect(exitCode).toBe(0);
});
