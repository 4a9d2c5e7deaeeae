/** What holds for the help page of every command, whoever added it. @module */
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../../prover/cli/create-program.ts";
import { EXIT_CODES } from "../../../prover/cli/manual/exit-codes.ts";
import { settingVariable } from "../../../prover/cli/settings/option-setting.ts";
import { allCommands } from "../../../prover/cli/settings/use-settings.ts";
import { runInProcess } from "../run-bin.ts";

const program = createProgram({ out: () => {}, err: () => {} }, {});
const pathOf = (command: Command): string[] =>
  command.parent ? [...pathOf(command.parent), command.name()] : [];
const commands = allCommands(program).map(
  (command) => [pathOf(command).join(" ") || "(none)", command] as const,
);

/** Without the breaks that the width of the page makes. */
const unwrapped = (text: string) => text.replace(/\s+/g, " ");

describe.each(commands)("the page of %s", (_, command) => {
  const page = command.helpInformation();
  const examples = [...page.matchAll(/^ {2}(?:[A-Z_]+=\S+ )*pufeth-por (.*)$/gm)].map(([, line]) => line!);

  test("is what --help prints, on stdout, with exit code 0", async () => {
    const { exitCode, stdout, stderr } = await runInProcess([...pathOf(command), "--help"], {});
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: [] });
    expect(stdout.join("\n").trimEnd()).toBe(page.trimEnd());
  });

  test("has its sections in the order of a manual", () => {
    const order = ["Usage:", "Environment:", "Files:", "Exit codes:"].map((title) => page.indexOf(title));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(page.lastIndexOf("\n  pufeth-por ")).toBeGreaterThan(page.indexOf("Exit codes:"));
  });

  test("describes the command, every option and every argument", () => {
    expect(command.description()).not.toBe("");
    for (const option of command.options) {
      expect.soft(option.description, option.flags).toMatch(/\S/);
      expect.soft(page).toContain(option.long);
    }
    for (const argument of command.registeredArguments) expect(argument.description).toMatch(/\S/);
  });

  test("names every exit code and what it means", () => {
    for (const [code, meaning] of Object.entries(EXIT_CODES)) {
      expect(page).toMatch(new RegExp(`^ {2}${code} +${meaning.slice(0, 4)}`, "m"));
    }
  });

  test("has examples, of commands and options that there are", () => {
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const words = example.split(/\s+/);
      let at: Command = program;
      for (const word of words) at = at.commands.find((one) => one.name() === word) ?? at;
      expect.soft(at, example).not.toBe(program);
      const known = [...at.options, ...program.options].flatMap(({ long, short }) => [long, short]);
      for (const flag of words.filter((word) => word.startsWith("--"))) {
        expect.soft(known, example).toContain(flag.replace(/[`,;.)]+$/, ""));
      }
    }
  });

  test("names variables that there are, and no others", () => {
    const others = ["PUFETH_POR_CONFIG", "PUFETH_POR_PRIVATE_KEY", "PUFETH_POR_"];
    const known = new Set([
      ...others,
      ...allCommands(program).flatMap(({ options }) => options.map(settingVariable)),
    ]);
    for (const [variable] of page.matchAll(/PUFETH_POR_[A-Z0-9_]*/g)) expect.soft(known).toContain(variable);
    for (const option of command.options.filter(
      ({ long }) => !/^--(version|(no-)?config)$/.test(long ?? ""),
    )) {
      expect.soft(unwrapped(page)).toContain(settingVariable(option));
    }
  });
});

test("the page of the program lists every command", () => {
  for (const command of program.commands)
    expect(program.helpInformation()).toMatch(new RegExp(`^ {2}${command.name()}\\b`, "m"));
});
