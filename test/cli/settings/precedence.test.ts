/** Flags, then the environment, then the command's section of the file, then the shared one, then the default. @module */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseHttpUrl } from "../../../prover/cli/options/option-values.ts";
import { exclusive } from "../../../prover/cli/settings/exclusive.ts";
import { useSettings } from "../../../prover/cli/settings/use-settings.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";

const folder = temporaryFolder();
const configFile = join(folder, "pufeth-por.config.json");

/** A program with one option of each kind. */
function program(ran: (values: Record<string, unknown>) => void): Command {
  const root = new Command("root")
    .option("--config <file>")
    .option("--no-config")
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  const run = root
    .command("run")
    .option("--count <n>", "", parseCount, 7)
    .option("--node <url>", "may be repeated", (text: string, before: string[] = []) => [
      ...before,
      parseHttpUrl(text),
    ])
    .option("--dry-run")
    .option("--file <file>")
    .option("--name <name>")
    .copyInheritedSettings(root)
    .action(ran);
  exclusive(run, { "--file": ["--node"] });
  root.command("other").option("--else <text>").exitOverride().action(ran);
  return root;
}

function parseCount(text: string): number {
  if (!/^[0-9]+$/.test(text)) throw new InvalidArgumentError("It must be a number.");
  return Number(text);
}

interface Given {
  readonly config?: unknown;
  readonly environment?: NodeJS.ProcessEnv;
  readonly flags?: readonly string[];
}

async function valuesOf({ config = {}, environment = {}, flags = [] }: Given) {
  writeFileSync(configFile, JSON.stringify(config));
  let values: Record<string, unknown> | undefined;
  const root = program((found) => {
    values = found;
  });
  useSettings(root, environment, { onProgram: () => {}, onCommand: () => {} });
  await root.parseAsync(["run", ...flags, "--config", configFile], { from: "user" });
  return values;
}

const PLACES = ["common", "section", "environment", "flag"] as const;
/** In how a value can be written, and what becomes of it. */
const OPTIONS = {
  count: { texts: ["1", "2", "3", "4"], value: Number },
  name: { texts: ["a", "b", "c", "d"], value: String },
  node: { texts: ["http://a", "http://b", "http://c", "http://d"], value: (text: string) => [text] },
  file: { texts: ["/a", "/b", "/c", "/d"], value: String },
} as const;

test("the strongest place that gives a value decides, for every kind of option and every choice of places", async () => {
  const given = fc.record({
    key: fc.constantFrom(...(Object.keys(OPTIONS) as (keyof typeof OPTIONS)[])),
    places: fc.subarray([...PLACES], { minLength: 1 }),
  });
  await fc.assert(
    fc.asyncProperty(given, async ({ key, places }) => {
      const { texts, value } = OPTIONS[key];
      const at = (place: (typeof PLACES)[number]) =>
        places.includes(place) ? { [key]: texts[PLACES.indexOf(place)]! } : {};
      const values = await valuesOf({
        config: { common: at("common"), run: at("section") },
        environment: Object.fromEntries(
          Object.values(at("environment")).map((text) => [`PUFETH_POR_${key.toUpperCase()}`, text]),
        ),
        flags: Object.values(at("flag")).flatMap((text) => [`--${key}`, text]),
      });
      expect(values?.[key]).toEqual(value(texts[PLACES.indexOf(places.at(-1)!)]!));
    }),
    { numRuns: 60 },
  );
});

test("without any place the default stands", async () => {
  expect(await valuesOf({})).toEqual({ count: 7 });
});

test("a list replaces a weaker list, and is complete", async () => {
  const common = { node: ["http://a", "http://b"] };
  expect(await valuesOf({ config: { common } })).toMatchObject({ node: common.node });
  expect(
    await valuesOf({ config: { common }, environment: { PUFETH_POR_NODE: "http://c http://d" } }),
  ).toMatchObject({
    node: ["http://c", "http://d"],
  });
  expect(
    await valuesOf({ config: { common }, environment: { PUFETH_POR_NODE: "http://c,http://d" } }),
  ).toMatchObject({
    node: ["http://c", "http://d"],
  });
  const flags = ["--node", "http://e", "--node", "http://f"];
  expect(await valuesOf({ config: { common }, flags })).toMatchObject({ node: ["http://e", "http://f"] });
});

describe("of options that exclude each other, the one of the stronger place stands", () => {
  const node = { node: "http://a" };
  const file = { file: "/x" };
  test.each<[string, Given, object]>([
    ["a flag over the file", { config: { run: node }, flags: ["--file", "/x"] }, file],
    [
      "a flag over the environment",
      { environment: { PUFETH_POR_NODE: "http://a" }, flags: ["--file", "/x"] },
      file,
    ],
    [
      "the environment over the file",
      { config: { run: file }, environment: { PUFETH_POR_NODE: "http://a" } },
      { node: ["http://a"] },
    ],
    ["the command's section over the shared one", { config: { common: node, run: file } }, file],
    [
      "a flag over both",
      { config: { common: node, run: file }, flags: ["--node", "http://b"] },
      { node: ["http://b"] },
    ],
  ])("%s", async (_, given, values) => {
    const { count, ...rest } = (await valuesOf(given))!;
    expect(defined(rest)).toEqual(values);
  });

  test.each<[string, Given]>([
    ["in one section", { config: { run: { ...node, ...file } } }],
    ["in the environment", { environment: { PUFETH_POR_NODE: "http://a", PUFETH_POR_FILE: "/x" } }],
    ["as flags", { flags: ["--node", "http://a", "--file", "/x"] }],
  ])("both %s are refused", async (_, given) => {
    await expect(valuesOf(given)).rejects.toMatchObject({ code: "commander.conflictingOption" });
  });
});

test.each([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
])("a switch is turned by %s", async (text, value) => {
  expect((await valuesOf({ environment: { PUFETH_POR_DRY_RUN: text } }))?.dryRun).toBe(value);
  expect((await valuesOf({ config: { run: { "dry-run": text } } }))?.dryRun).toBe(value);
});

test("an empty variable and an empty key set nothing", async () => {
  expect(await valuesOf({ config: { run: { name: null } }, environment: { PUFETH_POR_COUNT: "" } })).toEqual({
    count: 7,
  });
});

describe("a value that the option refuses is refused with the place it comes from", () => {
  test.each<[string, Given, RegExp]>([
    [
      "the file",
      { config: { run: { count: "x" } } },
      /^run\.count in .*pufeth-por\.config\.json: It must be a number/,
    ],
    ["the environment", { environment: { PUFETH_POR_COUNT: "x" } }, /^PUFETH_POR_COUNT: It must be a number/],
    [
      "a switch",
      { environment: { PUFETH_POR_DRY_RUN: "yes!" } },
      /^PUFETH_POR_DRY_RUN: It must be true or false/,
    ],
    [
      "a list for one value",
      { config: { run: { name: ["a", "b"] } } },
      /^run\.name in .*: It takes one value/,
    ],
  ])("%s", async (_, given, message) => {
    await expect(valuesOf(given)).rejects.toMatchObject({
      code: "SETTING_INVALID",
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  test("unless a stronger place gives another", async () => {
    const config = { run: { count: "x" } };
    await expect(valuesOf({ config, flags: ["--count", "2"] })).rejects.toMatchObject({
      code: "SETTING_INVALID",
    });
  });
});

test("a path in the file lies below the file's folder, one in the environment below the working folder", async () => {
  expect(await valuesOf({ config: { run: { file: "a/b" } } })).toMatchObject({ file: join(folder, "a/b") });
  expect(await valuesOf({ environment: { PUFETH_POR_FILE: "a/b" } })).toMatchObject({ file: "a/b" });
});

function defined(values: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
